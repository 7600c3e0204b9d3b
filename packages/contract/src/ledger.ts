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

/** A stretch of a track that no microphone delivered: `frames` of silence stand in for it from `frame` on. */
export const ledgerGapSchema = z.object({
  frame: z.number().int().nonnegative(),
  frames: z.number().int().positive(),
  /** `samples-inserted`: the browser delivered more than the clock allows. `salvage`: never reached the server. */
  reason: z.enum(['microphone-switched', 'recorder-restarted', 'samples-dropped', 'samples-inserted', 'salvage']),
});
export type LedgerGap = z.infer<typeof ledgerGapSchema>;

/** The sample account of one track, as its recorder states it. Frames are at 48 kHz unless named. */
export const trackLedgerSchema = z.object({
  capturePath: capturePathSchema,
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
  /** Ascending; absent means none. `framesWritten` counts them. */
  gaps: z.array(ledgerGapSchema).max(10_000).optional(),
});
export type TrackLedger = z.infer<typeof trackLedgerSchema>;
