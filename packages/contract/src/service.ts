import { z } from 'zod';

export const statsAnswerSchema = z.object({
  activeSessionCount: z.number().int(),
  activeRecordingCount: z.number().int(),
  activePairCount: z.number().int(),
});
export type StatsAnswer = z.infer<typeof statsAnswerSchema>;

export const dependencyStateSchema = z.object({
  status: z.enum(['ok', 'unavailable']),
  /** What is wrong and what the operator can do about it. */
  detail: z.string().optional(),
});
export type DependencyState = z.infer<typeof dependencyStateSchema>;

export const healthAnswerSchema = z.object({
  status: z.enum(['ok', 'unavailable']),
  version: z.string(),
  uptimeSeconds: z.number(),
  dependencies: z.record(z.string(), dependencyStateSchema),
});
export type HealthAnswer = z.infer<typeof healthAnswerSchema>;

export const iceServerSchema = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export const iceServersAnswerSchema = z.object({
  iceServers: z.array(iceServerSchema),
  /** When time-limited TURN credentials end; null when there are none. */
  expiresAt: z.string().nullable(),
});
export type IceServersAnswer = z.infer<typeof iceServersAnswerSchema>;
