import type { Clock } from './clock.ts';

interface Sleeper {
  wakeAtMs: number;
  wake: () => void;
}

/** A clock that stands still until told: `advance` moves it and wakes sleepers in order. */
export class ManualClock implements Clock {
  #elapsedMs = 0;
  #sleepers: Sleeper[] = [];
  readonly #startMs: number;

  constructor(startMs = 1_700_000_000_000) {
    this.#startMs = startMs;
  }

  nowMs(): number {
    return this.#startMs + this.#elapsedMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  /** How many are asleep: lets a test wait until the code under test has reached its sleep. */
  get sleeperCount(): number {
    return this.#sleepers.length;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const sleeper: Sleeper = { wakeAtMs: this.#elapsedMs + delayMs, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener(
        'abort',
        () => {
          this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  /** Moves time forward; between two wake-ups pending promises get to run, so chained sleeps work. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#elapsedMs + byMs;
    await settle();
    for (;;) {
      this.#sleepers.sort((a, b) => a.wakeAtMs - b.wakeAtMs);
      const next = this.#sleepers[0];
      if (next === undefined || next.wakeAtMs > untilMs) break;
      this.#sleepers.shift();
      this.#elapsedMs = Math.max(this.#elapsedMs, next.wakeAtMs);
      next.wake();
      await settle();
    }
    this.#elapsedMs = untilMs;
  }
}

/** Lets already-resolved promise chains run out. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
