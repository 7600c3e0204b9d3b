import type { ComponentProps } from 'react';

/** A raised sheet of content. Name it with `aria-labelledby` when it has a heading. */
export function Card({ className = '', ...props }: ComponentProps<'section'>) {
  return (
    <section className={`rounded-2xl border border-line bg-surface p-4 shadow-card sm:p-6 ${className}`} {...props} />
  );
}
