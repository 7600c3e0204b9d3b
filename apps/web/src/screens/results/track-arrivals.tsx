import { CircleCheck, Clock, CloudUpload } from 'lucide-react';
import type { TrackView } from '../../model/take-results.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';

/** Whose track is here, and whose is still on its way. */
export function TrackArrivals({ tracks }: { tracks: readonly TrackView[] }) {
  const awaited = tracks.filter(({ state }) => state !== 'stored').map(({ name }) => name);
  return (
    <div>
      <h2 id="verdict" className="text-lg">
        {awaited.length === 1 ? `Waiting for the track of ${awaited[0]}` : 'Waiting for both tracks'}
      </h2>
      <p className="mt-1 max-w-prose text-ink-soft">
        What is not here yet is kept on the computer that recorded it. The quality check begins by itself when both are
        here.
      </p>
      <ul className="mt-5 grid gap-5 sm:grid-cols-2">
        {tracks.map((track) => (
          <li key={track.role}>
            <Arrival track={track} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Arrival({ track: { name, state, percent } }: { track: TrackView }) {
  const Sign = state === 'stored' ? CircleCheck : state === 'uploading' ? CloudUpload : Clock;
  return (
    <>
      <p className="flex items-center justify-between gap-3">
        <span className="flex min-w-0 items-center gap-2 font-medium">
          <Sign aria-hidden className={`size-4 shrink-0 ${state === 'missing' ? 'text-amber-ink' : 'text-accent'}`} />
          <span className="truncate">{name}</span>
        </span>
        <span className="numeral text-sm text-ink-soft">{stateText(state, percent)}</span>
      </p>
      <ProgressBar className="mt-2" label={`Upload of ${name}`} percent={state === 'stored' ? 100 : (percent ?? 0)} />
      <p className="mt-2 min-h-10 text-sm text-ink-soft">
        {state === 'missing' &&
          `Nothing has arrived so far. If ${name} closed the page, opening the invitation again on the same device goes on with the upload.`}
        {state === 'uploading' && 'Parts are arriving. It may also go on later, from the same device.'}
      </p>
    </>
  );
}

function stateText(state: TrackView['state'], percent: number | null): string {
  if (state === 'stored') return 'stored';
  if (state === 'missing') return 'not here yet';
  return percent === null ? 'uploading' : `${Math.floor(percent)} %`;
}
