import { powerToDb } from './decibels.ts';
import { FramePowerStream } from './frame-power-stream.ts';
import { percentile } from './percentile.ts';

const FRAME_MS = 20;
const MIN_FRAMES = 25;

/**
 * Live estimate of the background noise while somebody may be talking: the 10th percentile of the
 * 20 ms frame levels of the last five seconds. Even fluent speech pauses for more than a tenth of
 * the time (stops, breaths, word gaps), so the quietest tenth is the room; a higher percentile
 * would start to hear the talker. A stationary noise is read about 0.3 dB low.
 *
 * Frames of exact zeros (a muted or just opened microphone) are not noise and are left out.
 */
export class NoiseFloorTracker {
  readonly #frames: FramePowerStream;
  readonly #window: Float64Array;
  readonly #percent: number;
  #next = 0;
  #used = 0;

  /** @param options.percent which percentile of the frame levels is the floor, 0..100 */
  constructor(options: { sampleRateHz: number; windowSeconds?: number; percent?: number }) {
    this.#frames = new FramePowerStream(options.sampleRateHz, FRAME_MS);
    const frameCount = Math.round(((options.windowSeconds ?? 5) * 1000) / FRAME_MS);
    this.#window = new Float64Array(Math.max(MIN_FRAMES, frameCount));
    this.#percent = options.percent ?? 10;
  }

  push(block: Float32Array): void {
    this.#frames.push(block, (meanSquare) => {
      if (meanSquare === 0) return;
      this.#window[this.#next] = powerToDb(meanSquare);
      this.#next = (this.#next + 1) % this.#window.length;
      this.#used = Math.min(this.#used + 1, this.#window.length);
    });
  }

  /** The floor in dBFS, or null until half a second of signal has been heard. */
  get floorDbfs(): number | null {
    if (this.#used < MIN_FRAMES) return null;
    return percentile(this.#window.subarray(0, this.#used), this.#percent);
  }
}
