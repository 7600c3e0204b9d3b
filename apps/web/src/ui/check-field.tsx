import { useId, type ReactNode } from 'react';

export interface CheckFieldProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** What it means, in a sentence. */
  children?: ReactNode;
  error?: string | null;
}

/** A checkbox with its label, an explanation and room for one line of error. */
export function CheckField({ label, checked, onChange, children, error = null }: CheckFieldProps) {
  const id = useId();
  return (
    <div>
      <div className="flex gap-3">
        <input
          id={id}
          type="checkbox"
          checked={checked}
          aria-invalid={error !== null || undefined}
          aria-describedby={`${id}-text ${id}-error`}
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
      <p id={`${id}-error`} aria-live="polite" className="mt-1 min-h-5 pl-8 text-sm font-medium text-amber-ink">
        {error}
      </p>
    </div>
  );
}
