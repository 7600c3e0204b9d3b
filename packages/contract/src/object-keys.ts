import { z } from 'zod';
import { sanitizeName } from './ids.ts';

/** Where a meeting's final tracks lie; deleting a meeting deletes this prefix. */
export function meetingPrefix(meetingId: string): string {
  return `recordings/${meetingId}/`;
}

export interface TrackKeyParts {
  meetingId: string;
  participantName: string;
  /** Absent for a track that belongs to no take. */
  sessionId?: string | undefined;
  timestampMs: number;
}

/** Key of one final track. */
export function trackKey({ meetingId, participantName, sessionId, timestampMs }: TrackKeyParts): string {
  const folder = sessionId === undefined ? meetingPrefix(meetingId) : `${meetingPrefix(meetingId)}${sessionId}/`;
  return `${folder}${sanitizeName(participantName)}_${timestampMs}.wav`;
}

/** Key of the copy of part 1 that the server reads back to patch the WAV header. */
export function tempPartKey(uploadId: string): string {
  return `temp_uploads/${uploadId}_part1.wav`;
}

/** Key of a track's whole ledger, beside the track; the recording's row keeps a thinned one. */
export function ledgerKey(key: string): string {
  return `${key.replace(/\.wav$/, '')}.ledger.json`;
}

/** What processing makes of a take lies here. */
export function processedPrefix(meetingId: string, sessionId?: string): string {
  return sessionId === undefined ? `processed/${meetingId}/` : `processed/${meetingId}/${sessionId}/`;
}

/** Key of a take's drawing data: waveform peaks and speech of both tracks. */
export function overviewKey(meetingId: string, sessionId: string): string {
  return `${processedPrefix(meetingId, sessionId)}overview.json`;
}

/** A key as a client may send it back. Whether it was issued to that client is checked elsewhere. */
export const objectKeySchema = z
  .string()
  .min(1)
  .max(1024)
  .regex(/^[\w./-]+$/)
  .refine((key) => !key.split('/').some((segment) => segment === '' || segment === '.' || segment === '..'));

export const uploadIdSchema = z
  .string()
  .min(1)
  .max(1024)
  .regex(/^[\w.~+=/-]+$/);
