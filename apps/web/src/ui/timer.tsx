import { useEffect, useState } from 'react';
import { formatTimer } from '../model/format.ts';

/** Time since `startedAtMs`, both by the clock `nowMs`; zero while it is null. Ticks on whole seconds. */
export function Timer({ startedAtMs, nowMs }: { startedAtMs: number | null; nowMs: () => number }) {
  const [seconds, setSeconds] = useState(0);

  useEffect(() => {
    if (startedAtMs === null) return undefined;
    let timer = 0;
    const tick = () => {
      const elapsedMs = Math.max(0, nowMs() - startedAtMs);
      setSeconds(elapsedMs / 1000);
      timer = window.setTimeout(tick, 1000 - (elapsedMs % 1000) + 5);
    };
    timer = window.setTimeout(tick, 0);
    return () => {
      clearTimeout(timer);
      setSeconds(0);
    };
  }, [startedAtMs, nowMs]);

  return (
    <span role="timer" aria-live="off" className="numeral font-light tracking-tight">
      {formatTimer(seconds)}
    </span>
  );
}
