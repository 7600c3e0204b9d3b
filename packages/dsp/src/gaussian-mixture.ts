import { percentile } from './percentile.ts';

/** Two normal distributions of levels; index 0 started low (the room), 1 high (the voice). */
export type LevelMixture = {
  meanDb: [number, number];
  sdDb: [number, number];
  weight: [number, number];
  /** For every level the probability that it belongs to component 1. */
  upperPosterior: Float64Array;
};

const MIN_SD_DB = 0.5;
const MAX_SD_DB = 8;
const MAX_ITERATIONS = 60;
const CONVERGED_DB = 1e-4;

/**
 * Fits two normal distributions to frame levels by expectation maximisation (Dempster, Laird &
 * Rubin 1977). Deterministic: starts at the 10th and 90th percentile with spreads of 3 and 6 dB.
 * The spread is kept within 0.5..8 dB, so that a component neither collapses onto a handful of
 * equal levels nor swallows the other.
 *
 * @param levelsDb at least one
 */
export function fitLevelMixture(levelsDb: Float64Array): LevelMixture {
  const mean: [number, number] = [percentile(levelsDb, 10), percentile(levelsDb, 90)];
  const sd: [number, number] = [3, 6];
  const weight: [number, number] = [0.5, 0.5];
  const posterior = new Float64Array(levelsDb.length);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const sums = expectation(levelsDb, { mean, sd, weight }, posterior);
    let largestMove = 0;
    for (const k of [0, 1] as const) {
      weight[k] = sums.weight[k] / levelsDb.length;
      const moved = sums.level[k] / sums.weight[k];
      largestMove = Math.max(largestMove, Math.abs(moved - mean[k]));
      mean[k] = moved;
    }
    const spread = squaredSpread(levelsDb, posterior, mean);
    for (const k of [0, 1] as const)
      sd[k] = Math.min(Math.max(Math.sqrt(spread[k] / sums.weight[k]), MIN_SD_DB), MAX_SD_DB);
    if (largestMove < CONVERGED_DB) break;
  }
  return { meanDb: mean, sdDb: sd, weight, upperPosterior: posterior };
}

/** ln of weight × density at a level, without the constant both components share. */
export function logLikelihood(mixture: LevelMixture, component: 0 | 1, levelDb: number): number {
  const sd = mixture.sdDb[component];
  const distance = (levelDb - mixture.meanDb[component]) / sd;
  return Math.log(mixture.weight[component] / sd) - 0.5 * distance * distance;
}

function expectation(
  levelsDb: Float64Array,
  { mean, sd, weight }: { mean: number[]; sd: number[]; weight: number[] },
  posterior: Float64Array,
) {
  const sums = { weight: [0, 0], level: [0, 0] };
  for (let i = 0; i < levelsDb.length; i++) {
    const level = levelsDb[i];
    // The tiny addend shares out levels that neither component can explain.
    const lower = (weight[0] * Math.exp(-0.5 * ((level - mean[0]) / sd[0]) ** 2)) / sd[0] + 1e-30;
    const upper = (weight[1] * Math.exp(-0.5 * ((level - mean[1]) / sd[1]) ** 2)) / sd[1] + 1e-30;
    const share = upper / (lower + upper);
    posterior[i] = share;
    sums.weight[0] += 1 - share;
    sums.weight[1] += share;
    sums.level[0] += (1 - share) * level;
    sums.level[1] += share * level;
  }
  return sums;
}

function squaredSpread(levelsDb: Float64Array, posterior: Float64Array, mean: number[]): [number, number] {
  let lower = 0;
  let upper = 0;
  for (let i = 0; i < levelsDb.length; i++) {
    lower += (1 - posterior[i]) * (levelsDb[i] - mean[0]) ** 2;
    upper += posterior[i] * (levelsDb[i] - mean[1]) ** 2;
  }
  return [lower, upper];
}
