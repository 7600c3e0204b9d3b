import type { LinkPressure } from '@audio-studio/capture';
import type { LinkQuality } from './link-quality.ts';

/** Readings (one every two seconds) from which the usual round trip is known: two minutes. */
const MEMORY_READINGS = 60;
/** Calm readings in a row before it is eased off: a link that recovers is not to be filled again at once. */
const CALM_READINGS = 3;
const LEVELS = ['none', 'some', 'high'] as const satisfies LinkPressure[];

/**
 * How hard the live call has it, by loss either way and by how far the round trip has risen above what this
 * link usually has: a queue that fills, as by an upload. A long way alone is no pressure.
 */
export class CallPressure {
  #level = 0;
  #calm = 0;
  #roundTripsMs: number[] = [];

  /** @param quality the latest reading; null when there is no call */
  read(quality: LinkQuality | null): LinkPressure {
    if (quality === null) {
      this.#level = 0;
      this.#calm = 0;
      this.#roundTripsMs = [];
      return 'none';
    }
    const now = this.#rate(quality);
    this.#calm = now < this.#level ? this.#calm + 1 : 0;
    if (now > this.#level || this.#calm === CALM_READINGS) {
      this.#level = now;
      this.#calm = 0;
    }
    return LEVELS[this.#level]!;
  }

  #rate({ roundTripMs, lossPercent, sentLossPercent }: LinkQuality): number {
    const loss = Math.max(lossPercent, sentLossPercent);
    const usualMs = Math.min(...this.#roundTripsMs);
    if (roundTripMs !== null) this.#roundTripsMs = [...this.#roundTripsMs, roundTripMs].slice(-MEMORY_READINGS);
    // Nothing to compare with: no rise.
    const riseMs = roundTripMs === null || usualMs === Infinity ? 0 : roundTripMs - usualMs;
    if (loss > 8 || riseMs > 300) return 2;
    return loss > 3 || riseMs > 100 ? 1 : 0;
  }
}
