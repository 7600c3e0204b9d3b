/** One round trip: local time sent, server time answered, local time received; all milliseconds. */
export interface ClockSample {
  sentMs: number;
  serverMs: number;
  receivedMs: number;
}

interface Estimate {
  offsetMs: number;
  roundTripMs: number;
}

/**
 * Estimates how far the server's clock is ahead of a local one. The server's time is taken to be that
 * of the middle of the round trip, which is wrong by half the round trip at most; so of the last few
 * samples the one with the least round trip wins, and old ones leave in order that drift is followed.
 *
 * The local times should come from a clock that never jumps.
 */
export class ClockSync {
  readonly #windowSize: number;
  readonly #estimates: Estimate[] = [];

  /** @param options.windowSize how many of the latest samples compete */
  constructor(options: { windowSize?: number } = {}) {
    this.#windowSize = options.windowSize ?? 16;
    if (!Number.isInteger(this.#windowSize) || this.#windowSize < 1)
      throw new RangeError(`window of ${this.#windowSize} samples`);
  }

  /** Takes a sample in; one that is not finite or was received before it was sent changes nothing. */
  addSample({ sentMs, serverMs, receivedMs }: ClockSample): void {
    const roundTripMs = receivedMs - sentMs;
    if (!Number.isFinite(serverMs) || !Number.isFinite(roundTripMs) || roundTripMs < 0) return;
    this.#estimates.push({ offsetMs: serverMs - (sentMs + receivedMs) / 2, roundTripMs });
    if (this.#estimates.length > this.#windowSize) this.#estimates.shift();
  }

  get sampleCount(): number {
    return this.#estimates.length;
  }

  /** Server clock minus local clock; 0 while nothing is known. */
  get offsetMs(): number {
    return this.#best?.offsetMs ?? 0;
  }

  /** The true offset lies within ± this of `offsetMs`; Infinity while nothing is known. */
  get uncertaintyMs(): number {
    return this.#best === undefined ? Infinity : this.#best.roundTripMs / 2;
  }

  toServerMs(localMs: number): number {
    return localMs + this.offsetMs;
  }

  /** Least round trip; of equals the latest, since clocks drift. */
  get #best(): Estimate | undefined {
    let best: Estimate | undefined;
    for (const estimate of this.#estimates)
      if (best === undefined || estimate.roundTripMs <= best.roundTripMs) best = estimate;
    return best;
  }
}
