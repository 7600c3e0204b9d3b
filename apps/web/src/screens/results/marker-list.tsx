import { formatTenths } from './durations.ts';
import type { Marker } from '@audio-studio/contract';
import { Flag } from 'lucide-react';
import type { TrackView } from '../../model/take-results.ts';
import { Button } from '../../ui/button.tsx';
import type { SyncedPlayback } from './synced-playback.ts';

export interface MarkerListProps {
  markers: readonly Marker[];
  tracks: readonly TrackView[];
  playback: SyncedPlayback | null;
}

/** The points people marked while recording; each leads there. Nothing without any. */
export function MarkerList({ markers, tracks, playback }: MarkerListProps) {
  if (markers.length === 0) return null;
  return (
    <div className="mt-5">
      <h3 className="text-sm">Marked while recording</h3>
      <ul className="mt-2 flex flex-wrap gap-2">
        {markers.map(({ atSeconds, label, role }) => (
          <li key={`${atSeconds} ${label}`} className="max-w-full">
            <Button
              size="sm"
              className="max-w-full py-1.5 text-left whitespace-normal!"
              onClick={() => playback?.seek(atSeconds)}
            >
              <Flag aria-hidden />
              <span className="numeral">{formatTenths(atSeconds)}</span>
              <span>
                {label}{' '}
                <span className="text-ink-faint">· {tracks.find((track) => track.role === role)?.name ?? role}</span>
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
