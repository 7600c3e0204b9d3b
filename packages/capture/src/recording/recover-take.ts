import { AppError } from '@audio-studio/contract';
import { encodeWavHeader, WAV_HEADER_BYTES } from '@audio-studio/dsp';
import { openRecordingFile, type RecordingFile } from '../storage/recording-file.ts';
import { tryTakeLock } from '../storage/take-lock.ts';
import type { TakeRecord } from '../storage/take-record.ts';
import { changeTake, readLedgerEntries, readTake } from '../storage/take-records.ts';
import { finishedTakeOf } from './finished-take.ts';
import { LedgerBook } from './ledger-book.ts';
import type { FinishedTake } from './recorder-events.ts';

/**
 * Makes a take whole whose recorder died: half a sample at the end is dropped, the header gets the
 * true sizes, the account is made up from the lines on the disk. Doing it again changes nothing.
 *
 * @throws AppError NOT_FOUND without such a take or without audio; CONFLICT while someone is busy with it
 */
export async function recoverTakeFile(takeKey: string): Promise<FinishedTake> {
  const releaseLock = await tryTakeLock(takeKey);
  if (releaseLock === null) throw AppError.conflict('Another tab of this browser is recording or sending this take.');
  try {
    return await repairTake(takeKey);
  } finally {
    releaseLock();
  }
}

/** {@link recoverTakeFile} for who already holds the take's lock. */
export async function repairTake(takeKey: string): Promise<FinishedTake> {
  const record = await readTake(takeKey);
  if (record === undefined) throw AppError.notFound('Recording on this device');
  if (record.state !== 'recording' && record.ledger !== null) return finishedTakeOf(takeKey, record.ledger);
  const file = await openRecordingFile(takeKey, record.fileKind);
  try {
    return await repairFile(record, file);
  } finally {
    file.close();
  }
}

async function repairFile(record: TakeRecord, file: RecordingFile): Promise<FinishedTake> {
  const framesWritten = Math.floor((file.sizeBytes - WAV_HEADER_BYTES) / 2);
  if (framesWritten <= 0) throw AppError.notFound('Audio of this recording');
  const fileBytes = WAV_HEADER_BYTES + 2 * framesWritten;
  if (file.sizeBytes !== fileBytes) await file.truncate(fileBytes);
  await file.writeHeader(encodeWavHeader({ dataBytes: fileBytes - WAV_HEADER_BYTES }));
  file.flush();
  const entries = await readLedgerEntries(record.takeKey);
  const ledger = LedgerBook.restore(record, entries, framesWritten).close({ framesWritten, fileBytes });
  // The file is whole even if the disk is too full to say so in its row: it can be sent, which makes room.
  await changeTake(record.takeKey, { state: 'recorded', fileBytes, ledger }).catch(() => undefined);
  return finishedTakeOf(record.takeKey, ledger);
}
