import { multipartRecordingId, sanitizeName, simpleRecordingId } from '@audio-studio/contract';
import type { Table } from '@audio-studio/ports';
import type { RecordingRow, UploadRow } from './tables.ts';

/** The recording's row while its audio is on its way. */
export function recordingDraft(upload: UploadRow): Omit<RecordingRow, 'recordingId'> {
  return {
    meetingId: upload.meetingId,
    participantName: upload.participantName,
    sessionId: upload.sessionId,
    filePath: upload.key,
    s3Url: null,
    uploadedAt: upload.issuedAt,
    uploadId: upload.uploadId,
    status: 'uploading',
    userId: upload.userId,
    role: upload.role,
    sizeBytes: null,
    ledger: null,
    salvaged: false,
    disagreements: [],
  };
}

/**
 * Puts the row under the first id that is free, or finds it where it was put before. A second person of
 * the same name, or a second file of the same person (recovered after a crash, say), gets the next id:
 * no track ever replaces another.
 */
export async function placeRecording(
  recordings: Table<RecordingRow>,
  upload: UploadRow,
  row: Omit<RecordingRow, 'recordingId'>,
): Promise<{ recordingId: string; isNew: boolean }> {
  for (const recordingId of recordingIds(upload)) {
    if (await recordings.putIfAbsent({ ...row, recordingId })) return { recordingId, isNew: true };
    const there = await recordings.get({ meetingId: row.meetingId, recordingId });
    if (there?.filePath === row.filePath) return { recordingId, isNew: false };
  }
  throw new Error('unreachable: the ids never end');
}

function* recordingIds({ recordingId, participantName, sessionId, role, issuedAt }: UploadRow): Generator<string> {
  if (recordingId !== null) yield recordingId;
  const name = sanitizeName(participantName);
  const idOf = (label: string) =>
    sessionId === null ? multipartRecordingId(label, Date.parse(issuedAt)) : simpleRecordingId(sessionId, label);
  yield idOf(name);
  if (role !== null) yield idOf(`${name}-${role}`);
  for (let number = 2; ; number += 1) yield idOf(`${name}-${role ?? 'track'}-${number}`);
}
