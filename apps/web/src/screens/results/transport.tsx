import { formatTimer } from '../../model/format.ts';
import { formatTenths } from './durations.ts';
import { LoaderCircle, Pause, Play } from 'lucide-react';
import { useRef } from 'react';
import type { SyncedPlayback } from './synced-playback.ts';
import { usePlaybackState } from './use-playback-state.ts';
import { usePosition } from './use-position.ts';

/** Play, pause and where we are. */
export function Transport({ playback }: { playback: SyncedPlayback | null }) {
  const { phase } = usePlaybackState(playback);
  const timeRef = useRef<HTMLSpanElement>(null);
  usePosition(playback, (seconds) => {
    timeRef.current!.textContent = formatTenths(seconds);
  });
  const isPlaying = phase !== 'paused';
  return (
    <div className="mt-4 flex items-center gap-4">
      <button
        type="button"
        aria-label={isPlaying ? 'Pause' : 'Play both tracks'}
        disabled={playback === null}
        onClick={() => playback?.toggle()}
        className="grid size-12 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-colors enabled:hover:bg-accent-strong disabled:opacity-55"
      >
        {phase === 'waiting' ? (
          <LoaderCircle aria-hidden className="size-5 animate-spin" />
        ) : isPlaying ? (
          <Pause aria-hidden className="size-5 fill-current" />
        ) : (
          <Play aria-hidden className="ml-0.5 size-5 fill-current" />
        )}
      </button>
      <p className="numeral text-2xl font-medium tracking-tight sm:text-3xl">
        <span ref={timeRef}>0:00.0</span>
        <span className="text-base font-normal text-ink-faint"> / {formatTimer(playback?.durationSeconds ?? 0)}</span>
      </p>
      <p className="ml-auto hidden text-sm text-ink-faint sm:block">
        <kbd>Space</kbd> play · <kbd>←</kbd> <kbd>→</kbd> 5 s
      </p>
    </div>
  );
}
