import { CircleCheck, Info, OctagonAlert, TriangleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export type NoticeTone = 'info' | 'good' | 'warning' | 'problem';

export interface NoticeProps {
  tone?: NoticeTone;
  /** The first sentence. For a problem: what happened, beginning with what is not lost. */
  title: ReactNode;
  /** What we did about it, and what the reader can do. */
  children?: ReactNode;
  /** Buttons. */
  actions?: ReactNode;
  /** Read out at once. For what appears after the page is there. */
  announce?: boolean;
  className?: string;
}

const TONES: Record<NoticeTone, { icon: LucideIcon; box: string; sign: string }> = {
  info: { icon: Info, box: 'border-line bg-surface', sign: 'text-accent' },
  good: { icon: CircleCheck, box: 'border-line bg-accent-soft', sign: 'text-accent' },
  warning: { icon: TriangleAlert, box: 'border-amber-line bg-amber-soft', sign: 'text-amber-ink' },
  problem: { icon: OctagonAlert, box: 'border-problem bg-problem text-problem-ink', sign: 'text-problem-ink' },
};

/** A message with a sign and a sentence; the colour alone never carries it. */
export function Notice({ tone = 'info', title, children, actions, announce = false, className = '' }: NoticeProps) {
  const { icon: Sign, box, sign } = TONES[tone];
  return (
    <div
      role={announce ? (tone === 'problem' ? 'alert' : 'status') : undefined}
      className={`flex gap-3 rounded-xl border p-4 text-sm ${box} ${className}`}
    >
      <Sign aria-hidden className={`mt-0.5 size-5 shrink-0 ${sign}`} />
      <div className="min-w-0 flex-1 space-y-1">
        <p className="font-semibold">{title}</p>
        {children !== undefined && <div className="space-y-1">{children}</div>}
        {actions !== undefined && <div className="flex flex-wrap gap-2 pt-2">{actions}</div>}
      </div>
    </div>
  );
}
