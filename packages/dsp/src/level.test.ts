import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amplitudeToDb, dbToAmplitude, powerToDb, SILENCE_DBFS } from './decibels.ts';
import { countClips, LevelMeter, peakAmplitude, peakDbfs, rmsDbfs } from './level.ts';
import { cuts, samples } from './testing/arbitraries.ts';
import { cut, sine } from './testing/signals.ts';

const tone = (amplitude: number) => sine({ frequencyHz: 1000, rateHz: 48_000, seconds: 1, amplitude });

describe('decibels', () => {
  it('knows the textbook values', () => {
    expect(amplitudeToDb(1)).toBe(0);
    expect(amplitudeToDb(0.5)).toBeCloseTo(-6.0206, 4);
    expect(powerToDb(0.5)).toBeCloseTo(-3.0103, 4);
    expect(dbToAmplitude(-20)).toBeCloseTo(0.1, 12);
  });

  it('never goes below the floor, and never to −Infinity or NaN', () => {
    for (const ratio of [0, 1e-30, Number.NaN]) {
      expect(amplitudeToDb(ratio)).toBe(SILENCE_DBFS);
      expect(powerToDb(ratio)).toBe(SILENCE_DBFS);
    }
  });

  it('turns levels into amplitudes and back', () => {
    fc.assert(
      fc.property(fc.double({ min: -119, max: 40, noNaN: true }), (levelDb) => {
        expect(amplitudeToDb(dbToAmplitude(levelDb))).toBeCloseTo(levelDb, 9);
      }),
    );
  });
});

describe('level of a whole signal', () => {
  it('reads a full-scale sine as −3.01 dBFS with a peak of 0 dBFS', () => {
    expect(rmsDbfs(tone(1))).toBeCloseTo(-3.0103, 3);
    expect(peakDbfs(tone(1))).toBeCloseTo(0, 4);
    expect(rmsDbfs(tone(0.1))).toBeCloseTo(-23.0103, 3);
  });

  it('reads nothing and zeros as silence', () => {
    for (const silence of [new Float32Array(), new Float32Array(100)]) {
      expect(rmsDbfs(silence)).toBe(SILENCE_DBFS);
      expect(peakDbfs(silence)).toBe(SILENCE_DBFS);
      expect(peakAmplitude(silence)).toBe(0);
    }
  });

  it('takes the peak from either side', () => {
    expect(peakAmplitude(Float32Array.of(0.25, -0.75, 0.5))).toBe(0.75);
  });

  it('counts samples at or beyond ±0.99 as clipped', () => {
    const values = Float32Array.of(1, -1, 0.99, -0.995, 0.98, 0, 2);
    // 0.99 as float32 is 0.9900000095.
    expect(countClips(values)).toBe(5);
    expect(countClips(values, 0.5)).toBe(6);
  });
});

describe('LevelMeter', () => {
  it('reads the same however the stream is cut, and the same as the whole', () => {
    fc.assert(
      fc.property(samples(300), cuts(100), (signal, lengths) => {
        const meter = new LevelMeter();
        for (const block of cut(signal, lengths)) meter.push(block);
        expect(meter.reading).toEqual({
          rmsDbfs: rmsDbfs(signal),
          peakDbfs: peakDbfs(signal),
          clipCount: countClips(signal),
          sampleCount: signal.length,
        });
      }),
    );
  });

  it('forgets on reset', () => {
    const meter = new LevelMeter();
    meter.push(tone(1));
    meter.reset();
    expect(meter.reading).toEqual(new LevelMeter().reading);
  });

  it('counts clips from the amplitude it was given', () => {
    const meter = new LevelMeter({ clipAmplitude: 0.5 });
    meter.push(Float32Array.of(0.5, 0.4));
    expect(meter.reading.clipCount).toBe(1);
  });
});
