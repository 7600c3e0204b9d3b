import { useId, type ComponentProps, type ReactNode } from 'react';

export interface TextFieldProps extends ComponentProps<'input'> {
  label: string;
  /** What to write, or why; always readable, unlike a placeholder. */
  hint?: ReactNode;
  /** What is wrong with it. Takes the hint's place, so nothing moves. */
  error?: string | null | undefined;
  /** Stands right of the input: the form's button. */
  action?: ReactNode;
}

/** A labelled one-line input with room for one line of help or error below. */
export function TextField({ label, hint, error, action, className = '', id: givenId, ...props }: TextFieldProps) {
  const ownId = useId();
  const id = givenId ?? ownId;
  const noteId = `${id}-note`;
  const isWrong = error !== null && error !== undefined;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <div className="flex flex-col gap-2 sm:flex-row">
        <input
          id={id}
          dir="auto"
          aria-invalid={isWrong || undefined}
          aria-describedby={noteId}
          className="min-h-11 min-w-0 flex-1 rounded-lg border border-line-strong bg-surface px-3 text-base placeholder:text-ink-faint aria-invalid:border-amber sm:min-h-10 sm:text-sm"
          {...props}
        />
        {action}
      </div>
      <p
        id={noteId}
        aria-live="polite"
        className={`mt-1.5 min-h-5 text-sm ${isWrong ? 'font-medium text-amber-ink' : 'text-ink-faint'}`}
      >
        {isWrong ? error : hint}
      </p>
    </div>
  );
}
