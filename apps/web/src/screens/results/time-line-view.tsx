import { formatTimer } from '../../model/format.ts';
import { formatTenths, spokenDuration } from './durations.ts';
import { Flag } from 'lucide-react';
import { useMemo, useRef, type PointerEvent } from 'react';
import { SpanLane } from './span-lane.tsx';
import type { SyncedPlayback } from './synced-playback.ts';
import { magnification, totalSeconds, type TimeLine } from './time-line.ts';
import { TrackControls } from './track-controls.tsx';
import { TrackLane } from './track-lane.tsx';
import { usePosition } from './use-position.ts';

export interface TimeLineViewProps {
  timeLine: TimeLine;
  playback: SyncedPlayback | null;
  /** Stands in the place of waveforms that are not there. */
  placeholder: string;
}

/** The tracks beneath each other, each where it belongs, with who speaks when. Click, drag or arrows seek. */
export function TimeLineView({ timeLine, playback, placeholder }: TimeLineViewProps) {
  const { durationSeconds, tracks, overlap, markers } = timeLine;
  const sliderRef = useRef<HTMLDivElement>(null);
  const playheadRef = useRef<HTMLDivElement>(null);
  const times = useMemo(() => magnification(tracks), [tracks]);
  usePosition(playback, (seconds) => {
    playheadRef.current!.style.left = `${(100 * seconds) / durationSeconds}%`;
    const spoken = `${spokenDuration(seconds)} of ${spokenDuration(durationSeconds)}`;
    if (sliderRef.current!.getAttribute('aria-valuetext') === spoken) return;
    sliderRef.current!.setAttribute('aria-valuenow', seconds.toFixed(1));
    sliderRef.current!.setAttribute('aria-valuetext', spoken);
  });
  const seekTo = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    playback?.seek(((event.clientX - left) / width) * durationSeconds);
  };

  return (
    <div className="mt-5">
      <div className="sm:grid sm:grid-cols-[11rem_1fr] sm:gap-x-4">
        <div className="flex flex-col gap-1.5 pb-2 sm:py-1.5">
          {tracks.map((track) => (
            <TrackControls key={track.role} track={track} playback={playback} />
          ))}
          <p className="hidden h-2 items-center text-xs leading-none text-ink-faint sm:flex">both at once</p>
        </div>
        <div className="min-w-0">
          <div
            ref={sliderRef}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a range input cannot hold the lanes
            role="slider"
            tabIndex={0}
            aria-label="Position"
            aria-valuemin={0}
            aria-valuemax={Number(durationSeconds.toFixed(1))}
            aria-valuenow={0}
            aria-disabled={playback === null || undefined}
            className="relative cursor-pointer touch-pan-y rounded-lg bg-sunken py-1.5 select-none"
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              seekTo(event);
            }}
            onPointerMove={(event) => {
              if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
            }}
          >
            <div className="space-y-1.5">
              {tracks.map((track) => (
                <TrackLane
                  key={track.role}
                  track={track}
                  durationSeconds={durationSeconds}
                  times={times}
                  placeholder={placeholder}
                />
              ))}
              <SpanLane spans={overlap ?? []} durationSeconds={durationSeconds} className="text-amber" />
            </div>
            {markers.map(({ atSeconds, label }) => (
              <div
                key={`${atSeconds} ${label}`}
                className="pointer-events-none absolute inset-y-0 w-0 border-l border-dashed border-ink-soft"
                style={{ left: `${Math.min(100, (100 * atSeconds) / durationSeconds)}%` }}
              >
                <Flag aria-hidden className="size-3.5 fill-ink-soft text-ink-soft" />
              </div>
            ))}
            <div ref={playheadRef} className="pointer-events-none absolute inset-y-0 -ml-px w-0.5 bg-ink" />
          </div>
          <div aria-hidden className="numeral mt-1 flex justify-between text-xs text-ink-faint">
            {[0, 0.25, 0.5, 0.75, 1].map((share) => (
              <span key={share}>{formatTimer(share * durationSeconds)}</span>
            ))}
          </div>
          <Legend timeLine={timeLine} times={times} />
        </div>
      </div>
    </div>
  );
}

/** What the lanes show, in words: also for those who do not see them. */
function Legend({ timeLine: { overlap, tracks, durationSeconds }, times }: { timeLine: TimeLine; times: number }) {
  if (overlap === null) return <p className="mt-3 min-h-9 text-xs text-ink-faint" />;
  const overlapSeconds = totalSeconds(overlap);
  const late = tracks.find(({ offsetSeconds }) => offsetSeconds >= 0.001);
  return (
    <p className="numeral mt-3 min-h-9 text-xs text-ink-faint">
      The thin bars show who speaks when;{' '}
      <span aria-hidden className="mr-0.5 inline-block h-2 w-3 rounded-sm bg-amber" />{' '}
      {overlapSeconds === 0
        ? 'nobody spoke at the same time'
        : `both at once: ${formatTenths(overlapSeconds)} of ${formatTimer(durationSeconds)}`}
      .
      {late !== undefined &&
        ` ${late.name}’s track begins ${delayText(late.offsetSeconds)} after the other and is drawn there.`}
      {times > 1 && ` Waveforms are drawn ${times} times taller than life.`}
    </p>
  );
}

function delayText(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}
