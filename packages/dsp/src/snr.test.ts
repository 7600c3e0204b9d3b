import { describe, expect, it } from 'vitest';
import { band16, framePower } from './front-end.ts';
import { speechActivity } from './activity.ts';
import { estimateSnrDb } from './snr.ts';
import { readGolden } from './testing/golden.ts';
import { lcgNoise, mix, scale } from './testing/signals.ts';
import { speechLike } from './testing/speech-like.ts';

const RATE_HZ = 48_000;
const clean = speechLike({ rateHz: RATE_HZ, seconds: 15, seed: 1 });
const noise = lcgNoise(15 * RATE_HZ, 2);
const active = speechActivity(band16(clean));

/** Mean power in the frames where the clean track is active. */
function speechTimePower(signal: Float32Array): number {
  const power = framePower(band16(signal)).filter((_, i) => active[i] !== 0);
  return power.reduce((sum, value) => sum + value, 0) / power.length;
}

const unitSnr = speechTimePower(clean) / speechTimePower(noise);

function mixtureAt(snrDb: number): Float32Array {
  return mix(clean, scale(noise, Math.sqrt(unitSnr / 10 ** (snrDb / 10))));
}

describe('estimateSnrDb', { timeout: 60_000 }, () => {
  it.each([5, 10, 15, 20, 25, 30, 40])('reads a mixture made at %i dB within 1 dB', (snrDb) => {
    const estimate = estimateSnrDb(band16(mixtureAt(snrDb)));
    expect(Math.abs((estimate ?? Number.NaN) - snrDb)).toBeLessThan(1);
  });

  it('reads speech that drowns as at most 6 dB', () => {
    expect(estimateSnrDb(band16(mixtureAt(0)))).toBeLessThan(6);
  });

  it('does not depend on the recording level', () => {
    const band = band16(mixtureAt(20));
    expect(estimateSnrDb(scale(band, 0.1))).toBeCloseTo(estimateSnrDb(band) ?? Number.NaN, 2);
  });

  it('gives the values of the executable definition', () => {
    const speech = speechLike({ rateHz: 16_000, seconds: 12, seed: 31 });
    const room = lcgNoise(speech.length, 32);
    for (const [gain, value] of Object.entries(readGolden('snr'))) {
      const estimate = estimateSnrDb(mix(speech, scale(room, Number(gain))), { speechSeconds: 1 });
      expect(Math.abs((estimate ?? Number.NaN) - value), `noise × ${gain}`).toBeLessThan(0.01);
    }
  });

  it('never leaves −10..60 dB', () => {
    expect(estimateSnrDb(band16(mixtureAt(90)))).toBeLessThanOrEqual(60);
    expect(estimateSnrDb(band16(scale(noise, 0.1)))).toBeGreaterThanOrEqual(-10);
  });

  it('is null for silence, for less than half a second, and without speech', () => {
    expect(estimateSnrDb(new Float32Array(160_000))).toBeNull();
    expect(estimateSnrDb(band16(clean.subarray(0, 0.4 * RATE_HZ)))).toBeNull();
    expect(estimateSnrDb(new Float32Array())).toBeNull();
    // A room at −90 dBFS with nobody in it.
    expect(estimateSnrDb(band16(scale(noise, 5e-5)))).toBeNull();
  });

  it('believes a better speech detector than its own', () => {
    const band = band16(mixtureAt(20));
    expect(estimateSnrDb(band, { speechSeconds: 0.4 })).toBeNull();
    expect(estimateSnrDb(band, { speechSeconds: 0.5 })).toBeCloseTo(20, 0);
  });
});
