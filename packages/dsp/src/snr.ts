import { activeSeconds, speechActivity } from './activity.ts';
import { levelsDb, meanWhere, MIN_USABLE_FRAMES, select, usableFrames } from './frame-statistics.ts';
import { countFrames, fill, type FrameMask, framePower } from './front-end.ts';
import { fitLevelMixture } from './gaussian-mixture.ts';
import { movingMean } from './moving-mean.ts';
import { percentile } from './percentile.ts';

const MIN_SPEECH_SECONDS = 0.5;
const MIN_SNR_DB = -10;
const MAX_SNR_DB = 60;
const GUARD_FRAMES = 5;
const GATE_ROUNDS = 4;
const MIN_NOISE_FRAMES = 20;
const SMALLEST_POWER_RATIO = 1e-3;

/**
 * Signal-to-noise ratio of a talker's track in dB: mean power of the speech over mean power of the
 * noise, in speech-active frames and the band 80 Hz..8 kHz.
 *
 * Two estimates are blended. The noise-floor gate is exact when speech and noise are well apart;
 * in strong noise it takes noise peaks for speech, so below about 16 dB a mixture of two level
 * distributions takes over. Against constructed truth at 5..30 dB the mean error is 0.6 dB, the
 * worst 3 dB. Impulsive noise (dishes struck once a second) reads too good, as the estimate is
 * that of the floor between the hits.
 *
 * @param band a 16 kHz track as made by `band16`
 * @param options.speechSeconds how much speech a detector found; by default what
 *   `speechActivity` finds, which hears levels only and cannot tell speech from other sounds
 * @returns −10..60 dB, or null with less than half a second of usable signal or of speech
 */
export function estimateSnrDb(band: Float32Array, options: { speechSeconds?: number } = {}): number | null {
  const power = framePower(band);
  const usable = usableFrames(power);
  if (countFrames(usable) < MIN_USABLE_FRAMES) return null;
  const speechSeconds = options.speechSeconds ?? activeSeconds(speechActivity(band));
  if (speechSeconds < MIN_SPEECH_SECONDS) return null;

  const byGate = gateSnrDb(power, usable);
  const gateWeight = Math.min(Math.max((byGate - 13) / 6, 0), 1);
  const byMixture = gateWeight < 1 ? mixtureSnrDb(power, usable) : 0;
  const snrDb = (1 - gateWeight) * byMixture + gateWeight * byGate;
  return Math.min(Math.max(snrDb, MIN_SNR_DB), MAX_SNR_DB);
}

/**
 * Adaptive noise-floor gate: everything clearly above the floor is speech, the frames well away
 * from it are noise; both are refined four times. Total power minus noise power is shared out to
 * the speech frames, so the exact edge of speech hardly matters.
 */
function gateSnrDb(power: Float64Array, usable: FrameMask): number {
  const smooth = movingMean(power, 9);
  const lowest = percentile(select(smooth, usable), 10);
  let floor = lowest;
  let marginDb = 3;
  let noisePower = 0;
  let speech: FrameMask = usable;
  for (let round = 0; round < GATE_ROUNDS; round++) {
    const threshold = floor * 10 ** (marginDb / 10);
    speech = both(fill(above(smooth, threshold)), usable);
    const noise = noiseFrames(dilate(speech, GUARD_FRAMES), usable, smooth, lowest);
    noisePower = meanWhere(power, noise);
    floor = noisePower;
    marginDb = Math.min(Math.max(2 + 2 * spreadDb(smooth, noise), 3), 8);
  }
  const speechShare = Math.max(countFrames(speech) / countFrames(usable), 0.02);
  const speechPower = Math.max(meanWhere(power, usable) - noisePower, SMALLEST_POWER_RATIO * noisePower);
  return 10 * Math.log10(speechPower / (speechShare * noisePower));
}

/** Two level distributions, room and voice; a frame is speech when the voice explains it better. */
function mixtureSnrDb(power: Float64Array, usable: FrameMask): number {
  const smooth = movingMean(power, 15);
  const levels = levelsDb(smooth, 1e-12);
  const mixture = fitLevelMixture(select(levels, usable));
  const likely = new Uint8Array(power.length);
  let next = 0;
  for (let i = 0; i < power.length; i++) {
    const posterior = usable[i] ? mixture.upperPosterior[next++] : 0;
    // Far out in a tail the wider component wins on either side; levels beyond the means are clear.
    const isSpeech = levels[i] > mixture.meanDb[1] || (levels[i] >= mixture.meanDb[0] && posterior > 0.5);
    likely[i] = isSpeech && usable[i] ? 1 : 0;
  }
  const speech = fill(likely);
  const noise = noiseFrames(speech, usable, smooth, percentile(select(smooth, usable), 10));
  const noisePower = meanWhere(power, noise);
  const speechPower = Math.max(meanWhere(power, speech) - noisePower, SMALLEST_POWER_RATIO * noisePower);
  return 10 * Math.log10(speechPower / noisePower);
}

/** Usable frames outside `taken`; when these are too few, the quietest tenth. */
function noiseFrames(taken: FrameMask, usable: FrameMask, smooth: Float64Array, lowest: number): FrameMask {
  const noise = usable.map((value, i) => (value && !taken[i] ? 1 : 0));
  if (countFrames(noise) >= MIN_NOISE_FRAMES) return noise;
  return usable.map((value, i) => (value && smooth[i] <= lowest ? 1 : 0));
}

function above(values: Float64Array, threshold: number): FrameMask {
  return Uint8Array.from(values, (value) => (value > threshold ? 1 : 0));
}

function both(a: FrameMask, b: FrameMask): FrameMask {
  return a.map((value, i) => value & b[i]);
}

/** Frames within `reach` of a frame of the mask. */
function dilate(mask: FrameMask, reach: number): FrameMask {
  const wide = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i++) if (mask[i]) wide.fill(1, Math.max(0, i - reach), i + reach + 1);
  return wide;
}

/** Standard deviation (population) of the levels where the mask is 1. */
function spreadDb(power: Float64Array, mask: FrameMask): number {
  const levels = levelsDb(select(power, mask), 1e-14);
  const mean = levels.reduce((sum, value) => sum + value, 0) / levels.length;
  return Math.sqrt(levels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / levels.length);
}
