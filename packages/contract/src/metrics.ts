import { z } from 'zod';
import { takeIdSchema } from './ids.ts';
import { gradeSchema } from './processing.ts';

/** Levels from a meter: dBFS, floored, never −Infinity (which JSON cannot carry). */
const levelDbfs = z.number().min(-200).max(20);

/** Client → server, each second in the green room. */
export const micCheckSchema = z.object({
  rms: levelDbfs,
  peak: levelDbfs,
  noiseFloor: levelDbfs,
  isClipping: z.boolean(),
});
export type MicCheck = z.infer<typeof micCheckSchema>;

export const micStatusSchema = z.object({
  level: z.enum(['good', 'too-quiet', 'too-loud']),
  noiseFloor: z.enum(['clean', 'noisy', 'unacceptable']),
  clipping: z.boolean(),
  suggestions: z.array(z.string()),
  /** Whose microphone, since the room hears it too (addition). */
  userId: z.string().optional(),
});
export type MicStatus = z.infer<typeof micStatusSchema>;

/** The green room lets a person through on this and nothing else. */
export function isReady(status: MicStatus): boolean {
  return status.level === 'good' && status.noiseFloor !== 'unacceptable';
}

/** Client → server, every five seconds of a take. */
export const audioMetricsSchema = z.object({
  sessionId: takeIdSchema,
  timestamp: z.number().nonnegative(),
  rms: levelDbfs,
  peak: levelDbfs,
  clipCount: z.number().int().nonnegative(),
  silenceDuration: z.number().nonnegative(),
  speechDetected: z.boolean(),
  /** Measured where the samples are; lets the server estimate an SNR (addition). */
  noiseFloor: levelDbfs.optional(),
});
export type AudioMetrics = z.infer<typeof audioMetricsSchema>;

export const warningTypeSchema = z.enum(['clipping', 'too-quiet', 'too-loud', 'long-silence', 'overlap']);
export type WarningType = z.infer<typeof warningTypeSchema>;

export const recordingWarningSchema = z.object({
  type: warningTypeSchema,
  /** The role of the person it is about: `host` or `guest`. */
  speaker: z.string(),
  message: z.string(),
  severity: z.enum(['warning', 'critical']),
});
export type RecordingWarning = z.infer<typeof recordingWarningSchema>;

export const qualityUpdateSchema = z.object({
  estimatedProfile: gradeSchema,
  metrics: z.object({ avgRms: z.number(), clipCount: z.number(), overlapPercent: z.number() }),
});
export type QualityUpdate = z.infer<typeof qualityUpdateSchema>;
