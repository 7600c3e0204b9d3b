import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integratedLufs, LoudnessMeter } from './loudness.ts';
import { cuts } from './testing/arbitraries.ts';
import { concat, cut, lcgNoise, scale, sine } from './testing/signals.ts';

const RATE_HZ = 48_000;
const tone = (levelDbfs: number, seconds: number) =>
  sine({ frequencyHz: 1000, rateHz: RATE_HZ, seconds, amplitude: 10 ** (levelDbfs / 20) });

describe('integratedLufs', { timeout: 60_000 }, () => {
  // EBU Tech 3341 (2016), table 1, cases 1 to 5; one channel of the stereo programmes: 3.01 less.
  it.each([
    [1, -23, [[-23, 20]]],
    [2, -33, [[-33, 20]]],
    [
      3,
      -23,
      [
        [-36, 10],
        [-23, 60],
        [-36, 10],
      ],
    ],
    [
      4,
      -23,
      [
        [-72, 10],
        [-36, 10],
        [-23, 60],
        [-36, 10],
        [-72, 10],
      ],
    ],
    [
      5,
      -23,
      [
        [-26, 20],
        [-20, 20.1],
        [-26, 20],
      ],
    ],
  ])('meets EBU 3341 case %i', (_case, stereoLufs, segments) => {
    const signal = concat(...segments.map(([levelDbfs, seconds]) => tone(levelDbfs, seconds)));
    const loudness = integratedLufs(signal) ?? Number.NaN;
    expect(Math.abs(loudness - (stereoLufs - 3.0103))).toBeLessThan(0.1);
  });

  it('rises dB for dB', () => {
    const noise = lcgNoise(2 * RATE_HZ, 1);
    const difference = (integratedLufs(scale(noise, 0.5)) ?? 0) - (integratedLufs(scale(noise, 0.25)) ?? 0);
    expect(difference).toBeCloseTo(6.0206, 3);
  });

  it('hears bass less and presence more than 1 kHz', () => {
    const at = (frequencyHz: number) =>
      integratedLufs(sine({ frequencyHz, rateHz: RATE_HZ, seconds: 2, amplitude: 0.1 })) ?? 0;
    // K-weighting: −1.1 dB relative at 100 Hz is about −1.9, the shelf adds 4 dB in all.
    expect(at(30) - at(1000)).toBeLessThan(-8);
    expect(at(10_000) - at(1000)).toBeGreaterThan(3);
  });

  it('is null for silence, under the absolute gate and for less than a block', () => {
    expect(integratedLufs(new Float32Array(RATE_HZ))).toBeNull();
    expect(integratedLufs(tone(-75, 2))).toBeNull();
    expect(integratedLufs(tone(-20, 0.399))).toBeNull();
    expect(integratedLufs(tone(-20, 0.4))).not.toBeNull();
  });
});

describe('LoudnessMeter', () => {
  it('reads the same however the stream is cut', () => {
    const signal = scale(lcgNoise(40_000, 3), 0.2);
    const whole = integratedLufs(signal);
    fc.assert(
      fc.property(cuts(9000), (lengths) => {
        const meter = new LoudnessMeter();
        for (const block of cut(signal, lengths)) meter.push(block);
        expect(meter.integratedLufs).toBe(whole);
      }),
      { numRuns: 20 },
    );
  });
});
