import { describe, expect, it } from 'vitest';
import { type ActiveTrack, echoCorrelation } from './echo.ts';
import { lcgNoise, mix, scale } from './testing/signals.ts';

const RATE_HZ = 16_000;
const SECONDS = 10;
const FRAMES = SECONDS * 100 - 1;

/** Somebody talks in the given seconds; elsewhere there is only the room at −66 dBFS. */
function talker(from: number, to: number, seed: number): ActiveTrack {
  const talk = lcgNoise(SECONDS * RATE_HZ, seed).map((sample, i) =>
    i >= from * RATE_HZ && i < to * RATE_HZ ? 0.1 * sample : 0,
  );
  const activity = Uint8Array.from({ length: FRAMES }, (_, i) => (i >= from * 100 && i < to * 100 ? 1 : 0));
  return { band: mix(talk, scale(lcgNoise(SECONDS * RATE_HZ, seed + 100), 1e-3)), activity };
}

function leak(from: ActiveTrack, into: ActiveTrack, gain: number, delaySamples: number): ActiveTrack {
  const bleed = from.band.map((_, i) => gain * (from.band[i - delaySamples] ?? 0));
  return { ...into, band: mix(into.band, bleed) };
}

const host = talker(0, 4, 1);
const guest = talker(5, 10, 2);

describe('echoCorrelation', { timeout: 60_000 }, () => {
  it('reads nothing where nothing leaks', () => {
    expect(echoCorrelation(host, guest)?.correlation).toBeLessThan(0.03);
  });

  it('reads lag, level and direction of a leak', () => {
    const echo = echoCorrelation(host, leak(host, guest, 0.1, 320));
    expect(echo).toMatchObject({ lagMs: 20, polarity: 1, direction: 'host-to-guest' });
    expect(echo?.bleedDb).toBeCloseTo(-20, 0);
    expect(echo?.correlation).toBeGreaterThan(0.9);
  });

  it('reads a leak the other way, with the polarity turned', () => {
    const echo = echoCorrelation(leak(guest, host, -0.05, 4), guest);
    expect(echo).toMatchObject({ lagMs: 0.25, polarity: -1, direction: 'guest-to-host' });
    expect(echo?.bleedDb).toBeCloseTo(-26, 0);
  });

  it('searches from −20 to 250 ms', () => {
    const early = echoCorrelation(host, leak(host, guest, 0.1, -300));
    expect(early?.lagMs).toBe(-18.75);
    const late = echoCorrelation(host, leak(host, guest, 0.1, 3990));
    expect(late?.lagMs).toBeCloseTo(249.375, 6);
    expect(echoCorrelation(host, leak(host, guest, 0.1, 4100))?.correlation).toBeLessThan(0.05);
  });

  it('never exceeds 1', () => {
    const silent = { band: new Float32Array(SECONDS * RATE_HZ), activity: new Uint8Array(FRAMES) };
    const echo = echoCorrelation(host, leak(host, silent, 1, 0));
    expect(echo?.correlation).toBeCloseTo(1, 6);
    expect(echo?.correlation).toBeLessThanOrEqual(1 + 1e-9);
    expect(echo?.bleedDb).toBeCloseTo(0, 6);
  });

  it('is null without a second in which only one talks', () => {
    const short = talker(0, 0.9, 3);
    const nobody = talker(0, 0, 5);
    expect(echoCorrelation(short, nobody)).toBeNull();
    expect(echoCorrelation(talker(0, 1.1, 3), nobody)).not.toBeNull();
    expect(echoCorrelation(nobody, nobody)).toBeNull();
    expect(echoCorrelation(host, talker(0, 4, 4))).toBeNull();
  });

  it('takes tracks of different lengths', () => {
    const shorter = { band: guest.band.subarray(0, 3 * RATE_HZ), activity: guest.activity.subarray(0, 299) };
    expect(echoCorrelation(host, shorter)?.correlation).toBeLessThan(0.05);
  });
});
