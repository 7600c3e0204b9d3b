import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ThemeToggle } from './theme-toggle.tsx';

export interface PageShellProps {
  children: ReactNode;
  /** Right end of the header. */
  actions?: ReactNode;
  width?: 'narrow' | 'normal' | 'wide';
}

const WIDTHS = { narrow: 'max-w-xl', normal: 'max-w-5xl', wide: 'max-w-7xl' } as const;

/** What every page stands in: the name of the product, which leads home, and the main landmark. */
export function PageShell({ children, actions, width = 'normal' }: PageShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-lg focus:bg-surface focus:p-3"
      >
        Skip to the content
      </a>
      <header className="mx-auto flex min-h-16 w-full max-w-7xl items-center justify-between gap-4 px-4 sm:px-6">
        <Link to="/" className="inline-flex min-h-11 items-center gap-2.5 rounded-lg font-semibold">
          <img src="/icon.svg" alt="" className="size-7" />
          Audio Studio
        </Link>
        <div className="flex items-center gap-1">
          {actions}
          <ThemeToggle />
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className={`mx-auto w-full flex-1 px-4 pt-4 pb-16 outline-none sm:px-6 sm:pt-8 ${WIDTHS[width]}`}
      >
        {children}
      </main>
    </div>
  );
}
