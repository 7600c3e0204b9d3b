import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fft, nextPowerOfTwo } from './fft.ts';
import { lcgNoise } from './testing/signals.ts';

function directTransform(real: Float64Array, imaginary: Float64Array) {
  const size = real.length;
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    for (let n = 0; n < size; n++) {
      const angle = (-2 * Math.PI * ((k * n) % size)) / size;
      re[k] += real[n] * Math.cos(angle) - imaginary[n] * Math.sin(angle);
      im[k] += real[n] * Math.sin(angle) + imaginary[n] * Math.cos(angle);
    }
  }
  return { re, im };
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}

describe('Fft', () => {
  it.each([2, 4, 8, 16, 32, 64, 128, 256, 512])('is the Fourier sum at size %i', (size) => {
    const real = Float64Array.from(lcgNoise(size, 1));
    const imaginary = Float64Array.from(lcgNoise(size, 2));
    const { re, im } = directTransform(real, imaginary);
    new Fft(size).forward(real, imaginary);
    expect(largestDifference(real, re)).toBeLessThan(1e-11);
    expect(largestDifference(imaginary, im)).toBeLessThan(1e-11);
  });

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 13 }), fc.nat(), (log2, seed) => {
        const size = 2 ** log2;
        const real = Float64Array.from(lcgNoise(size, seed));
        const imaginary = Float64Array.from(lcgNoise(size, seed + 1));
        const before = [real.slice(), imaginary.slice()];
        const fft = new Fft(size);
        fft.forward(real, imaginary);
        fft.inverse(real, imaginary);
        expect(largestDifference(real, before[0])).toBeLessThan(1e-13);
        expect(largestDifference(imaginary, before[1])).toBeLessThan(1e-13);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses other sizes', () => {
    for (const size of [0, 1, 3, 12, 2.5]) expect(() => new Fft(size)).toThrow(RangeError);
    expect(() => new Fft(8).forward(new Float64Array(8), new Float64Array(4))).toThrow(RangeError);
  });
});

describe('nextPowerOfTwo', () => {
  it('rounds up', () => {
    expect([1, 2, 3, 1024, 1025].map(nextPowerOfTwo)).toEqual([2, 2, 4, 1024, 2048]);
  });
});
