import { existsSync, readFileSync } from 'node:fs';
import { readMono } from './read-wav.ts';

/**
 * Recordings with known truth, kept outside the repository beside it: reference.json with truth and
 * reference values, and the recordings that golden/build-reference.py makes of it. Where either is
 * missing, `unavailable` says so and the sweep is left out by name.
 */
const referenceJson = new URL('../../../../../shared/reference/reference.json', import.meta.url);
const recordings = new URL('../../../../.cache/reference/', import.meta.url);

type Echo = { ncc: number; lag_ms: number; gain_db: number };

export type Clip = {
  rms_dbfs: number;
  peak_dbfs: number;
  srmr_slow_16k?: number;
  srmr_slow_48k?: number;
  snr_recommended?: number;
  activity_pct: number;
  ebur128_I_48k_mono: number | null;
  ebur128_TP_48k_mono: number;
};

export type SnrCase = { truth: { snr_db: number }; reference_estimates: { recommended: number } };
export type ReverbCase = { truth: { t60: number }; srmr_slow: number };
export type ConversationCase = {
  truth: {
    overlap_speech_of_union: number;
    balance_min_over_max: number;
    host_share: number;
    bleed_db: number | null;
    bleed_delay_ms: number | null;
  };
  reference_estimate: { overlap_of_union: number; balance: number; echo_host_to_guest: Echo };
};
export type SyncCase = { truth: { lag_at_0_ms: number; ppm: number } };
export type ToneCase = {
  truth: { lufs_mono: number | null; true_peak_db: number | null };
  libebur128: { mono: [number, number] };
};

/** Why the sweep cannot run, or null when it can. */
export const unavailable: string | null = !existsSync(referenceJson)
  ? 'no reference beside the repository'
  : existsSync(new URL('clips/silero_test.48k.wav', recordings))
    ? null
    : 'recordings not built, see golden/build-reference.py';

/** Everything with GOLDEN=full, otherwise every n-th, beginning with the first. */
export function sample<T>(items: T[], every: number): T[] {
  return process.env['GOLDEN'] === 'full' ? items : items.filter((_, i) => i % every === 0);
}

/** The cases whose id begins with `prefix`. */
export function casesOf<T>(prefix: string): [string, T][] {
  return Object.entries(read<{ cases: Record<string, T> }>().cases ?? {}).filter(([id]) => id.startsWith(prefix));
}

export function clips(): [string, Clip][] {
  return Object.entries(read<{ clips: Record<string, Clip> }>().clips ?? {});
}

/** One recording of a case: `id`, `id.host`, `id.ref` … */
export function caseTrack(name: string): Float32Array {
  return readMono(new URL(`cases/${name}.wav`, recordings).pathname);
}

export function clipTrack(file: string, rate: '16k' | '48k'): Float32Array {
  return readMono(new URL(`clips/${file.replace(/\.\w+$/, '')}.${rate}.wav`, recordings).pathname);
}

function read<T>(): Partial<T> {
  return unavailable === null ? (JSON.parse(readFileSync(referenceJson, 'utf8')) as T) : {};
}
