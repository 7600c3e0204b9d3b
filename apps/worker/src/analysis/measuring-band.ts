import { to16 } from '@audio-studio/dsp';

/** Half the length of the low-pass in `to16`: what an output sample sees to either side. */
const REACH_SAMPLES = 60;
const DECIMATION = 3;

/**
 * `to16` of a stream: the same samples, bit for bit, as of the whole signal at once, kept up to a limit.
 *
 * Each block is converted together with what came before it, far enough back for every output sample to
 * see all it would see in the whole signal.
 */
export class MeasuringBand {
  /** Zeros, then the converted samples; see `leadSamples`. */
  readonly #output: Float32Array<ArrayBuffer>;
  readonly #leadSamples: number;
  #written: number;
  /** Input from `#pendingStart` (a multiple of three) on that later output still needs. */
  #pending: Float32Array<ArrayBuffer> = new Float32Array(0);
  #pendingStart = 0;

  /**
   * @param options.leadSamples zeros put in front, at 16 kHz: the track begins that much later
   * @param options.maxSamples converted samples kept; what comes after is dropped
   */
  constructor(options: { leadSamples: number; maxSamples: number }) {
    this.#leadSamples = options.leadSamples;
    this.#written = options.leadSamples;
    this.#output = new Float32Array(options.leadSamples + options.maxSamples);
  }

  push(block: Float32Array): void {
    if (this.#written >= this.#output.length) return;
    this.#append(block);
    // Output m is centred on input 3 m and may be made once its far side has come.
    const end = this.#pendingStart + this.#pending.length - REACH_SAMPLES;
    if (end > 0) this.#convertUpTo(Math.ceil(end / DECIMATION));
  }

  /** The signal so far as if it ended here. A view; nothing may be pushed afterwards. */
  finish(): Float32Array<ArrayBuffer> {
    this.#convertUpTo(Math.ceil((this.#pendingStart + this.#pending.length) / DECIMATION));
    return this.#output.subarray(0, this.#written);
  }

  #append(block: Float32Array): void {
    const joined = new Float32Array(this.#pending.length + block.length);
    joined.set(this.#pending);
    joined.set(block, this.#pending.length);
    this.#pending = joined;
  }

  #convertUpTo(endOutput: number): void {
    const done = this.#written - this.#leadSamples;
    if (endOutput <= done) return;
    const first = done - this.#pendingStart / DECIMATION;
    const made = to16(this.#pending).subarray(first, first + endOutput - done);
    const kept = made.subarray(0, this.#output.length - this.#written);
    this.#output.set(kept, this.#written);
    this.#written += kept.length;
    this.#forget(Math.max(0, endOutput * DECIMATION - REACH_SAMPLES));
  }

  #forget(beforeSample: number): void {
    this.#pending = this.#pending.slice(beforeSample - this.#pendingStart);
    this.#pendingStart = beforeSample;
  }
}
