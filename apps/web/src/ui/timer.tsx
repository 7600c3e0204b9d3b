import { useEffect, useState } from 'react';
import { formatTimer } from '../model/format.ts';

/** Time since `startedAtMs`, both by the clock `nowMs`; zero while it is null. Ticks on whole seconds. */
export function Timer({ startedAtMs, nowMs }: { startedAtMs: number | null; nowMs: () => number }) {
  const [seconds, setSeconds] = useState(0);

  useEffect(() => {
    if (startedAtMs === null) {
      setSeconds(0);
      return undefined;
    }
    let timer = 0;
    const tick = () => {
      const elapsedMs = Math.max(0, nowMs() - startedAtMs);
      setSeconds(elapsedMs / 1000);
      timer = window.setTimeout(tick, 1000 - (elapsedMs % 1000) + 5);
    };
    tick();
    return () => clearTimeout(timer);
  }, [startedAtMs, nowMs]);

  return (
    <span role="timer" aria-live="off" className="numeral font-light tracking-tight">
      {formatTimer(seconds)}
    </span>
  );
}
