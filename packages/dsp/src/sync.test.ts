import { describe, expect, it } from 'vitest';
import { kaiserAt, sinc } from './kaiser.ts';
import { resample } from './resample.ts';
import { estimateSync } from './sync.ts';
import { lcgNoise, mix, scale } from './testing/signals.ts';

const RATE_HZ = 16_000;
const SECONDS = 28;

const LEAD_SECONDS = 1;
/** Noise up to 3.6 kHz: band-limited, so that it can be sampled between its samples. */
const sound = resample(lcgNoise((SECONDS + 2 * LEAD_SECONDS) * 8000, 3), 8000, RATE_HZ);

function soundAt(position: number): number {
  const centre = Math.floor(position);
  let sum = 0;
  for (let k = -15; k <= 16; k++) {
    const distance = centre + k - position;
    sum += (sound[centre + k] ?? 0) * sinc(distance) * kaiserAt(distance / 16, 8);
  }
  return sum;
}

/** What a recorder hears that starts late and whose clock is fast. */
function recording(offsetSeconds: number, driftPpm: number): Float32Array {
  const start = (LEAD_SECONDS + offsetSeconds) * RATE_HZ;
  return Float32Array.from({ length: SECONDS * RATE_HZ }, (_, n) => soundAt(start + n / (1 + driftPpm * 1e-6)));
}

const reference = mix(recording(0, 0), scale(lcgNoise(SECONDS * RATE_HZ, 1), 0.02));

describe('estimateSync', { timeout: 60_000 }, () => {
  it('finds that the same recording is where it is', () => {
    const sync = estimateSync(reference, reference);
    expect(sync?.lagMs).toBeCloseTo(0, 3);
    expect(sync?.driftPpm).toBeCloseTo(0, 2);
    expect(sync?.windowsUsed).toBe(sync?.windowCount);
  });

  it('finds offset and drift of a late start on a fast clock', () => {
    const sync = estimateSync(reference, recording(0.1234, 50));
    expect(sync?.lagMs).toBeCloseTo(123.4, 1);
    expect(Math.abs((sync?.driftPpm ?? 0) - 50)).toBeLessThan(3);
  });

  it('finds a local start before the reference, on a slow clock', () => {
    const sync = estimateSync(reference, recording(-0.3, -30));
    expect(sync?.lagMs).toBeCloseTo(-300, 1);
    expect(Math.abs((sync?.driftPpm ?? 0) + 30)).toBeLessThan(3);
  });

  it('is null, not zero, for two recordings that share nothing', () => {
    expect(estimateSync(reference, lcgNoise(SECONDS * RATE_HZ, 7))).toBeNull();
    expect(estimateSync(reference, new Float32Array(SECONDS * RATE_HZ))).toBeNull();
  });

  it('is null for what is too short to draw a line', () => {
    const short = reference.subarray(0, 16 * RATE_HZ);
    expect(estimateSync(short, short)).toBeNull();
  });
});
