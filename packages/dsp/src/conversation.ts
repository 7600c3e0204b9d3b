import { countFrames, type FrameMask } from './front-end.ts';

/**
 * Share of the speech time with both talking, in percent: 100 |H ∩ G| / |H ∪ G|.
 *
 * @param host, guest masks of `conversationActivity`; the shorter one counts as silent at its end
 * @returns 0..100, or null when nobody speaks
 */
export function overlapPercent(host: FrameMask, guest: FrameMask): number | null {
  const shared = sharedFrames(host, guest);
  const either = countFrames(host) + countFrames(guest) - shared;
  return either === 0 ? null : (100 * shared) / either;
}

/** As {@link overlapPercent}, but of the whole session, pauses included; null without frames. */
export function overlapOfSessionPercent(host: FrameMask, guest: FrameMask): number | null {
  const frames = Math.max(host.length, guest.length);
  return frames === 0 ? null : (100 * sharedFrames(host, guest)) / frames;
}

/**
 * How evenly two people talk: min(T_h, T_g) / max(T_h, T_g) of their speaking times.
 *
 * @returns 0..1, 1 = equal, 0 = only one speaks; null when nobody does
 */
export function speakerBalance(host: FrameMask, guest: FrameMask): number | null {
  const hostFrames = countFrames(host);
  const guestFrames = countFrames(guest);
  const most = Math.max(hostFrames, guestFrames);
  return most === 0 ? null : Math.min(hostFrames, guestFrames) / most;
}

/** The host's share of the talking, T_h / (T_h + T_g): 0..1, or null when nobody speaks. */
export function hostShare(host: FrameMask, guest: FrameMask): number | null {
  const hostFrames = countFrames(host);
  const total = hostFrames + countFrames(guest);
  return total === 0 ? null : hostFrames / total;
}

function sharedFrames(a: FrameMask, b: FrameMask): number {
  let shared = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) shared += a[i] & b[i];
  return shared;
}
