import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Biquad, butterworthHighPass } from './biquad.ts';
import { cuts, samples } from './testing/arbitraries.ts';
import { readGolden } from './testing/golden.ts';
import { concat, cut, fitSine, sine } from './testing/signals.ts';

const RATE_HZ = 16_000;
const highPass = butterworthHighPass(80, RATE_HZ);

function filtered(input: Float32Array): Float32Array {
  const output = new Float32Array(input.length);
  new Biquad(highPass).process(input, output);
  return output;
}

function gainDb(frequencyHz: number): number {
  const output = filtered(sine({ frequencyHz, rateHz: RATE_HZ, seconds: 2 }));
  return 20 * Math.log10(fitSine(output.subarray(RATE_HZ), frequencyHz, RATE_HZ).amplitude);
}

describe('butterworthHighPass', () => {
  it('has the coefficients scipy gives', () => {
    const { highPass: golden } = readGolden('front-end');
    const { b0, b1, b2, a1, a2 } = highPass;
    for (const [i, value] of [b0, b1, b2].entries()) expect(value).toBeCloseTo(golden.b[i], 12);
    for (const [i, value] of [1, a1, a2].entries()) expect(value).toBeCloseTo(golden.a[i], 12);
  });

  it('is 3 dB down at the cut-off and falls by 12 dB an octave below', () => {
    expect(gainDb(80)).toBeCloseTo(-3.01, 1);
    expect(gainDb(1000)).toBeCloseTo(0, 2);
    expect(gainDb(10) - gainDb(20)).toBeCloseTo(-12, 0);
  });

  it('refuses cut-offs that do not exist', () => {
    for (const cutoffHz of [0, -1, 8000, Number.NaN])
      expect(() => butterworthHighPass(cutoffHz, RATE_HZ)).toThrow(RangeError);
  });
});

describe('Biquad', () => {
  it('gives the same bits however the stream is cut', () => {
    fc.assert(
      fc.property(samples(600), cuts(300), (signal, lengths) => {
        const biquad = new Biquad(highPass);
        const parts = cut(signal, lengths).map((block) => {
          const output = new Float32Array(block.length);
          biquad.process(block, output);
          return output;
        });
        expect(concat(...parts)).toEqual(filtered(signal));
      }),
    );
  });

  it('comes to rest at the same sample however the stream is cut', () => {
    const fading = concat(Float32Array.of(1), new Float32Array(6000));
    const biquad = new Biquad(highPass);
    const parts = cut(
      fading,
      Array.from({ length: 800 }, () => 7),
    ).map((block) => {
      const output = new Float32Array(block.length);
      biquad.process(block, output);
      return output;
    });
    expect(concat(...parts)).toEqual(filtered(fading));
  });

  it('may filter in place', () => {
    const signal = sine({ frequencyHz: 100, rateHz: RATE_HZ, seconds: 0.1 });
    const expected = filtered(signal);
    new Biquad(highPass).process(signal, signal);
    expect(signal).toEqual(expected);
  });

  it('comes to rest in silence', () => {
    const output = filtered(concat(Float32Array.of(1), new Float32Array(2 * RATE_HZ)));
    expect(output.at(-1)).toBe(0);
    expect(output[500]).not.toBe(0);
  });

  it('refuses an output that is too short', () => {
    expect(() => new Biquad(highPass).process(new Float32Array(2), new Float32Array(1))).toThrow(RangeError);
  });
});
