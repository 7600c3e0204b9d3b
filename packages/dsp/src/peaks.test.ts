import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PeakReducer } from './peaks.ts';
import { cuts, samples } from './testing/arbitraries.ts';
import { concat, cut } from './testing/signals.ts';

describe('PeakReducer', () => {
  it('gives the smallest and largest sample of every bucket', () => {
    const reducer = new PeakReducer(3);
    expect([...reducer.push(Float32Array.of(1, -1, 0.5, 0.25, 0.5, 0.75, -0.5))]).toEqual([-1, 1, 0.25, 0.75]);
    expect([...reducer.flush()]).toEqual([-0.5, -0.5]);
    expect([...reducer.flush()]).toEqual([]);
  });

  it('gives the same pairs however the stream is cut', () => {
    fc.assert(
      fc.property(samples(200), cuts(60), fc.integer({ min: 1, max: 50 }), (signal, lengths, n) => {
        const reducer = new PeakReducer(n);
        const pairs = concat(...cut(signal, lengths).map((b) => reducer.push(b)), reducer.flush());
        const expected: number[] = [];
        for (let i = 0; i < signal.length; i += n) {
          const bucket = signal.subarray(i, i + n);
          expected.push(Math.min(...bucket), Math.max(...bucket));
        }
        expect([...pairs]).toEqual(expected);
      }),
    );
  });

  it('refuses buckets of no samples', () => {
    for (const n of [0, -1, 1.5, Number.NaN]) expect(() => new PeakReducer(n)).toThrow(RangeError);
  });
});
