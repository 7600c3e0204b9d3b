import { Headphones, TriangleAlert, Volume2, VolumeX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import type { SyncedPlayback } from './synced-playback.ts';
import { totalSeconds, type TimeLineTrack } from './time-line.ts';
import { usePlaybackState } from './use-playback-state.ts';

export interface TrackControlsProps {
  track: TimeLineTrack;
  playback: SyncedPlayback | null;
}

/** Whose track it is, how much of it is speech, and whether it is heard. */
export function TrackControls({
  track: { role, name, recordingId: id, speech, durationSeconds },
  playback,
}: TrackControlsProps) {
  const { muted, solo, failed } = usePlaybackState(playback);
  const isMuted = id !== null && muted.has(id);
  const isSolo = id !== null && solo === id;
  return (
    <div className="flex items-center justify-between gap-2 sm:h-25 sm:flex-col sm:items-start sm:justify-center">
      <div className="min-w-0 sm:w-full">
        <p className="flex items-center gap-2 font-medium">
          <span
            aria-hidden
            className={`h-4 w-1 shrink-0 rounded-full ${role === 'host' ? 'bg-(--wave)' : 'bg-(--wave-partner)'}`}
          />
          <span className="truncate">{name}</span>
        </p>
        <p className="numeral min-h-4 text-xs text-ink-faint">
          {speech !== null && `speaks ${Math.round((100 * totalSeconds(speech)) / durationSeconds)} % of the time`}
        </p>
      </div>
      {id !== null && failed.has(id) ? (
        <Button
          size="sm"
          onClick={() => playback?.retry(id)}
          aria-label={`The sound of ${name} could not be loaded. Try again`}
        >
          <TriangleAlert aria-hidden />
          No sound: retry
        </Button>
      ) : (
        <div className="flex gap-1">
          <Toggle
            label={`Mute ${name}`}
            isOn={isMuted}
            isDisabled={playback === null || id === null}
            onToggle={() => playback?.setMuted(id!, !isMuted)}
          >
            {isMuted ? <VolumeX aria-hidden className="size-4" /> : <Volume2 aria-hidden className="size-4" />}
            {isMuted ? 'Muted' : 'Mute'}
          </Toggle>
          <Toggle
            label={`Hear only ${name}`}
            isOn={isSolo}
            isDisabled={playback === null || id === null}
            onToggle={() => playback?.setSolo(isSolo ? null : id)}
          >
            <Headphones aria-hidden className="size-4" />
            Solo
          </Toggle>
        </div>
      )}
    </div>
  );
}

interface ToggleProps {
  label: string;
  isOn: boolean;
  isDisabled: boolean;
  onToggle: () => void;
  children: ReactNode;
}

function Toggle({ label, isOn, isDisabled, onToggle, children }: ToggleProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={isOn}
      disabled={isDisabled}
      onClick={onToggle}
      className="inline-flex min-h-11 items-center gap-1.5 rounded-md border border-line px-2.5 text-xs font-medium text-ink-soft transition-colors enabled:hover:border-line-strong enabled:hover:text-ink disabled:opacity-55 aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-strong sm:min-h-7"
    >
      {children}
    </button>
  );
}
