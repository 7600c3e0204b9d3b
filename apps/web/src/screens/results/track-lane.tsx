import { SpanLane } from './span-lane.tsx';
import type { TimeLineTrack } from './time-line.ts';
import { TrackWaveform } from './track-waveform.tsx';

const WAVEFORM_HEIGHT_PX = 88;

export interface TrackLaneProps {
  track: TimeLineTrack;
  /** Of the whole time line. */
  durationSeconds: number;
  /** Waveforms are drawn this many times taller than life. */
  times: number;
  /** Stands in the place of a waveform that is not there. */
  placeholder: string;
}

/** One track where it belongs on the common time line, its speech beneath. */
export function TrackLane({ track, durationSeconds, times, placeholder }: TrackLaneProps) {
  const { role, name, recordingId, offsetSeconds, peaks, speech } = track;
  const place = {
    left: `${(100 * offsetSeconds) / durationSeconds}%`,
    width: `${(100 * track.durationSeconds) / durationSeconds}%`,
  };
  return (
    <div className={`h-25 ${role === 'host' ? 'text-(--wave)' : 'text-(--wave-partner)'}`}>
      <div className="relative h-22">
        <span className="absolute top-0.5 left-2 z-10 max-w-[60%] truncate rounded bg-sunken/80 px-1 text-xs text-ink-soft sm:hidden">
          {name}
        </span>
        <div className="absolute inset-y-0 rounded bg-surface/60" style={place}>
          {peaks === null ? (
            <div className="grid h-full place-items-center border-y border-dashed border-current/40 px-2 text-center text-xs text-ink-faint">
              {recordingId === null ? `The track of ${name} is not here yet` : placeholder}
            </div>
          ) : (
            <TrackWaveform track={{ ...track, peaks }} heightPx={WAVEFORM_HEIGHT_PX} times={times} />
          )}
        </div>
      </div>
      <div className="pt-1">
        <SpanLane spans={speech ?? []} durationSeconds={durationSeconds} className="" />
      </div>
    </div>
  );
}
