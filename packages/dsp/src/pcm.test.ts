import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatToInt16, int16ToFloat } from './pcm.ts';

const toInt16 = (...values: number[]) => [...floatToInt16(Float32Array.from(values))];
const everyInt16 = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);

describe('floatToInt16', () => {
  it('maps the ends of the range to the ends of the range and clamps beyond', () => {
    expect(toInt16(-1, 0, 1)).toEqual([-32768, 0, 32767]);
    expect(toInt16(-7, 1.0001, Infinity, -Infinity)).toEqual([-32768, 32767, 32767, -32768]);
  });

  it('scales negatives by 32768 and positives by 32767, to the nearest step', () => {
    expect(toInt16(0.5, -0.5)).toEqual([16384, -16384]);
    expect(toInt16(1.6 / 32767, 1.4 / 32767, -1.6 / 32768, -1.4 / 32768)).toEqual([2, 1, -2, -1]);
  });

  it('turns NaN into silence', () => {
    expect(toInt16(Number.NaN)).toEqual([0]);
  });

  it('gives back every sample of a 16-bit source that went through a browser', () => {
    const fromBrowser = Float32Array.from(everyInt16, (k) => k / (k < 0 ? 32768 : 32767));
    expect(floatToInt16(fromBrowser)).toEqual(everyInt16);
  });

  it('is within half a step of any sample', () => {
    fc.assert(
      fc.property(fc.float({ min: -1, max: 1, noNaN: true }), (sample) => {
        const [pcm] = toInt16(sample);
        expect(Math.abs(pcm - sample * (sample < 0 ? 32768 : 32767))).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  it('fills the start of a longer array and refuses a shorter one', () => {
    const room = Int16Array.of(9, 9, 9);
    const filled = floatToInt16(Float32Array.of(1, -1), room);
    expect([...filled]).toEqual([32767, -32768]);
    expect([...room]).toEqual([32767, -32768, 9]);
    expect(() => floatToInt16(new Float32Array(4), room)).toThrow(RangeError);
  });
});

describe('int16ToFloat', () => {
  it('is undone exactly by floatToInt16 for all 65536 values', () => {
    expect(floatToInt16(int16ToFloat(everyInt16))).toEqual(everyInt16);
  });

  it('reaches both ends of the range', () => {
    expect([...int16ToFloat(Int16Array.of(-32768, 0, 32767))]).toEqual([-1, 0, 1]);
  });

  it('refuses an array that is too short', () => {
    expect(() => int16ToFloat(new Int16Array(2), new Float32Array(1))).toThrow(RangeError);
  });
});
