import type { ProcessSessionMessage } from '@audio-studio/contract';
import { ROLES, type ByRole } from '../track.ts';

/** No track is longer (a WAV of 4 GB), so nobody can have begun later than this after the other. */
const LONGEST_TRACK_SECONDS = 12.5 * 3600;

export interface TimeLine {
  /** Where each track's first sample lies, seconds; 0 for the earlier track. */
  offsetSeconds: ByRole<number>;
  warnings: string[];
}

/**
 * The common time line of two tracks. Their recorders state when, by the server's clock, the first
 * frame was captured; without that (or when it makes no sense) both are taken to begin together.
 */
export function syncTracks(message: ProcessSessionMessage): TimeLine {
  const { hostStartedAtMs: host, guestStartedAtMs: guest } = message;
  const together = { host: 0, guest: 0 };
  if (host === undefined || guest === undefined) {
    return {
      offsetSeconds: together,
      warnings: ['The recorders did not say when they began, so the two tracks are shown as if they began together.'],
    };
  }
  const startedAtMs = { host, guest };
  const earlierMs = Math.min(host, guest);
  const [hostSeconds, guestSeconds] = ROLES.map((role) => (startedAtMs[role] - earlierMs) / 1000) as [number, number];
  if (Math.max(hostSeconds, guestSeconds) > LONGEST_TRACK_SECONDS) {
    return {
      offsetSeconds: together,
      warnings: [
        'The start times of the two recordings do not fit together, so they are shown as if they began together.',
      ],
    };
  }
  return { offsetSeconds: { host: hostSeconds, guest: guestSeconds }, warnings: [] };
}
