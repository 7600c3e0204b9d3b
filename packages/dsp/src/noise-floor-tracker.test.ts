import { describe, expect, it } from 'vitest';
import { rmsDbfs } from './level.ts';
import { NoiseFloorTracker } from './noise-floor-tracker.ts';
import { lcgNoise, mix, scale } from './testing/signals.ts';

const RATE_HZ = 48_000;
const room = (seconds: number, gain: number) => scale(lcgNoise(seconds * RATE_HZ, 7), gain);

/** Syllables: 160 ms bursts of noise at four a second, as much pause as fluent speech has. */
function talk(seconds: number): Float32Array {
  return scale(lcgNoise(seconds * RATE_HZ, 3), 0.2).map((sample, i) => ((i / RATE_HZ) % 0.25 < 0.16 ? sample : 0));
}

function floorOf(signal: Float32Array): number {
  const tracker = new NoiseFloorTracker({ sampleRateHz: RATE_HZ });
  tracker.push(signal);
  return tracker.floorDbfs ?? Number.NaN;
}

describe('NoiseFloorTracker', () => {
  it('reads a steady noise at its level', () => {
    const noise = room(6, 0.01);
    expect(Math.abs(floorOf(noise) - rmsDbfs(noise))).toBeLessThan(0.5);
  });

  it('reads the room while somebody talks 30 dB louder', () => {
    const noise = room(6, 0.005);
    const floorDbfs = floorOf(mix(noise, talk(6)));
    expect(Math.abs(floorDbfs - rmsDbfs(noise))).toBeLessThan(1);
  });

  it('follows the room within the window', () => {
    const tracker = new NoiseFloorTracker({ sampleRateHz: RATE_HZ });
    tracker.push(room(6, 0.001));
    const before = tracker.floorDbfs ?? Number.NaN;
    tracker.push(room(5, 0.1));
    expect((tracker.floorDbfs ?? Number.NaN) - before).toBeCloseTo(40, 0);
  });

  it('says nothing before half a second of signal', () => {
    const tracker = new NoiseFloorTracker({ sampleRateHz: RATE_HZ });
    tracker.push(new Float32Array(RATE_HZ));
    expect(tracker.floorDbfs).toBeNull();
    tracker.push(room(0.49, 0.01));
    expect(tracker.floorDbfs).toBeNull();
    tracker.push(room(0.02, 0.01));
    expect(tracker.floorDbfs).not.toBeNull();
  });
});
