import { levelsDb, MIN_USABLE_FRAMES, select, usableFrames } from './frame-statistics.ts';
import { countFrames, fill, type FrameMask, framePower, HOP_SECONDS, runs } from './front-end.ts';
import { fitLevelMixture, type LevelMixture, logLikelihood } from './gaussian-mixture.ts';
import { movingMean } from './moving-mean.ts';
import { percentile } from './percentile.ts';

const QUIETEST_SPEECH_DBFS = -70;
const SPEECH_RANGE_DB = 30;
const CROSS_TALK_DB = 18;
const CROSS_TALK_MEAN_FRAMES = 21;
const CROSS_TALK_MEMORY_FRAMES = 7;
const CROSSING_STEPS = 400;

/** A stretch of speech. */
export type SpeechSegment = { startSeconds: number; endSeconds: number };

/**
 * Which 10 ms frames hold the talker's voice, by level: above the point where "room" and "voice"
 * levels are equally likely, at most 30 dB under the loud passages, and above −70 dBFS; holes up
 * to 200 ms are closed, runs under 50 ms dropped. It hears levels only: on a track without speech
 * it marks whatever is loud.
 *
 * @param band a 16 kHz track as made by `band16`
 * @returns one value per frame of `framePower`; all zero with less than half a second of signal
 */
export function speechActivity(band: Float32Array): FrameMask {
  const power = framePower(band);
  const usable = usableFrames(power);
  if (countFrames(usable) < MIN_USABLE_FRAMES) return new Uint8Array(power.length);
  const mixture = fitLevelMixture(select(levelsDb(movingMean(power, 15), 1e-12), usable));
  const loud = levelsDb(power, 1e-14).filter((level) => level > QUIETEST_SPEECH_DBFS);
  const loudDb = loud.length > 0 ? percentile(loud, 95) : QUIETEST_SPEECH_DBFS;
  const thresholdDb = Math.max(crossingDb(mixture), loudDb - SPEECH_RANGE_DB, QUIETEST_SPEECH_DBFS);
  const levels = levelsDb(movingMean(power, 3), 1e-14);
  return fill(Uint8Array.from(levels, (level) => (level > thresholdDb ? 1 : 0)));
}

/**
 * Speech of two talkers with a microphone each. On top of {@link speechActivity} a frame counts as
 * a talker's own only when it is not more than 18 dB quieter than the other track was within the
 * last 70 ms: what is quieter is the other voice, leaking from headphones or through the room.
 *
 * @param hostBand, guestBand 16 kHz tracks as made by `band16`, on one time line
 * @returns masks of each track's own length
 */
export function conversationActivity(
  hostBand: Float32Array,
  guestBand: Float32Array,
): { host: FrameMask; guest: FrameMask } {
  const hostLevels = crossTalkLevels(hostBand);
  const guestLevels = crossTalkLevels(guestBand);
  return {
    host: crossTalkGate(speechActivity(hostBand), hostLevels, guestLevels),
    guest: crossTalkGate(speechActivity(guestBand), guestLevels, hostLevels),
  };
}

/**
 * The runs of a mask in seconds. A frame stands for the 10 ms around its middle, so the lengths of
 * the segments add up to {@link activeSeconds}.
 */
export function speechSegments(mask: FrameMask): SpeechSegment[] {
  return runs(mask).map(({ start, end }) => ({
    startSeconds: (start + 0.5) * HOP_SECONDS,
    endSeconds: (end + 0.5) * HOP_SECONDS,
  }));
}

/** Total length of the active frames in seconds. */
export function activeSeconds(mask: FrameMask): number {
  return countFrames(mask) * HOP_SECONDS;
}

/** The lowest level between the two means that is more likely voice than room. */
function crossingDb(mixture: LevelMixture): number {
  const [low, high] = mixture.meanDb;
  for (let step = 0; step < CROSSING_STEPS; step++) {
    const levelDb = low + ((high - low) * step) / (CROSSING_STEPS - 1);
    if (logLikelihood(mixture, 1, levelDb) > logLikelihood(mixture, 0, levelDb)) return levelDb;
  }
  return (low + high) / 2;
}

function crossTalkLevels(band: Float32Array): Float64Array {
  return levelsDb(movingMean(framePower(band), CROSS_TALK_MEAN_FRAMES), 1e-12);
}

/**
 * Drops the frames of `mask` in which the own level is not above the other track's highest of this
 * and the last seven frames minus 18 dB: a leak arrives late, so it outlasts the voice it is of.
 */
export function crossTalkGate(mask: FrameMask, ownLevels: Float64Array, otherLevels: Float64Array): FrameMask {
  const gated = mask.map((active, i) => {
    if (!active) return 0;
    let otherDb = -Infinity;
    for (let j = Math.max(0, i - CROSS_TALK_MEMORY_FRAMES); j <= i && j < otherLevels.length; j++)
      otherDb = Math.max(otherDb, otherLevels[j]);
    return ownLevels[i] > otherDb - CROSS_TALK_DB ? 1 : 0;
  });
  return fill(gated);
}
