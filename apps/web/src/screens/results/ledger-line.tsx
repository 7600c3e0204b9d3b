import type { Recording } from '@audio-studio/contract';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { ledgerAccount } from './ledger-account.ts';

/** The sample account of one track: its verdict in a line, the figures behind it. Nothing without a ledger. */
export function LedgerLine({ recording }: { recording: Recording }) {
  const account = ledgerAccount(recording);
  if (account === null) return null;
  const { isComplete, verdict, lines, gaps } = account;
  const Sign = isComplete ? CircleCheck : TriangleAlert;
  return (
    <details className="group mt-3 text-sm">
      <summary className="inline-flex min-h-8 items-start gap-2 py-1 rounded-md text-ink-soft hover:text-ink">
        <Sign aria-hidden className={`mt-0.5 size-4 shrink-0 ${isComplete ? 'text-accent' : 'text-amber-ink'}`} />
        <span className="numeral">
          {verdict} <span className="text-ink-faint underline decoration-line-strong underline-offset-4">figures</span>
        </span>
      </summary>
      <dl className="numeral mt-2 grid gap-x-6 gap-y-1 rounded-lg bg-sunken p-3 sm:grid-cols-[auto_1fr]">
        {lines.map(({ label, text }) => (
          <div key={label} className="contents">
            <dt className="text-ink-faint">{label}</dt>
            <dd className="mb-1 sm:mb-0">{text}</dd>
          </div>
        ))}
      </dl>
      {gaps.length > 0 && (
        <ul className="numeral mt-2 list-disc space-y-1 pl-5">
          {gaps.map((gap) => (
            <li key={gap}>{gap}</li>
          ))}
        </ul>
      )}
    </details>
  );
}
