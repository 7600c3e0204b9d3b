import { kaiserAt, sinc } from './kaiser.ts';

/**
 * Linear-phase low-pass by the window method: sinc at the cut-off (−6 dB) times a Kaiser window,
 * scaled to unit gain at 0 Hz. The group delay is (taps − 1) / 2 samples.
 *
 * @param options.taps odd, so that the delay is a whole number of samples
 * @throws RangeError on an even or too small number of taps
 */
export function kaiserLowPass(options: { taps: number; cutoffHz: number; rateHz: number; beta: number }): Float64Array {
  const { taps, cutoffHz, rateHz, beta } = options;
  if (!Number.isInteger(taps) || taps < 3 || taps % 2 === 0)
    throw new RangeError(`${taps} taps: need an odd number of at least 3`);
  const middle = (taps - 1) / 2;
  const coefficients = Float64Array.from({ length: taps }, (_, i) => {
    const time = i - middle;
    return sinc((2 * cutoffHz * time) / rateHz) * kaiserAt(time / middle, beta);
  });
  const sum = coefficients.reduce((total, value) => total + value, 0);
  return coefficients.map((value) => value / sum);
}
