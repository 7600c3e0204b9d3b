import { recordingSchema, type Recording } from '@audio-studio/contract';
import type { TableDefinition } from '@audio-studio/ports';

export const RACE_TABLE: TableDefinition<Recording> = {
  name: 'Recordings',
  schema: recordingSchema,
  partitionKey: 'meetingId',
  sortKey: 'recordingId',
};

export const RACE_MEETING = '6b1f0c52-6c1e-4b1e-9c39-0f7d6a3e5d11';

export function raceKey(round: number): { meetingId: string; recordingId: string } {
  return { meetingId: RACE_MEETING, recordingId: `round-${round}` };
}

export function raceRow(round: number, participantName: string): Recording {
  return {
    ...raceKey(round),
    participantName,
    sessionId: null,
    filePath: 'none',
    s3Url: null,
    uploadedAt: '2026-01-01T00:00:00.000Z',
    uploadId: null,
    status: 'uploading',
    userId: null,
    role: null,
    sizeBytes: null,
    ledger: null,
  };
}

/** The round whose row every racer adds to all the time. */
export const HOT_ROUND = -1;
export const HOT_ADDITIONS = 100;
