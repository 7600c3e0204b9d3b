import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useLayoutEffect, type ReactNode } from 'react';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** One or two sentences under the title, read out with it. */
  description?: ReactNode;
  children: ReactNode;
  /** Where the focus goes when it opens; the first control unless said otherwise. */
  onOpenAutoFocus?: (event: Event) => void;
  /** Where the focus goes when it closes; back to what opened it unless said otherwise. */
  onCloseAutoFocus?: (event: Event) => void;
  width?: 'sm' | 'md';
}

const WIDTHS = { sm: 'sm:max-w-md', md: 'sm:max-w-2xl' } as const;

/** A modal dialog: a sheet from below on a phone, a card in the middle elsewhere. */
export function Dialog({ open, onOpenChange, title, description, children, width = 'sm', ...focus }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Content
          {...focus}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className="fixed inset-0 z-50 flex items-end justify-center overflow-y-auto overscroll-contain bg-black/50 outline-none sm:items-center sm:p-6"
          onPointerDown={(event) => {
            if (event.target === event.currentTarget) onOpenChange(false);
          }}
        >
          <HeldScroll />
          <div
            className={`flex max-h-dvh w-full flex-col overflow-y-auto rounded-t-2xl border border-line bg-surface p-5 shadow-card sm:max-h-full sm:rounded-2xl sm:p-6 ${WIDTHS[width]}`}
          >
            <div className="flex items-start justify-between gap-4">
              <Radix.Title className="min-w-0 text-lg font-semibold">{title}</Radix.Title>
              <Radix.Close
                aria-label="Close"
                className="-mt-1.5 -mr-2 grid size-11 shrink-0 place-items-center rounded-lg text-ink-soft hover:bg-sunken sm:size-9"
              >
                <X aria-hidden className="size-5" />
              </Radix.Close>
            </div>
            {description !== undefined && (
              <Radix.Description className="mt-1 text-sm text-ink-soft">{description}</Radix.Description>
            )}
            {children}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Radix's overlay would hold the page still by adding a style element, which the page's policy forbids. */
function HeldScroll() {
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    const before = style.overflow;
    style.overflow = 'hidden';
    return () => {
      style.overflow = before;
    };
  }, []);
  return null;
}
