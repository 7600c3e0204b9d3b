import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activeSeconds, conversationActivity, crossTalkGate, speechActivity, speechSegments } from './activity.ts';
import { hostShare, overlapOfSessionPercent, overlapPercent, speakerBalance } from './conversation.ts';
import { runs } from './front-end.ts';
import { concat, lcgNoise, mix, scale } from './testing/signals.ts';
import { speechLike } from './testing/speech-like.ts';

const RATE_HZ = 16_000;
const room = (seconds: number, seed: number) => scale(lcgNoise(seconds * RATE_HZ, seed), 5e-4);
const silence = (seconds: number) => new Float32Array(seconds * RATE_HZ);
/** Two seconds of talk. */
const phrase = (seed: number) => speechLike({ rateHz: RATE_HZ, seconds: 2, seed });
const mask = (text: string) => Uint8Array.from(text, (c) => (c === '#' ? 1 : 0));

describe('speechActivity', () => {
  it('finds a phrase where it was spoken', () => {
    const track = mix(concat(silence(1), phrase(1), silence(2)), room(5, 2));
    const segments = speechSegments(speechActivity(track));
    expect(segments).toHaveLength(1);
    // The first syllable fades in, the last fades out 125 ms before the phrase ends.
    expect(segments[0].startSeconds).toBeCloseTo(1.03, 1);
    expect(segments[0].endSeconds).toBeCloseTo(2.86, 1);
  });

  it('finds nothing in silence, in a quiet empty room, and in half a second', () => {
    for (const track of [silence(3), scale(room(3, 1), 0.1), phrase(1).subarray(0, 8000)])
      expect(activeSeconds(speechActivity(track))).toBe(0);
  });
});

describe('conversationActivity', () => {
  const host = mix(concat(phrase(1), silence(4), phrase(2), silence(2)), room(10, 3));
  const ownGuest = mix(concat(silence(3), phrase(4), silence(1), phrase(5), silence(2)), room(10, 6));
  const leak = concat(
    silence(0),
    host.map((_, i) => 0.06 * (host[i - 320] ?? 0)),
  );
  const guest = mix(ownGuest, leak);

  it('does not take a leaking voice for the own one', () => {
    const alone = speechActivity(guest);
    const gated = conversationActivity(host, guest).guest;
    const own = speechActivity(ownGuest);
    expect(activeSeconds(alone)).toBeGreaterThan(activeSeconds(own) + 1);
    expect(Math.abs(activeSeconds(gated) - activeSeconds(own))).toBeLessThan(0.15);
  });

  it('keeps both voices while both talk', () => {
    const { host: hostMask, guest: guestMask } = conversationActivity(host, guest);
    // Both talk from 6 to 8 s, of 6 s in which anyone does.
    expect(overlapPercent(hostMask, guestMask)).toBeCloseTo(33, -1);
    expect(speakerBalance(hostMask, guestMask)).toBeGreaterThan(0.9);
  });

  it('takes tracks of different lengths', () => {
    const { host: hostMask, guest: guestMask } = conversationActivity(host, guest.subarray(0, 6 * RATE_HZ));
    expect(guestMask.length).toBeLessThan(hostMask.length);
    expect(overlapPercent(hostMask, guestMask)).toBe(0);
    expect(activeSeconds(hostMask)).toBeGreaterThan(3);
  });
});

describe('crossTalkGate', () => {
  it('gates a leak for seven more frames than the voice lasts', () => {
    const own = new Float64Array(30).fill(-50);
    const other = Float64Array.from(own, (_, i) => (i < 10 ? -20 : -80));
    const gated = crossTalkGate(new Uint8Array(30).fill(1), own, other);
    expect(runs(gated)).toEqual([{ start: 17, end: 30 }]);
  });

  it('lets pass what is less than 18 dB under the other track', () => {
    const own = new Float64Array(30).fill(-37.9);
    const all = new Uint8Array(30).fill(1);
    expect(crossTalkGate(all, own, new Float64Array(30).fill(-20))).toEqual(all);
    expect(activeSeconds(crossTalkGate(all, own, new Float64Array(30).fill(-19)))).toBe(0);
  });
});

describe('speechSegments', () => {
  it('adds up to the active time', () => {
    const masks = fc.array(fc.constantFrom(0, 1), { maxLength: 300 }).map((a) => Uint8Array.from(a));
    fc.assert(
      fc.property(masks, (frames) => {
        const total = speechSegments(frames).reduce((sum, s) => sum + s.endSeconds - s.startSeconds, 0);
        expect(total).toBeCloseTo(activeSeconds(frames), 9);
      }),
    );
  });

  it('puts a frame around its middle', () => {
    expect(speechSegments(mask('.##.'))).toEqual([{ startSeconds: 0.015, endSeconds: 0.035 }]);
  });
});

describe('shares of a conversation', () => {
  const host = mask('####....');
  const guest = mask('...###');

  it('are counted in frames', () => {
    expect(overlapPercent(host, guest)).toBeCloseTo(100 / 6, 9);
    expect(overlapOfSessionPercent(host, guest)).toBeCloseTo(100 / 8, 9);
    expect(speakerBalance(host, guest)).toBe(0.75);
    expect(hostShare(host, guest)).toBeCloseTo(4 / 7, 9);
  });

  it('are at their ends for one talker, and unknown for none', () => {
    const nobody = mask('....');
    expect(speakerBalance(host, nobody)).toBe(0);
    expect(hostShare(nobody, host)).toBe(0);
    for (const share of [overlapPercent, speakerBalance, hostShare]) expect(share(nobody, nobody)).toBeNull();
    expect(overlapOfSessionPercent(mask(''), mask(''))).toBeNull();
  });

  it('turn round when the talkers change places', () => {
    const masks = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 60 }).map((a) => Uint8Array.from(a));
    fc.assert(
      fc.property(masks, masks, (a, b) => {
        expect(overlapPercent(a, b)).toBe(overlapPercent(b, a));
        expect(speakerBalance(a, b)).toBe(speakerBalance(b, a));
        const share = hostShare(a, b) ?? 0.5;
        expect(share + (hostShare(b, a) ?? 0.5)).toBeCloseTo(1, 12);
      }),
    );
  });
});
