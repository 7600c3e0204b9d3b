import { AppError, type CapturePath } from '@audio-studio/contract';
import { WAV_HEADER_BYTES } from '@audio-studio/dsp';
import { chooseFileKind, openRecordingFile } from '../storage/recording-file.ts';
import { deleteTakeFile } from '../storage/take-files.ts';
import { takeKeyOf } from '../storage/take-key.ts';
import { acquireTakeLock } from '../storage/take-lock.ts';
import type { FileKind, TakeRecord } from '../storage/take-record.ts';
import {
  addLedgerEntry,
  changeTake,
  readLedgerEntries,
  readTake,
  removeTake,
  writeTake,
} from '../storage/take-records.ts';
import { indexedDbUploadStates } from '../upload/upload-state.ts';
import { LedgerBook } from './ledger-book.ts';
import type { FinishedTake } from './recorder-events.ts';
import { finishedTakeOf } from './finished-take.ts';
import type { TakeStart } from './take-start.ts';
import { TakeReaders } from './take-readers.ts';
import { TakeWriter, type TakeWriterOptions } from './take-writer.ts';

/** Time for a reloaded page's former self to die and let go of the take. */
const LOCK_TIMEOUT_MS = 5_000;
const FRAMES_PER_MS = 48;

export interface RunningTakeOptions {
  take: TakeStart;
  source: { capturePath: CapturePath; sourceRateHz: number };
  forceFile: FileKind | undefined;
  writer: Omit<TakeWriterOptions, 'file' | 'book' | 'onLedgerEntry'>;
}

/** A take being recorded by this worker: its lock, its row, its file. */
export class RunningTake {
  readonly takeKey: string;
  readonly writer: TakeWriter;
  /** Who reads the file while it grows. */
  readonly readers: TakeReaders;
  readonly #releaseLock: () => void;

  private constructor(takeKey: string, writer: TakeWriter, releaseLock: () => void) {
    this.takeKey = takeKey;
    this.writer = writer;
    this.readers = new TakeReaders((offsetBytes, lengthBytes) => writer.read(offsetBytes, lengthBytes));
    this.#releaseLock = releaseLock;
  }

  /**
   * Begins a take, or goes on with one that an earlier page began and did not send: its file is
   * continued after a gap of silence as long as nobody recorded.
   *
   * The row is written before the file exists, so that no file can be without one.
   *
   * @throws AppError CONFLICT when another tab is recording or uploading the same take
   */
  static async begin(options: RunningTakeOptions): Promise<RunningTake> {
    const takeKey = takeKeyOf(options.take);
    const releaseLock = await lockOrConflict(takeKey);
    try {
      return new RunningTake(takeKey, await openWriter(takeKey, options), releaseLock);
    } catch (error) {
      releaseLock();
      throw error;
    }
  }

  /** May be called again after a failure; see {@link TakeWriter.finish}. */
  async finish(): Promise<FinishedTake> {
    const ledger = await this.writer.finish();
    // The file is whole even if its row cannot be changed: whoever sends it then makes up its account anew.
    await changeTake(this.takeKey, { state: 'recorded', fileBytes: ledger.fileBytes, ledger }).catch(() => undefined);
    this.readers.close();
    this.#releaseLock();
    return finishedTakeOf(this.takeKey, ledger);
  }
}

async function lockOrConflict(takeKey: string): Promise<() => void> {
  try {
    return await acquireTakeLock(takeKey, AbortSignal.timeout(LOCK_TIMEOUT_MS));
  } catch (error) {
    throw AppError.of('CONFLICT', 'Another tab of this browser is recording or sending this take.', error);
  }
}

async function openWriter(takeKey: string, options: RunningTakeOptions): Promise<TakeWriter> {
  const before = await unsentTake(takeKey);
  const record = before ?? (await newRecord(takeKey, options));
  await writeTake({ ...record, state: 'recording', fileBytes: null, ledger: null });
  const file = await openRecordingFile(takeKey, record.fileKind);
  try {
    const framesInFile = Math.max(0, Math.floor((file.sizeBytes - WAV_HEADER_BYTES) / 2));
    const book = LedgerBook.restore(record, await readLedgerEntries(takeKey), framesInFile);
    const onLedgerEntry: TakeWriterOptions['onLedgerEntry'] = (sequence, entry) => {
      // Only an account after a crash would miss the line.
      addLedgerEntry(takeKey, sequence, entry).catch(() => undefined);
    };
    const writer = await TakeWriter.open({ ...options.writer, file, book, onLedgerEntry });
    if (before !== undefined) writer.expectGap('recorder-restarted', endOfRecorded(record, book, framesInFile));
    return writer;
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * The take as an earlier page left it. How far its upload got stays noted: the file only grows, so every
 * whole part that is up stays what it is. One that was sent to its end is cleared away for a fresh start.
 */
async function unsentTake(takeKey: string): Promise<TakeRecord | undefined> {
  const record = await readTake(takeKey);
  if (record === undefined) return undefined;
  if (record.state !== 'uploaded') return record;
  await indexedDbUploadStates.delete(takeKey);
  await deleteTakeFile(takeKey, record.fileKind);
  await removeTake(takeKey);
  return undefined;
}

async function newRecord(takeKey: string, options: RunningTakeOptions): Promise<TakeRecord> {
  const { take, source, forceFile } = options;
  return {
    takeKey,
    meetingId: take.meetingId,
    userId: take.userId,
    sessionId: take.sessionId,
    role: take.role,
    participantName: take.participantName,
    state: 'recording',
    fileKind: forceFile ?? (await chooseFileKind()),
    capturePath: source.capturePath,
    sourceRateHz: source.sourceRateHz,
    startedAtServerMs: take.startedAtServerMs ?? null,
    createdAtMs: Date.now(),
    fileBytes: null,
    ledger: null,
    uploaded: null,
  };
}

/** When the last frame in the file was captured, by the server's clock; undefined when nothing says so. */
function endOfRecorded(record: TakeRecord, book: LedgerBook, framesInFile: number): number | undefined {
  const pair = book.lastPair;
  if (pair !== undefined) return pair.serverTimeMs + (framesInFile - pair.frame) / FRAMES_PER_MS;
  return record.startedAtServerMs ?? undefined;
}
