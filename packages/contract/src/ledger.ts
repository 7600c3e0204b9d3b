import { z } from 'zod';

/** How the samples left the browser, best first. */
export const capturePathSchema = z.enum(['track-processor', 'audio-worklet', 'script-processor']);
export type CapturePath = z.infer<typeof capturePathSchema>;

/** Frame `frame` of the track (48 kHz) was captured at `serverTimeMs` by the server's clock. */
export const clockPairSchema = z.object({
  frame: z.number().int().nonnegative(),
  serverTimeMs: z.number(),
});
export type ClockPair = z.infer<typeof clockPairSchema>;

/** More are summed up in the last. */
export const MAX_LEDGER_GAPS = 10_000;

/**
 * A stretch of a track that no microphone delivered: `frames` of silence stand in for it from `frame` on.
 * Two reasons are of another kind: nothing was added to the track for them, see there.
 */
export const ledgerGapSchema = z.object({
  frame: z.number().int().nonnegative(),
  frames: z.number().int().positive(),
  /**
   * `samples-inserted`: near `frame` the browser delivered about `frames` more than the clock allows, and the
   * track runs that much late from there. `salvage`: never reached the server, the track ends at `frame`.
   */
  reason: z.enum(['microphone-switched', 'recorder-restarted', 'samples-dropped', 'samples-inserted', 'salvage']),
  /**
   * `samples-dropped` only: about where the samples are missing (to half a second). That is known some
   * seconds later only, when the silence is put in at `frame`; in between the track runs early.
   */
  lostAtFrame: z.number().int().nonnegative().optional(),
});
export type LedgerGap = z.infer<typeof ledgerGapSchema>;

/** Frames of silence that stand in for what was not delivered: what `framesWritten` has beyond the microphone's. */
export function silentFrames(gaps: readonly LedgerGap[]): number {
  const silences = gaps.filter(({ reason }) => reason !== 'samples-inserted' && reason !== 'salvage');
  return silences.reduce((sum, { frames }) => sum + frames, 0);
}

/** The sample account of one track, as its recorder states it. Frames are at 48 kHz unless named. */
export const trackLedgerSchema = z.object({
  /** `unknown` where the server made up the account of a track its recorder did not finish. */
  capturePath: capturePathSchema.or(z.literal('unknown')),
  /** Rate the browser delivered, Hz; other than 48 000 means the track was resampled. */
  sourceRateHz: z.number().positive(),
  /** Frames the browser delivered, at the source rate (those of a later microphone counted at this rate too). */
  framesDelivered: z.number().int().nonnegative(),
  /** Frames written to the file. */
  framesWritten: z.number().int().nonnegative(),
  /** Size of the finished file, bytes, header included. */
  fileBytes: z.number().int().nonnegative(),
  /** First and later pairs of (frame, server time), ascending. At most one per second is kept. */
  clockPairs: z.array(clockPairSchema).max(50_000),
  /** Stop as the participant's page saw it: from first to last frame by the wall clock, seconds. */
  wallClockSeconds: z.number().nonnegative(),
  /** Ascending; absent means none. `framesWritten` counts the silence in them. */
  gaps: z.array(ledgerGapSchema).max(MAX_LEDGER_GAPS).optional(),
});
export type TrackLedger = z.infer<typeof trackLedgerSchema>;
