import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rmsDbfs } from './level.ts';
import { resample, Resampler } from './resample.ts';
import { cuts } from './testing/arbitraries.ts';
import { concat, cut, fitSine, lcgNoise, sine } from './testing/signals.ts';

const RATE_PAIRS = [
  [44_100, 48_000],
  [48_000, 16_000],
  [16_000, 48_000],
  [8_000, 48_000],
  [32_000, 48_000],
  [96_000, 48_000],
  [48_000, 44_100],
  [44_100, 16_000],
  [48_000, 48_000],
] as const;

/** The tone after conversion, without the edges where the signal starts and stops. */
function converted(frequencyHz: number, inputRateHz: number, outputRateHz: number) {
  const input = sine({ frequencyHz, rateHz: inputRateHz, seconds: 0.3 });
  const output = resample(input, inputRateHz, outputRateHz);
  const edge = Math.round(0.05 * outputRateHz);
  return { edge, middle: output.subarray(edge, output.length - edge) };
}

describe('Resampler', { timeout: 60_000 }, () => {
  it.each(RATE_PAIRS)('keeps time, level and shape of a tone, %i to %i Hz', (from, to) => {
    const { edge, middle } = converted(1000, from, to);
    const fit = fitSine(middle, 1000, to);
    expect(20 * Math.log10(fit.amplitude)).toBeCloseTo(0, 2);
    expect(fit.restDb).toBeLessThan(-90);
    const expectedPhase = (2 * Math.PI * 1000 * edge) / to;
    const turns = (fit.phaseRadians - expectedPhase) / (2 * Math.PI);
    // A thousandth of a period of 1 kHz is 1 µs, 1/20 of a sample.
    expect(Math.abs(turns - Math.round(turns))).toBeLessThan(0.001);
  });

  it('passes 7 kHz on the way to 16 kHz, and nothing that would alias', () => {
    const pass = fitSine(converted(7000, 48_000, 16_000).middle, 7000, 16_000);
    expect(20 * Math.log10(pass.amplitude)).toBeGreaterThan(-0.5);
    for (let frequencyHz = 8000; frequencyHz < 24_000; frequencyHz += frequencyHz < 9500 ? 67 : 1313) {
      const alias = rmsDbfs(converted(frequencyHz, 48_000, 16_000).middle) + 3.01;
      expect(alias, `${frequencyHz} Hz`).toBeLessThan(-90);
    }
  });

  it('keeps 20 kHz on the way from 44.1 to 48 kHz, with images 90 dB down', () => {
    for (const frequencyHz of [50, 5_000, 15_000, 20_000]) {
      const fit = fitSine(converted(frequencyHz, 44_100, 48_000).middle, frequencyHz, 48_000);
      expect(20 * Math.log10(fit.amplitude), `${frequencyHz} Hz`).toBeGreaterThan(-0.1);
      expect(fit.restDb, `${frequencyHz} Hz`).toBeLessThan(-90);
    }
  });

  it('returns round(n · out / in) samples', () => {
    const rates = fc.constantFrom(...RATE_PAIRS);
    fc.assert(
      fc.property(fc.nat(3000), rates, (length, [from, to]) => {
        expect(resample(new Float32Array(length), from, to)).toHaveLength(Math.round((length * to) / from));
      }),
      { numRuns: 60 },
    );
  });

  it.each(RATE_PAIRS)('gives the same bits however the stream is cut, %i to %i Hz', (from, to) => {
    const signal = lcgNoise(3000, 5);
    const whole = resample(signal, from, to);
    fc.assert(
      fc.property(cuts(1500), (lengths) => {
        const resampler = new Resampler(from, to);
        const parts = cut(signal, lengths).map((block) => resampler.push(block));
        expect(concat(...parts, resampler.flush())).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });

  it('puts an impulse where it was', () => {
    const impulse = new Float32Array(1600);
    impulse[500] = 1;
    const output = resample(impulse, 16_000, 48_000);
    expect(output.indexOf(Math.max(...output))).toBe(1500);
  });

  it('keeps a constant constant', () => {
    const output = resample(new Float32Array(4410).fill(0.5), 44_100, 48_000);
    for (const sample of output.subarray(1000, 3800)) expect(sample).toBeCloseTo(0.5, 6);
  });

  it('starts afresh after flush', () => {
    const signal = lcgNoise(1000, 2);
    const resampler = new Resampler(44_100, 48_000);
    const first = concat(resampler.push(signal), resampler.flush());
    const second = concat(resampler.push(signal), resampler.flush());
    expect(second).toEqual(first);
  });

  it('hands out samples while they come in, late by less than 5 ms', () => {
    const resampler = new Resampler(48_000, 16_000);
    expect(resampler.push(new Float32Array(4800)).length).toBeGreaterThan(1600 - 80);
  });

  it('refuses rates it cannot relate', () => {
    expect(() => new Resampler(0, 48_000)).toThrow(RangeError);
    expect(() => new Resampler(48_000, 44_100.5)).toThrow(RangeError);
    expect(() => new Resampler(44_101, 48_000)).toThrow(/phases/);
  });
});
