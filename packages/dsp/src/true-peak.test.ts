import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SILENCE_DBFS } from './decibels.ts';
import { peakDbfs } from './level.ts';
import { cuts, samples } from './testing/arbitraries.ts';
import { cut, sine } from './testing/signals.ts';
import { TruePeakMeter, truePeakDbtp } from './true-peak.ts';

const RATE_HZ = 48_000;

/** A tone that fades in and out, so that switching it on adds no peak of its own. */
function faded(frequencyHz: number, phaseDegrees: number, amplitude: number): Float32Array {
  const tone = sine({ frequencyHz, rateHz: RATE_HZ, seconds: 0.5, amplitude, phaseDegrees });
  const fade = 2400;
  return tone.map((sample, i) => sample * Math.min(1, i / fade, (tone.length - 1 - i) / fade));
}

describe('truePeakDbtp', () => {
  // EBU Tech 3341 (2016), table 1, cases 15 to 19: +0.2 / −0.4 dB.
  it.each([
    [15, 12_000, 0, 0.5, -6],
    [16, 12_000, 45, 0.5, -6],
    [17, 8_000, 60, 0.5, -6],
    [18, 6_000, 67.5, 0.5, -6],
    [19, 12_000, 45, 1.41, 3],
  ])('meets EBU 3341 case %i', (_case, frequencyHz, phaseDegrees, amplitude, expectedDbtp) => {
    const error = truePeakDbtp(faded(frequencyHz, phaseDegrees, amplitude)) - expectedDbtp;
    expect(error).toBeLessThan(0.2);
    expect(error).toBeGreaterThan(-0.4);
  });

  it('finds the 3 dB that the samples of a quarter-rate tone miss', () => {
    const tone = faded(12_000, 45, 0.5);
    expect(peakDbfs(tone)).toBeCloseTo(-9.03, 1);
    expect(truePeakDbtp(tone)).toBeCloseTo(-6, 1);
  });

  it.each([33.75, 56.25])('finds a peak three eighths of a sample from a sample, at %d degrees', (phaseDegrees) => {
    expect(Math.abs(truePeakDbtp(faded(12_000, phaseDegrees, 0.5)) + 6.02)).toBeLessThan(0.3);
  });

  it('is silence for nothing', () => {
    expect(truePeakDbtp(new Float32Array())).toBe(SILENCE_DBFS);
    expect(truePeakDbtp(new Float32Array(100))).toBe(SILENCE_DBFS);
  });

  it('reaches past both ends of the stream', () => {
    // The centre tap is the largest: a lone sample reads 0.97 of itself wherever it is.
    for (const at of [0, 50, 99]) {
      const impulse = new Float32Array(100);
      impulse[at] = 1;
      expect(truePeakDbtp(impulse)).toBeCloseTo(20 * Math.log10(0.97216796875), 9);
    }
  });
});

describe('TruePeakMeter', () => {
  it('reads the same however the stream is cut', () => {
    fc.assert(
      fc.property(samples(300), cuts(80), (signal, lengths) => {
        const meter = new TruePeakMeter();
        for (const block of cut(signal, lengths)) meter.push(block);
        expect(meter.truePeakDbtp).toBe(truePeakDbtp(signal));
      }),
    );
  });
});
