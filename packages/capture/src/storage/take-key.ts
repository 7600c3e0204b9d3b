import { AppError, meetingIdSchema, takeIdSchema, userIdSchema } from '@audio-studio/contract';
import { z } from 'zod';

/** Whose track of which take. */
export interface TakeIdentity {
  meetingId: string;
  userId: string;
  /** The take's id. */
  sessionId: string;
}

const identitySchema = z.object({ meetingId: meetingIdSchema, userId: userIdSchema, sessionId: takeIdSchema });

/**
 * The name of a track on this device: `meetingId:userId:sessionId`.
 *
 * @throws AppError VALIDATION_ERROR unless all three are UUIDs, which also keeps path characters out of
 *   file names
 */
export function takeKeyOf(identity: TakeIdentity): string {
  const { meetingId, userId, sessionId } = parseIdentity(identity);
  return `${meetingId}:${userId}:${sessionId}`;
}

/** @throws AppError VALIDATION_ERROR when `takeKey` was not made by {@link takeKeyOf} */
export function parseTakeKey(takeKey: string): TakeIdentity {
  const [meetingId, userId, sessionId, ...rest] = takeKey.split(':');
  return parseIdentity(rest.length === 0 ? { meetingId, userId, sessionId } : {});
}

function parseIdentity(identity: unknown): TakeIdentity {
  const parsed = identitySchema.safeParse(identity);
  if (!parsed.success) throw AppError.validation('These are not the ids of a take.');
  return parsed.data;
}

/** File of a take in the `takes` folder: no character that any file system treats specially. */
export function takeFileName(takeKey: string): string {
  parseTakeKey(takeKey);
  return `${takeKey.replaceAll(':', '_')}.wav`;
}

/** The Web Lock held by whoever records, repairs or uploads a take, in whatever tab. */
export function takeLockName(takeKey: string): string {
  return `audio-studio:take:${takeKey}`;
}
