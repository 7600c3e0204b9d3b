import { useEffect, useRef } from 'react';
import WaveSurfer from 'wavesurfer.js';
import { THEME_CHANGED } from '../../model/theme.ts';
import type { TimeLineTrack } from './time-line.ts';

export interface TrackWaveformProps {
  track: TimeLineTrack & { peaks: NonNullable<TimeLineTrack['peaks']> };
  heightPx: number;
  /** Drawn this many times taller than life. */
  times: number;
}

/** The true peaks of one track: highest samples above the line, lowest below it. */
export function TrackWaveform({ track: { role, peaks, durationSeconds }, heightPx, times }: TrackWaveformProps) {
  const containerRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const container = containerRef.current!;
    const waveform = WaveSurfer.create({
      container,
      peaks: [peaks.highest, peaks.lowest],
      duration: durationSeconds,
      height: heightPx,
      barHeight: times,
      waveColor: colourOf(container, role),
      progressColor: colourOf(container, role),
      cursorWidth: 0,
      interact: false,
      hideScrollbar: true,
      ...pageNonce(),
    });
    const recolour = () => {
      const colour = colourOf(container, role);
      waveform.setOptions({ waveColor: colour, progressColor: colour });
    };
    document.addEventListener(THEME_CHANGED, recolour);
    return () => {
      document.removeEventListener(THEME_CHANGED, recolour);
      waveform.destroy();
    };
  }, [role, peaks, durationSeconds, heightPx, times]);
  return <div ref={containerRef} aria-hidden className="h-full" />;
}

function colourOf(element: Element, role: TimeLineTrack['role']): string {
  return getComputedStyle(element)
    .getPropertyValue(role === 'host' ? '--wave' : '--wave-partner')
    .trim();
}

function pageNonce(): { cspNonce?: string } {
  const cspNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  return cspNonce === undefined || cspNonce === '' ? {} : { cspNonce };
}
