import { kaiserAt, kaiserBeta, kaiserLengthSamples, sinc } from './kaiser.ts';

/** A windowed-sinc interpolator, sampled at every fractional position the rate ratio needs. */
export type PolyphaseKernel = {
  /** outputRate / inputRate = up / down in lowest terms. */
  up: number;
  down: number;
  /** Coefficients per phase, even: input samples centre − reach + 1 .. centre + reach. */
  taps: number;
  /** taps / 2: input samples needed after the centre. */
  reach: number;
  /** up × taps values, phase after phase; phase p interpolates at centre + p / up. */
  coefficients: Float32Array;
};

const ATTENUATION_DB = 96;
const PASS_SHARE = 0.91;
const MAX_PHASES = 2000;

const cache = new Map<string, PolyphaseKernel>();

/**
 * Kernel h(t) = 2 f_c sinc(2 f_c t) · Kaiser(t / reach), t in input samples, with the cut-off f_c in
 * the middle of the transition band: Smith & Gossett, "A flexible sampling-rate conversion method"
 * (1984). The transition runs from 0.91 of the lower Nyquist frequency up to it, so what would
 * alias or image is in the stop band entirely. Each phase is scaled to unit gain at 0 Hz:
 * otherwise the phases differ by the window's ripple and a constant would come out with a whistle.
 *
 * Kernels are kept, as a browser makes one resampler per recording.
 *
 * @throws RangeError unless both rates are positive integers whose ratio in lowest terms has an
 *   upper term of at most 2000 (all usual audio rates do)
 */
export function polyphaseKernel(inputRateHz: number, outputRateHz: number): PolyphaseKernel {
  for (const rateHz of [inputRateHz, outputRateHz])
    if (!Number.isInteger(rateHz) || rateHz <= 0)
      throw new RangeError(`sample rate ${rateHz} Hz is not a positive integer`);
  const divisor = greatestCommonDivisor(inputRateHz, outputRateHz);
  const up = outputRateHz / divisor;
  const down = inputRateHz / divisor;
  if (up > MAX_PHASES) throw new RangeError(`${inputRateHz} to ${outputRateHz} Hz would need ${up} filter phases`);

  const key = `${up}/${down}`;
  const known = cache.get(key);
  if (known) return known;
  const kernel = { up, down, ...design(up, down) };
  cache.set(key, kernel);
  return kernel;
}

function design(up: number, down: number): Omit<PolyphaseKernel, 'up' | 'down'> {
  if (up === down) return { taps: 2, reach: 1, coefficients: Float32Array.of(1, 0) };
  // In cycles per input sample: the lower of the two Nyquist frequencies.
  const nyquist = 0.5 * Math.min(1, up / down);
  const transition = nyquist * (1 - PASS_SHARE);
  const cutoff = nyquist - transition / 2;
  const reach = Math.ceil(kaiserLengthSamples(ATTENUATION_DB, transition, 1) / 2);
  const taps = 2 * reach;
  const beta = kaiserBeta(ATTENUATION_DB);
  const coefficients = new Float32Array(up * taps);
  const phaseTaps = new Float64Array(taps);
  for (let phase = 0; phase < up; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const time = tap - (reach - 1) - phase / up;
      phaseTaps[tap] = sinc(2 * cutoff * time) * kaiserAt(time / reach, beta);
      sum += phaseTaps[tap];
    }
    for (let tap = 0; tap < taps; tap++) coefficients[phase * taps + tap] = phaseTaps[tap] / sum;
  }
  return { taps, reach, coefficients };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
