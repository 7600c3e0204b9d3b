import {
  capturePathSchema,
  meetingIdSchema,
  roleSchema,
  takeIdSchema,
  trackLedgerSchema,
  uploadCompleteAnswerSchema,
  userIdSchema,
} from '@audio-studio/contract';
import { z } from 'zod';

const takeStoreStateSchema = z.enum(['recording', 'recorded', 'uploading', 'uploaded']);
export type TakeStoreState = z.infer<typeof takeStoreStateSchema>;

const fileKindSchema = z.enum(['opfs', 'indexeddb']);
/** Where a take's audio lies on this device. */
export type FileKind = z.infer<typeof fileKindSchema>;

/** What is kept about a take besides its audio. Rows are checked when read: an older page may have written them. */
export const takeRecordSchema = z.object({
  takeKey: z.string(),
  meetingId: meetingIdSchema,
  userId: userIdSchema,
  sessionId: takeIdSchema,
  role: roleSchema,
  participantName: z.string(),
  state: takeStoreStateSchema,
  fileKind: fileKindSchema,
  capturePath: capturePathSchema,
  sourceRateHz: z.number().positive(),
  /** When the take began by the server's clock, as far as known; milliseconds since 1970. */
  startedAtServerMs: z.number().nullable(),
  /** By this device's clock, milliseconds since 1970. */
  createdAtMs: z.number(),
  /** Size of the finished file; null while recording or after a crash. */
  fileBytes: z.number().int().nullable(),
  ledger: trackLedgerSchema.nullable(),
  /** The server's confirmation; the audio may be deleted only with it. */
  uploaded: uploadCompleteAnswerSchema.nullable(),
});
export type TakeRecord = z.infer<typeof takeRecordSchema>;

/** A take as a page shows it. */
export interface LocalTake extends TakeRecord {
  /** Size of the audio on this device, header included; 0 when there is none (any more). */
  bytes: number;
  durationSeconds: number;
  /** Neither this nor another tab is recording or uploading it, and there is audio to send. */
  recoverable: boolean;
}
