import { powerToDb } from './decibels.ts';
import { FramePowerStream } from './frame-power-stream.ts';

/** Level under which nobody is speaking into the microphone. */
export const SILENCE_THRESHOLD_DBFS = -50;

const FRAME_MS = 20;

/**
 * How long a stream has been silent: adds up 20 ms frames below the threshold and starts again at
 * zero with the first louder frame. The stream's own frames are judged, not the pushed blocks, so
 * a block that holds both speech and silence cannot hide either.
 */
export class SilenceTracker {
  readonly #frames: FramePowerStream;
  readonly #frameMs: number;
  readonly #thresholdDbfs: number;
  #silentFrames = 0;

  /** @param options.thresholdDbfs frames below it are silence */
  constructor(options: { sampleRateHz: number; thresholdDbfs?: number }) {
    this.#frames = new FramePowerStream(options.sampleRateHz, FRAME_MS);
    this.#frameMs = (1000 * this.#frames.frameSamples) / options.sampleRateHz;
    this.#thresholdDbfs = options.thresholdDbfs ?? SILENCE_THRESHOLD_DBFS;
  }

  /** @returns {@link silenceMs} after this block */
  push(block: Float32Array): number {
    this.#frames.push(block, (meanSquare) => {
      this.#silentFrames = powerToDb(meanSquare) < this.#thresholdDbfs ? this.#silentFrames + 1 : 0;
    });
    return this.silenceMs;
  }

  /** Milliseconds of silence up to the last complete frame. */
  get silenceMs(): number {
    return this.#silentFrames * this.#frameMs;
  }
}
