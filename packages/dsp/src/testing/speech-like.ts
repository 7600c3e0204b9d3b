import { lcgNoise } from './signals.ts';

/**
 * Something with the rhythm of speech: noise in syllables of a quarter second, phrases of two
 * seconds with a second of digital silence between them. golden/make-vectors.py makes the same.
 */
export function speechLike(options: { rateHz: number; seconds: number; seed: number; gain?: number }): Float32Array {
  const { rateHz, seconds, seed, gain = 0.2 } = options;
  return lcgNoise(Math.round(rateHz * seconds), seed).map((sample, i) => {
    const time = i / rateHz;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 4 * time)) ** 2;
    return time % 3 < 2 ? sample * gain * syllable : 0;
  });
}
