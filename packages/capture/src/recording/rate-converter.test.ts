import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateConverter } from './rate-converter.ts';

describe('RateConverter', () => {
  it('hands 48 kHz through untouched', () => {
    const samples = Float32Array.of(0.1, 0.2);
    expect(new RateConverter().push(samples, 48_000)).toBe(samples);
  });

  it('keeps every stretch of every rate as long in time as it was', () => {
    const stretch = fc.record({
      rateHz: fc.constantFrom(8000, 16_000, 32_000, 44_100, 48_000, 96_000),
      blocks: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 5 }), (stretches) => {
        const converter = new RateConverter();
        let got = 0;
        let expected = 0;
        for (const { rateHz, blocks } of stretches) {
          for (let block = 0; block < blocks; block += 1)
            got += converter.push(new Float32Array(rateHz / 100), rateHz).length;
          expected += blocks * 480;
        }
        expect(got + converter.flush().length).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a rate it cannot convert and goes on with the one it had', () => {
    const converter = new RateConverter();
    converter.push(new Float32Array(441), 44_100);
    expect(() => converter.push(new Float32Array(10), 47_999)).toThrow(RangeError);
    expect(() => converter.push(new Float32Array(10), 0)).toThrow(RangeError);
    let frames = 0;
    for (let block = 0; block < 99; block += 1) frames += converter.push(new Float32Array(441), 44_100).length;
    expect(frames + converter.flush().length).toBeGreaterThan(99 * 480);
  });
});
