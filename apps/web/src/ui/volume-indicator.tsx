import { useEffect, useRef } from 'react';
import type { SoundSource } from '../model/live-sound.ts';
import { ClipLamp } from './clip-lamp.tsx';
import { LevelMeter } from './level-meter.tsx';

export interface VolumeIndicatorProps {
  source: SoundSource;
  /** Whose level, for those who cannot see it. */
  label: string;
  /** Sound that came over the network has no clip lamp: what is heard is not what is recorded. */
  withClipLamp?: boolean;
}

/** Level, peak and clipping of one voice. */
export function VolumeIndicator({ source, label, withClipLamp = true }: VolumeIndicatorProps) {
  return (
    <div>
      <LevelMeter source={source} label={label} />
      <div className="mt-2 flex min-h-6 items-center justify-between gap-4 text-xs text-ink-faint">
        <PeakReading source={source} />
        {withClipLamp && <ClipLamp source={source} />}
      </div>
    </div>
  );
}

const SECOND_SLICES = 30;

/** The highest peak of about the last second, in figures. */
function PeakReading({ source }: { source: SoundSource }) {
  const shown = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let highest = -Infinity;
    let slices = 0;
    return source(({ peakDbfs }) => {
      highest = Math.max(highest, peakDbfs);
      slices += 1;
      if (slices < SECOND_SLICES) return;
      shown.current!.textContent = highest < -90 ? '−∞' : `−${Math.abs(highest).toFixed(1)}`;
      highest = -Infinity;
      slices = 0;
    });
  }, [source]);
  return (
    <span aria-hidden className="numeral">
      Peak{' '}
      <span ref={shown} className="inline-block min-w-10 text-right text-ink-soft">
        —
      </span>{' '}
      dBFS
    </span>
  );
}
