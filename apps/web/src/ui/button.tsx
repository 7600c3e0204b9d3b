import { LoaderCircle } from 'lucide-react';
import { Slot } from 'radix-ui';
import type { ComponentProps, MouseEvent } from 'react';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonProps extends ComponentProps<'button'> {
  /** `danger` deletes something: it has the problem tone, for red means recording. */
  variant?: ButtonVariant;
  size?: 'md' | 'sm';
  /** Waiting for an answer: keeps its width and the focus, and takes no second click. */
  busy?: boolean;
  /** Renders its only child (a link) with the looks of a button. */
  asChild?: boolean;
}

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent enabled:hover:bg-accent-strong [a&]:hover:bg-accent-strong',
  secondary: 'border border-line-strong bg-surface text-ink enabled:hover:bg-sunken [a&]:hover:bg-sunken',
  quiet: 'text-ink-soft enabled:hover:bg-sunken enabled:hover:text-ink [a&]:hover:bg-sunken [a&]:hover:text-ink',
  danger: 'bg-problem text-problem-ink enabled:hover:brightness-125',
};

const SIZES = { md: 'min-h-11 px-4 sm:min-h-10', sm: 'min-h-11 px-3 sm:min-h-8' } as const;

const BASE =
  'relative inline-flex shrink-0 items-center justify-center gap-2 rounded-lg text-sm font-medium whitespace-nowrap transition-colors select-none disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0';

/** The one button. Without `type` it does not submit. */
export function Button({ variant = 'secondary', size = 'md', busy = false, asChild = false, ...props }: ButtonProps) {
  const { className = '', type = 'button', children, onClick, ...rest } = props;
  const look = `${BASE} ${SIZES[size]} ${VARIANTS[variant]} ${className}`;
  if (asChild) {
    return (
      <Slot.Root className={look} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  const handleClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (busy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    // oxlint-disable-next-line react/button-has-type -- `type` is a button's own, 'button' unless said otherwise
    <button
      type={type}
      className={look}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={handleClick}
      {...rest}
    >
      <span className={`inline-flex items-center gap-2 ${busy ? 'opacity-0' : ''}`}>{children}</span>
      {busy && <LoaderCircle aria-hidden className="absolute animate-spin" />}
    </button>
  );
}
