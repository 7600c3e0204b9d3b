import { z } from 'zod';
import { meetingIdSchema, takeIdSchema } from './ids.ts';

export const gradeSchema = z.enum(['P0', 'P1', 'P2', 'P3', 'P4']);
export type Grade = z.infer<typeof gradeSchema>;

export const processingStepSchema = z.enum(['syncing', 'validating', 'classifying', 'preprocessing', 'complete']);
export type ProcessingStep = z.infer<typeof processingStepSchema>;

/** Processing queue: one take whose two tracks are complete. FIFO, grouped by room. */
export const processSessionMessageSchema = z.object({
  action: z.literal('process-session'),
  roomId: meetingIdSchema,
  sessionId: takeIdSchema,
  /** Object keys of the two tracks. */
  hostKey: z.string(),
  guestKey: z.string(),
  /** When it was queued, milliseconds since 1970. */
  timestamp: z.number(),
  // Additions: server time of each track's first frame, for alignment; ids for the overview.
  hostStartedAtMs: z.number().optional(),
  guestStartedAtMs: z.number().optional(),
  hostRecordingId: z.string().optional(),
  guestRecordingId: z.string().optional(),
  /** Counts up when a take is processed again with better tracks; absent means 0. */
  revision: z.number().int().nonnegative().optional(),
});
export type ProcessSessionMessage = z.infer<typeof processSessionMessageSchema>;

/** The numbers of one track. Null where the track gives no honest answer (no speech, say). */
export const trackMetricsSchema = z.object({
  snr: z.number().nullable(),
  rms: z.number(),
  peak: z.number(),
  clipCount: z.number().int(),
  srmr: z.number().nullable(),
  lufs: z.number().nullable(),
  speechSeconds: z.number(),
  durationSeconds: z.number(),
});
export type TrackMetrics = z.infer<typeof trackMetricsSchema>;

export const processingMetricsSchema = z.object({
  /** Signal to noise, dB: the lower of the two tracks. */
  snr: z.number().nullable(),
  /** Mean level, dBFS. */
  rms: z.number(),
  /** Speech-to-reverberation modulation ratio, the lower of the two tracks. */
  srmr: z.number().nullable(),
  /** Share of speech time in which both speak, percent. */
  overlapPercent: z.number().nullable(),
  /** Shorter speaking time over longer, 0…1. */
  speakerBalance: z.number().nullable(),
  /** Strongest normalized correlation of one track's speech in the other, 0…1. */
  echoCorrelation: z.number().nullable(),
  wvmos: z.number().optional(),
  // Additions
  peak: z.number().optional(),
  clipCount: z.number().int().optional(),
  hostShare: z.number().nullable().optional(),
  tracks: z.object({ host: trackMetricsSchema, guest: trackMetricsSchema }).optional(),
});
export type ProcessingMetrics = z.infer<typeof processingMetricsSchema>;

export const variantsSchema = z.object({ asr: z.string(), annotator: z.string() });

/** Results queue: the end of one take's processing. */
export const processingResultSchema = z.object({
  roomId: meetingIdSchema,
  sessionId: takeIdSchema,
  status: z.enum(['completed', 'rejected']),
  profile: gradeSchema,
  metrics: processingMetricsSchema,
  variants: variantsSchema.optional(),
  rejectionReason: z.string().optional(),
  suggestions: z.array(z.string()).optional(),
  processingTimeMs: z.number().nonnegative(),
  // Additions
  /** Why this grade and not a better one, in sentences. */
  reasons: z.array(z.string()).optional(),
  warnings: z.array(z.string()).optional(),
  /** Processing gave up: the rejection is no verdict on the recording. */
  failed: z.literal(true).optional(),
  /** Of the message this answers. */
  revision: z.number().int().nonnegative().optional(),
});
export type ProcessingResult = z.infer<typeof processingResultSchema>;

/** Results queue: a step was reached. Told apart from a result by `step`. */
export const processingProgressSchema = z.object({
  roomId: meetingIdSchema,
  sessionId: takeIdSchema,
  step: processingStepSchema,
  /** Share of the whole job done, 0–100. */
  progress: z.number().min(0).max(100),
  /** Seconds, estimated from the pace so far. */
  estimatedTimeLeft: z.number().nonnegative(),
  /** Of the message this answers. */
  revision: z.number().int().nonnegative().optional(),
});
export type ProcessingProgress = z.infer<typeof processingProgressSchema>;

export const resultsMessageSchema = z.union([processingProgressSchema, processingResultSchema]);
export type ResultsMessage = z.infer<typeof resultsMessageSchema>;
