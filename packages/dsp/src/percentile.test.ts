import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, percentile } from './percentile.ts';
import { readGolden } from './testing/golden.ts';
import { lcgNoise } from './testing/signals.ts';

describe('percentile', () => {
  it('interpolates between the ranks', () => {
    const values = Float64Array.of(40, 10, 30, 20);
    expect(percentile(values, 0)).toBe(10);
    expect(percentile(values, 100)).toBe(40);
    expect(percentile(values, 10)).toBeCloseTo(13, 12);
    expect(median(values)).toBe(25);
    expect([...values]).toEqual([40, 10, 30, 20]);
  });

  it('agrees with numpy', () => {
    const golden = readGolden('percentile');
    const values = Float64Array.from(lcgNoise(37, 5));
    for (const [percent, value] of Object.entries(golden.values))
      expect(percentile(values, Number(percent))).toBeCloseTo(value, 12);
  });

  it('refuses to make one up', () => {
    expect(() => percentile(new Float64Array(), 50)).toThrow(RangeError);
  });

  it('stays within the values and grows with the percent', () => {
    const values = fc.float64Array({ minLength: 1, maxLength: 30, noNaN: true, min: -1e9, max: 1e9 });
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(values, percent, percent, (list, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((p) => percentile(list, p));
        expect(low).toBeGreaterThanOrEqual(Math.min(...list));
        expect(high).toBeLessThanOrEqual(Math.max(...list));
        expect(low).toBeLessThanOrEqual(high + 1e-6);
      }),
    );
  });
});
