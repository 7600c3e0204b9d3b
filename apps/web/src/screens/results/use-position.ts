import { useEffect, useRef } from 'react';
import type { SyncedPlayback } from './synced-playback.ts';

/**
 * Calls `draw` with the position in seconds on every frame in which it changed. Drawing goes straight to
 * the page: sixty renders a second would be spent on moving one line.
 */
export function usePosition(playback: SyncedPlayback | null, draw: (positionSeconds: number) => void): void {
  const drawRef = useRef(draw);
  useEffect(() => {
    drawRef.current = draw;
  });
  useEffect(() => {
    let drawn: number | null = null;
    let frame = 0;
    const loop = () => {
      const position = playback?.positionSeconds ?? 0;
      if (position !== drawn) drawRef.current(position);
      drawn = position;
      frame = requestAnimationFrame(loop);
    };
    loop();
    return () => cancelAnimationFrame(frame);
  }, [playback]);
}
