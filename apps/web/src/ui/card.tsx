import type { ComponentProps } from 'react';

export interface CardProps extends ComponentProps<'section'> {
  /** No padding: the content reaches the edges, a list's rows say. */
  flush?: boolean;
}

/** A raised sheet of content. Name it with `aria-labelledby` when it has a heading. */
export function Card({ flush = false, className = '', ...props }: CardProps) {
  const padding = flush ? 'overflow-hidden' : 'p-4 sm:p-6';
  return (
    <section className={`rounded-2xl border border-line bg-surface shadow-card ${padding} ${className}`} {...props} />
  );
}
