import { readFileSync } from 'node:fs';

export type GoldenVectors = {
  'front-end': {
    to16: Record<string, number>;
    band16: Record<string, number>;
    framePower: number[];
    highPass: { b: number[]; a: number[] };
  };
  percentile: { values: Record<string, number> };
  srmr: { dry: number; wet: number; noise: number; dark: number; darkest: number };
  /** Estimate in dB by gain of the noise. */
  snr: Record<string, number>;
};

/** The vectors that golden/make-vectors.py computed with numpy and scipy. */
export function readGolden<K extends keyof GoldenVectors>(name: K): GoldenVectors[K] {
  return JSON.parse(readFileSync(new URL(`../../golden/${name}.json`, import.meta.url), 'utf8')) as GoldenVectors[K];
}
