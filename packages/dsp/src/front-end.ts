import { Biquad, butterworthHighPass } from './biquad.ts';
import { kaiserLowPass } from './fir.ts';

/**
 * The common ground of the track measures: all of them see the same 16 kHz band and the same
 * frames, so that their figures can be compared.
 */
export const BAND_RATE_HZ = 16_000;
/** Frames of 20 ms … */
export const FRAME_SAMPLES = 320;
/** … every 10 ms. */
export const HOP_SAMPLES = 160;
export const HOP_SECONDS = HOP_SAMPLES / BAND_RATE_HZ;

const CAPTURE_RATE_HZ = 48_000;
const DECIMATION = CAPTURE_RATE_HZ / BAND_RATE_HZ;
const HIGH_PASS_HZ = 80;

/** One value per frame: 1 where something holds, else 0. */
export type FrameMask = Uint8Array;

const antiAlias = kaiserLowPass({ taps: 121, cutoffHz: 7600, rateHz: CAPTURE_RATE_HZ, beta: 8 });

/**
 * 48 kHz to 16 kHz for measuring: 121-tap linear-phase low-pass at 7.6 kHz with its delay removed,
 * every third sample kept. Fixed by the definition of the measures; to convert audio that somebody
 * will hear use `Resampler`, whose pass band is wider and whose aliases are lower.
 *
 * @returns ceil(n / 3) samples
 */
export function to16(samples48k: Float32Array): Float32Array<ArrayBuffer> {
  const output = new Float32Array(Math.ceil(samples48k.length / DECIMATION));
  const delay = (antiAlias.length - 1) / 2;
  for (let m = 0; m < output.length; m++) {
    const centre = m * DECIMATION;
    let sum = antiAlias[delay] * (samples48k[centre] ?? 0);
    if (centre >= delay && centre + delay < samples48k.length) {
      // The filter is symmetric: each coefficient serves the two samples it reaches.
      for (let k = 1; k <= delay; k++) sum += antiAlias[delay + k] * (samples48k[centre - k] + samples48k[centre + k]);
    } else {
      for (let k = 1; k <= delay; k++)
        sum += antiAlias[delay + k] * ((samples48k[centre - k] ?? 0) + (samples48k[centre + k] ?? 0));
    }
    output[m] = sum;
  }
  return output;
}

/** A 16 kHz signal without what is below speech: second-order Butterworth high-pass at 80 Hz. */
export function speechBand(samples16k: Float32Array): Float32Array<ArrayBuffer> {
  const output = new Float32Array(samples16k.length);
  new Biquad(butterworthHighPass(HIGH_PASS_HZ, BAND_RATE_HZ)).process(samples16k, output);
  return output;
}

/** {@link to16} then {@link speechBand}: what the measures of a 48 kHz track are computed on. */
export function band16(samples48k: Float32Array): Float32Array<ArrayBuffer> {
  return speechBand(to16(samples48k));
}

/**
 * Mean power of every frame: E_i = mean(x[160 i .. 160 i + 319]²).
 *
 * @returns 1 + floor((n − 320) / 160) values, none for less than one frame
 */
export function framePower(samples16k: Float32Array): Float64Array {
  const frameCount = Math.max(0, 1 + Math.floor((samples16k.length - FRAME_SAMPLES) / HOP_SAMPLES));
  const power = new Float64Array(frameCount);
  if (frameCount === 0) return power;
  // Neighbouring frames share a half, so each half is summed once.
  let previousHalf = sumOfSquares(samples16k, 0, HOP_SAMPLES);
  for (let i = 0; i < frameCount; i++) {
    const start = (i + 1) * HOP_SAMPLES;
    const half = sumOfSquares(samples16k, start, start + HOP_SAMPLES);
    power[i] = (previousHalf + half) / FRAME_SAMPLES;
    previousHalf = half;
  }
  return power;
}

/**
 * Closes holes of at most `maxHoleFrames` between active frames, then drops runs shorter than
 * `minRunFrames`: pauses within a word belong to it, clicks are no speech.
 */
export function fill(mask: FrameMask, maxHoleFrames = 20, minRunFrames = 5): FrameMask {
  const filled = mask.slice();
  let previous = -1;
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    if (previous >= 0 && i - previous <= maxHoleFrames + 1) filled.fill(1, previous, i);
    previous = i;
  }
  for (const { start, end } of runs(filled)) if (end - start < minRunFrames) filled.fill(0, start, end);
  return filled;
}

/** The stretches of ones, in order: frames start .. end − 1. */
export function runs(mask: FrameMask): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = -1;
  for (let i = 0; i <= mask.length; i++) {
    const active = i < mask.length && mask[i] !== 0;
    if (active && start < 0) start = i;
    if (!active && start >= 0) {
      found.push({ start, end: i });
      start = -1;
    }
  }
  return found;
}

/** Number of ones. */
export function countFrames(mask: FrameMask): number {
  let count = 0;
  for (let i = 0; i < mask.length; i++) count += mask[i];
  return count;
}

function sumOfSquares(samples: Float32Array, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += samples[i] * samples[i];
  return sum;
}
