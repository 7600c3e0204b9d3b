import { z } from 'zod';
import { meetingIdSchema, recordingIdSchema, roleSchema, takeIdSchema, userIdSchema } from './ids.ts';
import { trackLedgerSchema } from './ledger.ts';
import { processingResultSchema, processingStepSchema } from './processing.ts';

export const recordingStatusSchema = z.enum(['uploading', 'completed']);

/** One participant's track of one take. */
export const recordingSchema = z.object({
  meetingId: meetingIdSchema,
  recordingId: recordingIdSchema,
  participantName: z.string(),
  sessionId: takeIdSchema.nullable(),
  filePath: z.string(),
  s3Url: z.string().nullable(),
  uploadedAt: z.string(),
  uploadId: z.string().nullable(),
  status: recordingStatusSchema,
  // Additions
  userId: userIdSchema.nullable(),
  role: roleSchema.nullable(),
  /** Size of the stored object; null until completed. */
  sizeBytes: z.number().int().nullable(),
  ledger: trackLedgerSchema.nullable(),
  /** Completed by the server from the parts that had arrived when its owner was gone; absent means false. */
  salvaged: z.boolean().optional(),
  /** Where the recorder's claims and the stored object differ, in sentences; absent means nowhere. */
  disagreements: z.array(z.string()).optional(),
});
export type Recording = z.infer<typeof recordingSchema>;

export const markerSchema = z.object({
  /** Seconds after the take began. */
  atSeconds: z.number().nonnegative(),
  label: z.string(),
  role: roleSchema,
});
export type Marker = z.infer<typeof markerSchema>;

export const takeStateSchema = z.enum(['recording', 'uploading', 'processing', 'completed', 'rejected', 'failed']);
export type TakeState = z.infer<typeof takeStateSchema>;

/** One start→stop of a meeting and what became of it. */
export const takeSchema = z.object({
  meetingId: meetingIdSchema,
  sessionId: takeIdSchema,
  state: takeStateSchema,
  startedAt: z.string(),
  stoppedAt: z.string().nullable(),
  step: processingStepSchema.nullable(),
  /** Share of the whole processing done, 0–100. */
  progress: z.number().min(0).max(100),
  result: processingResultSchema.nullable(),
  markers: z.array(markerSchema),
});
export type Take = z.infer<typeof takeSchema>;

export const listRecordingsAnswerSchema = z.object({
  recordings: z.array(recordingSchema),
  takes: z.array(takeSchema),
});
export type ListRecordingsAnswer = z.infer<typeof listRecordingsAnswerSchema>;

export const downloadUrlAnswerSchema = z.object({ downloadUrl: z.string(), expiresAt: z.string() });
export type DownloadUrlAnswer = z.infer<typeof downloadUrlAnswerSchema>;

/** `GET /api/recordings/:meetingId/takes/:sessionId/overview`: drawing data of a processed take. */
export const trackOverviewSchema = z.object({
  role: roleSchema,
  recordingId: recordingIdSchema.nullable(),
  durationSeconds: z.number().nonnegative(),
  /** Where the track's first sample lies on the take's time line, seconds (0 for the earlier one). */
  offsetSeconds: z.number().nonnegative(),
  /** Lowest and highest sample of each slice, alternating, −1…1. */
  peaks: z.array(z.number().min(-1).max(1)),
  peaksPerSecond: z.number().positive(),
  speech: z.array(z.object({ startSeconds: z.number(), endSeconds: z.number() })),
});
export type TrackOverview = z.infer<typeof trackOverviewSchema>;

export const takeOverviewSchema = z.object({
  sessionId: takeIdSchema,
  durationSeconds: z.number().nonnegative(),
  tracks: z.array(trackOverviewSchema),
  overlap: z.array(z.object({ startSeconds: z.number(), endSeconds: z.number() })),
});
export type TakeOverview = z.infer<typeof takeOverviewSchema>;
