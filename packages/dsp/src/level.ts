import { amplitudeToDb, powerToDb } from './decibels.ts';

/** |sample| from which a sample counts as clipped. */
export const CLIP_AMPLITUDE = 0.99;

/** Level 10 log10 mean(x²) in dBFS: a full-scale sine reads −3.01. Empty input is silence. */
export function rmsDbfs(samples: Float32Array): number {
  if (samples.length === 0) return powerToDb(0);
  let sumOfSquares = 0;
  for (let i = 0; i < samples.length; i++) sumOfSquares += samples[i] * samples[i];
  return powerToDb(sumOfSquares / samples.length);
}

/** Largest |sample|, 0 for empty input. */
export function peakAmplitude(samples: Float32Array): number {
  let peak = 0;
  for (let i = 0; i < samples.length; i++) {
    const magnitude = Math.abs(samples[i]);
    if (magnitude > peak) peak = magnitude;
  }
  return peak;
}

/** Sample peak 20 log10 max|x| in dBFS; for the peak between the samples see `truePeakDbtp`. */
export function peakDbfs(samples: Float32Array): number {
  return amplitudeToDb(peakAmplitude(samples));
}

/** Number of samples with |x| ≥ threshold (an amplitude, 0..1). */
export function countClips(samples: Float32Array, threshold: number = CLIP_AMPLITUDE): number {
  let clips = 0;
  for (let i = 0; i < samples.length; i++) if (Math.abs(samples[i]) >= threshold) clips++;
  return clips;
}

/** Level of everything heard so far. */
export type LevelReading = {
  rmsDbfs: number;
  peakDbfs: number;
  clipCount: number;
  sampleCount: number;
};

/**
 * Level of a stream, block by block. The sums run sample by sample in double precision, so the
 * reading is the same bit for bit however the stream is cut into blocks.
 */
export class LevelMeter {
  readonly #clipAmplitude: number;
  #sumOfSquares = 0;
  #peak = 0;
  #clipCount = 0;
  #sampleCount = 0;

  constructor(options: { clipAmplitude?: number } = {}) {
    this.#clipAmplitude = options.clipAmplitude ?? CLIP_AMPLITUDE;
  }

  push(block: Float32Array): void {
    let sumOfSquares = this.#sumOfSquares;
    let peak = this.#peak;
    let clipCount = this.#clipCount;
    for (let i = 0; i < block.length; i++) {
      const magnitude = Math.abs(block[i]);
      sumOfSquares += magnitude * magnitude;
      if (magnitude > peak) peak = magnitude;
      if (magnitude >= this.#clipAmplitude) clipCount++;
    }
    this.#sumOfSquares = sumOfSquares;
    this.#peak = peak;
    this.#clipCount = clipCount;
    this.#sampleCount += block.length;
  }

  get reading(): LevelReading {
    const meanSquare = this.#sampleCount === 0 ? 0 : this.#sumOfSquares / this.#sampleCount;
    return {
      rmsDbfs: powerToDb(meanSquare),
      peakDbfs: amplitudeToDb(this.#peak),
      clipCount: this.#clipCount,
      sampleCount: this.#sampleCount,
    };
  }

  /** Forgets everything heard so far, e.g. after a five-second report was sent. */
  reset(): void {
    this.#sumOfSquares = 0;
    this.#peak = 0;
    this.#clipCount = 0;
    this.#sampleCount = 0;
  }
}
