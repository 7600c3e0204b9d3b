import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SilenceTracker } from './silence-tracker.ts';
import { cuts } from './testing/arbitraries.ts';
import { concat, cut, lcgNoise, scale, sine } from './testing/signals.ts';

const RATE_HZ = 48_000;
const speech = (seconds: number) => sine({ frequencyHz: 200, rateHz: RATE_HZ, seconds, amplitude: 0.1 });
const quiet = (seconds: number) => scale(lcgNoise(seconds * RATE_HZ, 1), 1e-3);

describe('SilenceTracker', () => {
  it('adds up the time below −50 dBFS', () => {
    const tracker = new SilenceTracker({ sampleRateHz: RATE_HZ });
    expect(tracker.push(quiet(1))).toBe(1000);
    expect(tracker.push(quiet(0.5))).toBe(1500);
  });

  it('starts again at zero when somebody speaks', () => {
    const tracker = new SilenceTracker({ sampleRateHz: RATE_HZ });
    tracker.push(quiet(2));
    expect(tracker.push(speech(0.1))).toBe(0);
    expect(tracker.push(quiet(0.3))).toBe(300);
  });

  it('hears the word inside a block that is mostly silent', () => {
    const tracker = new SilenceTracker({ sampleRateHz: RATE_HZ });
    expect(tracker.push(concat(quiet(5), speech(0.1), quiet(0.2)))).toBe(200);
  });

  it('judges by the threshold it was given', () => {
    const tracker = new SilenceTracker({ sampleRateHz: RATE_HZ, thresholdDbfs: -10 });
    expect(tracker.push(speech(0.2))).toBe(200);
  });

  it('does not depend on the block size', () => {
    const signal = concat(quiet(0.3), speech(0.1), quiet(0.25));
    fc.assert(
      fc.property(cuts(5000), (lengths) => {
        const tracker = new SilenceTracker({ sampleRateHz: RATE_HZ });
        for (const block of cut(signal, lengths)) tracker.push(block);
        expect(tracker.silenceMs).toBe(240);
      }),
      { numRuns: 30 },
    );
  });

  it('refuses a rate that is no rate', () => {
    expect(() => new SilenceTracker({ sampleRateHz: 0 })).toThrow(RangeError);
  });
});
