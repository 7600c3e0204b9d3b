import { useId, type ReactNode } from 'react';

export interface CheckFieldProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** What it means, in a sentence. */
  children?: ReactNode;
  className?: string;
}

/** A checkbox with its label and an explanation. */
export function CheckField({ label, checked, onChange, children, className = '' }: CheckFieldProps) {
  const id = useId();
  return (
    <div className={`flex gap-3 ${className}`}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={`${id}-text`}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-5 shrink-0 accent-accent"
      />
      <div className="text-sm">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <p id={`${id}-text`} className="text-ink-soft">
          {children}
        </p>
      </div>
    </div>
  );
}
