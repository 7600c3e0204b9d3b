import { formatMoment, formatTimer } from '../../model/format.ts';
import { spokenDuration } from './durations.ts';
import type { TakeView } from '../../model/take-results.ts';

/** Which take, when and how long: one line under the title. */
export function TakeSummary({ take, of }: { take: TakeView; of: number }) {
  return (
    <p className="numeral mt-1 text-sm text-ink-soft">
      Take {take.number} of {of} · <time dateTime={take.startedAt}>{formatMoment(take.startedAt)}</time>
      {take.lengthSeconds !== null && (
        <>
          {' · '}
          <span aria-label={spokenDuration(take.lengthSeconds)}>{formatTimer(take.lengthSeconds)}</span>
        </>
      )}
    </p>
  );
}
