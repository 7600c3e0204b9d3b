import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kaiserLowPass } from './fir.ts';
import { band16, countFrames, fill, framePower, runs, speechBand, to16 } from './front-end.ts';
import { movingMean } from './moving-mean.ts';
import { readGolden } from './testing/golden.ts';
import { fitSine, lcgNoise, sine } from './testing/signals.ts';

const golden = readGolden('front-end');
const noise = lcgNoise(4800, 11);
const mask = (text: string) => Uint8Array.from(text, (c) => (c === '#' ? 1 : 0));
const draw = (frames: Uint8Array) => Array.from(frames, (active) => (active ? '#' : '.')).join('');

describe('to16', () => {
  it('gives the samples numpy and scipy give, edges included', () => {
    const output = to16(noise);
    expect(output).toHaveLength(1600);
    for (const [i, value] of Object.entries(golden.to16)) expect(output[Number(i)]).toBeCloseTo(value, 6);
  });

  it('keeps ceil(n / 3) samples', () => {
    fc.assert(
      fc.property(fc.nat(500), (length) => {
        expect(to16(new Float32Array(length))).toHaveLength(Math.ceil(length / 3));
      }),
    );
  });

  it('passes 4 kHz without delay and stops 10 kHz', () => {
    const passed = to16(sine({ frequencyHz: 4000, rateHz: 48_000, seconds: 0.2 })).subarray(100, 3100);
    const fit = fitSine(passed, 4000, 16_000);
    expect(fit.amplitude).toBeCloseTo(1, 3);
    // 100 samples are a whole number of periods.
    expect(fit.phaseRadians).toBeCloseTo(0, 3);
    const stopped = to16(sine({ frequencyHz: 10_000, rateHz: 48_000, seconds: 0.2 })).subarray(100, 3100);
    expect(fitSine(stopped, 6000, 16_000).amplitude).toBeLessThan(1e-3);
  });

  it('leaves digital silence exactly zero', () => {
    expect(to16(new Float32Array(3000)).every((sample) => sample === 0)).toBe(true);
  });
});

describe('band16', () => {
  it('gives the samples scipy gives', () => {
    const output = band16(noise);
    for (const [i, value] of Object.entries(golden.band16)) expect(output[Number(i)]).toBeCloseTo(value, 6);
    expect(output).toEqual(speechBand(to16(noise)));
  });
});

describe('framePower', () => {
  it('gives the powers numpy gives', () => {
    const power = framePower(band16(noise));
    expect(power).toHaveLength(golden.framePower.length);
    for (const [i, value] of golden.framePower.entries()) expect(power[i]).toBeCloseTo(value, 7);
  });

  it('has 1 + floor((n − 320) / 160) frames', () => {
    for (const [length, frames] of [
      [0, 0],
      [319, 0],
      [320, 1],
      [479, 1],
      [480, 2],
    ])
      expect(framePower(new Float32Array(length))).toHaveLength(frames);
  });

  it('is the mean square', () => {
    expect([...framePower(new Float32Array(640).fill(0.5))]).toEqual([0.25, 0.25, 0.25]);
  });
});

describe('fill', () => {
  it('closes holes up to the limit between active frames only', () => {
    expect(draw(fill(mask('..#####...#####....#####..'), 3, 1))).toBe('..#############....#####..');
  });

  it('drops runs that are too short, after closing the holes', () => {
    expect(draw(fill(mask('#.#.#..........##.........'), 1, 5))).toBe('#####.....................');
  });

  it('has limits of 20 and 5 frames unless told', () => {
    const pause = (frames: number) => mask(`#####${'.'.repeat(frames)}#####`);
    expect(countFrames(fill(pause(20)))).toBe(30);
    expect(countFrames(fill(pause(21)))).toBe(10);
    expect(countFrames(fill(mask('####')))).toBe(0);
  });

  it('has nothing to do the second time', () => {
    const masks = fc.array(fc.constantFrom(0, 1), { maxLength: 200 }).map((a) => Uint8Array.from(a));
    fc.assert(
      fc.property(masks, (frames) => {
        const once = fill(frames, 4, 3);
        expect(fill(once, 4, 3)).toEqual(once);
      }),
    );
  });
});

describe('runs', () => {
  it('lists the stretches of ones', () => {
    expect(runs(mask('##..#.'))).toEqual([
      { start: 0, end: 2 },
      { start: 4, end: 5 },
    ]);
    expect(runs(mask('.#'))).toEqual([{ start: 1, end: 2 }]);
    expect(runs(mask(''))).toEqual([]);
  });
});

describe('movingMean', () => {
  it('is centred and takes zeros beyond the ends', () => {
    expect([...movingMean(Float64Array.of(3, 6, 9, 12), 3)]).toEqual([3, 6, 9, 7]);
  });

  it('refuses even widths', () => {
    for (const width of [0, 2, 1.5]) expect(() => movingMean(new Float64Array(3), width)).toThrow(RangeError);
  });
});

describe('kaiserLowPass', () => {
  it('is symmetric with unit gain at 0 Hz and half at the cut-off', () => {
    const taps = kaiserLowPass({ taps: 121, cutoffHz: 7600, rateHz: 48_000, beta: 8 });
    expect(taps.reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(1, 12);
    expect(taps.toReversed().every((tap, i) => Math.abs(tap - taps[i]) < 1e-15)).toBe(true);
    const atCutoff = taps.reduce((sum, tap, i) => sum + tap * Math.cos((2 * Math.PI * 7600 * (i - 60)) / 48_000), 0);
    expect(atCutoff).toBeCloseTo(0.5, 3);
  });

  it('refuses even lengths', () => {
    expect(() => kaiserLowPass({ taps: 120, cutoffHz: 1, rateHz: 8, beta: 8 })).toThrow(RangeError);
  });
});
