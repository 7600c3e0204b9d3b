/**
 * Second-order filter y[n] = b0 x[n] + b1 x[n−1] + b2 x[n−2] − a1 y[n−1] − a2 y[n−2]; the leading
 * denominator coefficient is divided out.
 */
export type BiquadCoefficients = { b0: number; b1: number; b2: number; a1: number; a2: number };

/**
 * Below this the state is inaudible by any measure (−600 dB) and is set to zero: left alone, it
 * would decay through the subnormal numbers, where a processor is about a hundred times slower,
 * and a muted track would take longer to measure than a loud one.
 */
const NEGLIGIBLE = 1e-30;
const CHECK_SAMPLES = 256;

/** A biquad over a stream, with zero initial state (transposed direct form II). */
export class Biquad {
  readonly #coefficients: BiquadCoefficients;
  #state1 = 0;
  #state2 = 0;
  #samplesToCheck = CHECK_SAMPLES;

  constructor(coefficients: BiquadCoefficients) {
    this.#coefficients = coefficients;
  }

  /**
   * Filters `input` into `output`, which may be the same array.
   *
   * @throws RangeError when `output` is shorter than `input`
   */
  process(input: Float32Array | Float64Array, output: Float32Array | Float64Array): void {
    if (output.length < input.length) throw new RangeError('output is shorter than input');
    const { b0, b1, b2, a1, a2 } = this.#coefficients;
    let state1 = this.#state1;
    let state2 = this.#state2;
    let start = 0;
    while (start < input.length) {
      const end = Math.min(start + this.#samplesToCheck, input.length);
      for (let i = start; i < end; i++) {
        const x = input[i];
        const y = b0 * x + state1;
        state1 = b1 * x - a1 * y + state2;
        state2 = b2 * x - a2 * y;
        output[i] = y;
      }
      this.#samplesToCheck -= end - start;
      start = end;
      // Counted along the stream, not along the block: the output must not depend on the blocks.
      if (this.#samplesToCheck > 0) break;
      this.#samplesToCheck = CHECK_SAMPLES;
      if (Math.abs(state1) + Math.abs(state2) < NEGLIGIBLE) {
        state1 = 0;
        state2 = 0;
      }
    }
    this.#state1 = state1;
    this.#state2 = state2;
  }
}

/**
 * Second-order Butterworth high-pass by the bilinear transform with the cut-off (−3 dB) pre-warped:
 * H(s) = s² / (s² + √2 s + 1).
 *
 * @throws RangeError unless 0 < cutoffHz < rateHz / 2
 */
export function butterworthHighPass(cutoffHz: number, rateHz: number): BiquadCoefficients {
  if (!(cutoffHz > 0 && cutoffHz < rateHz / 2))
    throw new RangeError(`cut-off ${cutoffHz} Hz is not between 0 and ${rateHz / 2} Hz`);
  const warped = Math.tan((Math.PI * cutoffHz) / rateHz);
  const a0 = 1 + Math.SQRT2 * warped + warped * warped;
  return {
    b0: 1 / a0,
    b1: -2 / a0,
    b2: 1 / a0,
    a1: (2 * (warped * warped - 1)) / a0,
    a2: (1 - Math.SQRT2 * warped + warped * warped) / a0,
  };
}
