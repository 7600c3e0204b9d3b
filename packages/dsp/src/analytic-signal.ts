import { Fft, nextPowerOfTwo } from './fft.ts';

/** A signal with its Hilbert transform as imaginary part: no negative frequencies. */
export type AnalyticSignal = { real: Float64Array; imaginary: Float64Array };

/**
 * The analytic signal of a whole track by the frequency domain (Marple 1999): positive frequencies
 * doubled, negative ones removed. The track is padded with zeros to a power of two, which keeps its
 * end from turning up at its start; both arrays returned have the padded length.
 */
export function analyticSignal(samples: Float32Array): AnalyticSignal {
  const size = nextPowerOfTwo(samples.length);
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  real.set(samples);
  const fft = new Fft(size);
  fft.forward(real, imaginary);
  for (let k = 1; k < size / 2; k++) {
    real[k] *= 2;
    imaginary[k] *= 2;
  }
  real.fill(0, size / 2 + 1);
  imaginary.fill(0, size / 2 + 1);
  fft.inverse(real, imaginary);
  return { real, imaginary };
}
