import { AppError, TRACK_FORMAT } from '@audio-studio/contract';
import { WAV_HEADER_BYTES } from '@audio-studio/dsp';
import type { FinishedTake } from '../recording/recorder-events.ts';
import { startRecordingWorker } from '../recording/recording-client.ts';
import { indexedDbUploadStates } from '../upload/upload-state.ts';
import { deleteTakeFile, takeFileBytes } from './take-files.ts';
import { takeLockName } from './take-key.ts';
import { busyTakeLocks, tryTakeLock } from './take-lock.ts';
import type { LocalTake, TakeRecord } from './take-record.ts';
import { readTake, readTakes, removeTake } from './take-records.ts';

/** Every take this device knows of, newest first. Takes not `uploaded` exist nowhere else. */
export async function listLocalTakes(): Promise<LocalTake[]> {
  const [records, busy] = await Promise.all([readTakes(), busyTakeLocks()]);
  const takes = await Promise.all(records.map((record) => describe(record, busy.has(takeLockName(record.takeKey)))));
  return takes.sort((a, b) => b.createdAtMs - a.createdAtMs);
}

/**
 * Makes a take whole that a crash or reload cut off, in a worker of its own.
 *
 * @throws AppError NOT_FOUND without such a take or its audio; CONFLICT while another tab has it
 */
export async function recoverTake(takeKey: string): Promise<FinishedTake> {
  const worker = startRecordingWorker();
  try {
    return await worker.call('recoverTake', takeKey);
  } finally {
    worker.terminate();
  }
}

/**
 * Deletes a take with its audio for good: only when its person said so, or the server has it.
 *
 * @throws AppError CONFLICT while it is being recorded or sent
 */
export async function deleteTake(takeKey: string): Promise<void> {
  const releaseLock = await tryTakeLock(takeKey);
  if (releaseLock === null) throw AppError.conflict('This take is being recorded or sent.');
  try {
    const record = await readTake(takeKey);
    if (record !== undefined) await deleteTakeFile(takeKey, record.fileKind);
    await indexedDbUploadStates.delete(takeKey);
    // Last: until the audio is gone the list must show it.
    await removeTake(takeKey);
  } finally {
    releaseLock();
  }
}

async function describe(record: TakeRecord, isBusy: boolean): Promise<LocalTake> {
  const bytes = await takeFileBytes(record.takeKey, record.fileKind);
  const audioBytes = Math.max(0, bytes - WAV_HEADER_BYTES);
  return {
    ...record,
    bytes,
    durationSeconds: Math.floor(audioBytes / 2) / TRACK_FORMAT.sampleRateHz,
    recoverable: !isBusy && record.state !== 'uploaded' && audioBytes >= 2,
  };
}
