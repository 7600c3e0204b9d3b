import { describe, expect, it } from 'vitest';
import { fitLevelMixture, logLikelihood } from './gaussian-mixture.ts';
import { lcgNoise } from './testing/signals.ts';

/** Nearly normal values: the sum of twelve uniform ones has variance 4 on −1..1. */
function normal(count: number, seed: number, mean: number, sd: number): number[] {
  const uniform = lcgNoise(12 * count, seed);
  return Array.from({ length: count }, (_, i) => {
    const sum = uniform.subarray(12 * i, 12 * i + 12).reduce((total, value) => total + value, 0);
    return mean + (sd * sum) / 2;
  });
}

describe('fitLevelMixture', () => {
  const room = normal(3000, 1, -60, 2);
  const voice = normal(2000, 2, -25, 5);
  const mixture = fitLevelMixture(Float64Array.from([...room, ...voice]));

  it('finds the two distributions the levels were drawn from', () => {
    expect(mixture.meanDb[0]).toBeCloseTo(-60, 0);
    expect(mixture.meanDb[1]).toBeCloseTo(-25, 0);
    expect(mixture.sdDb[0]).toBeCloseTo(2, 0);
    expect(mixture.sdDb[1]).toBeCloseTo(5, 0);
    expect(mixture.weight[1]).toBeCloseTo(0.4, 2);
  });

  it('tells for every level where it belongs', () => {
    const upper = Array.from(mixture.upperPosterior, (share) => share > 0.5);
    expect(upper.slice(0, 3000).some(Boolean)).toBe(false);
    expect(upper.slice(3000).filter(Boolean).length).toBeGreaterThan(1990);
  });

  it('has the densities cross between the means', () => {
    expect(logLikelihood(mixture, 0, -60)).toBeGreaterThan(logLikelihood(mixture, 1, -60));
    expect(logLikelihood(mixture, 1, -25)).toBeGreaterThan(logLikelihood(mixture, 0, -25));
  });

  it('survives levels that are all the same', () => {
    const flat = fitLevelMixture(new Float64Array(100).fill(-40));
    for (const meanDb of flat.meanDb) expect(meanDb).toBeCloseTo(-40, 9);
    expect(flat.sdDb).toEqual([0.5, 0.5]);
  });
});
