import { z } from 'zod';

/** Meeting ids (also room ids), take ids and user ids are UUIDs. */
export const meetingIdSchema = z.uuid();
export const takeIdSchema = z.uuid();
export const userIdSchema = z.uuid();
export const socketIdSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w-]+$/);

export const roleSchema = z.enum(['host', 'guest']);
export type Role = z.infer<typeof roleSchema>;

/** Key of one participant session: who, and since when. */
export function participantSessionId(userId: string, joinedAt: string): string {
  return `${userId}#${joinedAt}`;
}

/** A name reduced to what is safe in an object key on every store: ASCII, at most 64 characters. */
export function sanitizeName(name: string): string {
  const ascii = name.normalize('NFKD').replace(/\p{M}/gu, '');
  const safe = ascii.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^_+/, '');
  return safe.slice(0, 64).replace(/_+$/, '') || 'participant';
}

export function simpleRecordingId(takeId: string, sanitizedName: string): string {
  return `${takeId}#${sanitizedName}`;
}

export function multipartRecordingId(sanitizedName: string, timestampMs: number): string {
  return `multipart#${sanitizedName}#${timestampMs}`;
}

/** A recording's id as it appears in a path: `#` separated, no slash, bounded. */
export const recordingIdSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w#-]+$/);
