import { polyphaseKernel, type PolyphaseKernel } from './polyphase-kernel.ts';

/**
 * Converts the sample rate of a stream by a rational factor.
 *
 * Output sample m is the band-limited input at time m / outputRateHz: the delay of the filter is
 * taken out, output sample 0 sits on input sample 0, and `push` + `flush` together return
 * round(n · outputRateHz / inputRateHz) samples for n input samples. The signal counts as zero
 * before its start and after its end. Every output sample is one dot product over the same input
 * whatever the block sizes, so chunked and whole conversion agree bit for bit.
 *
 * Pass band to 0.91 of the lower Nyquist frequency (20 kHz for 44.1 → 48 kHz, 7.3 kHz for 48 → 16
 * kHz) within 0.01 dB; aliases and images at least 90 dB down from that Nyquist frequency on.
 * Output lags input by about 1.5 ms (44.1 → 48 kHz) to 4 ms (48 → 16 kHz).
 */
export class Resampler {
  readonly inputRateHz: number;
  readonly outputRateHz: number;
  readonly #kernel: PolyphaseKernel;
  /** Input not yet used up; index 0 is input sample `#bufferStart`. */
  #buffer: Float32Array;
  #bufferedSamples = 0;
  #bufferStart = 0;
  #inputSamples = 0;
  #outputSamples = 0;

  /**
   * @throws RangeError unless both rates are positive integers with a ratio of moderate terms, see
   *   {@link polyphaseKernel}
   */
  constructor(inputRateHz: number, outputRateHz: number) {
    this.inputRateHz = inputRateHz;
    this.outputRateHz = outputRateHz;
    this.#kernel = polyphaseKernel(inputRateHz, outputRateHz);
    this.#buffer = new Float32Array(4096);
    this.#restart();
  }

  /** @returns the output samples that `block` makes computable, possibly none */
  push(block: Float32Array): Float32Array<ArrayBuffer> {
    this.#inputSamples += block.length;
    // With equal rates the kernel is a unit impulse; a copy says the same faster.
    if (this.#isIdentity) return block.slice();
    this.#append(block);
    const { up, down, reach } = this.#kernel;
    const lastCentre = this.#bufferStart + this.#bufferedSamples - 1 - reach;
    // Output m is centred on floor(m · down / up) and may be computed when that is ≤ lastCentre.
    const computable = lastCentre < 0 ? 0 : Math.ceil(((lastCentre + 1) * up) / down);
    return this.#produce(Math.max(0, computable - this.#outputSamples));
  }

  /** The rest of the output, as if silence followed; afterwards the resampler is as new. */
  flush(): Float32Array<ArrayBuffer> {
    const { up, down, reach } = this.#kernel;
    const total = Math.round((this.#inputSamples * up) / down);
    let rest = new Float32Array();
    if (!this.#isIdentity) {
      // Rounding up the length may ask for a sample centred just past the end.
      this.#append(new Float32Array(reach + 1));
      rest = this.#produce(total - this.#outputSamples);
    }
    this.#restart();
    return rest;
  }

  get #isIdentity(): boolean {
    return this.#kernel.up === this.#kernel.down;
  }

  #restart(): void {
    const { reach } = this.#kernel;
    // The kernel of output 0 reaches back to input −(reach − 1): start with that much silence.
    this.#buffer.fill(0, 0, reach - 1);
    this.#bufferedSamples = reach - 1;
    this.#bufferStart = 1 - reach;
    this.#inputSamples = 0;
    this.#outputSamples = 0;
  }

  #append(block: Float32Array): void {
    const needed = this.#bufferedSamples + block.length;
    if (needed > this.#buffer.length) {
      const larger = new Float32Array(Math.max(needed, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#bufferedSamples));
      this.#buffer = larger;
    }
    this.#buffer.set(block, this.#bufferedSamples);
    this.#bufferedSamples = needed;
  }

  #produce(count: number): Float32Array<ArrayBuffer> {
    const { up, down, taps, reach, coefficients } = this.#kernel;
    const buffer = this.#buffer;
    const output = new Float32Array(count);
    const position = this.#outputSamples * down;
    let centre = Math.floor(position / up);
    let phase = position - centre * up;
    for (let m = 0; m < count; m++) {
      let read = centre - reach + 1 - this.#bufferStart;
      let tap = phase * taps;
      // Two sums break the chain of dependent additions; taps is even.
      let even = 0;
      let odd = 0;
      for (const end = tap + taps; tap < end; tap += 2, read += 2) {
        even += coefficients[tap] * buffer[read];
        odd += coefficients[tap + 1] * buffer[read + 1];
      }
      output[m] = even + odd;
      phase += down;
      while (phase >= up) {
        phase -= up;
        centre++;
      }
    }
    this.#outputSamples += count;
    this.#dropUsedInput(centre - reach + 1);
    return output;
  }

  #dropUsedInput(firstNeeded: number): void {
    const unused = Math.min(firstNeeded - this.#bufferStart, this.#bufferedSamples);
    if (unused <= 0) return;
    this.#buffer.copyWithin(0, unused, this.#bufferedSamples);
    this.#bufferedSamples -= unused;
    this.#bufferStart += unused;
  }
}

/**
 * A whole signal at another rate: {@link Resampler} in one call.
 *
 * @returns round(samples.length · outputRateHz / inputRateHz) samples
 */
export function resample(samples: Float32Array, inputRateHz: number, outputRateHz: number): Float32Array<ArrayBuffer> {
  const resampler = new Resampler(inputRateHz, outputRateHz);
  const start = resampler.push(samples);
  const rest = resampler.flush();
  const output = new Float32Array(start.length + rest.length);
  output.set(start);
  output.set(rest, start.length);
  return output;
}
