import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { LedgerEntry } from '../recording/ledger-book.ts';
import type { UploadStateRow } from '../upload/upload-state.ts';
import type { TakeRecord } from './take-record.ts';

interface LedgerRow {
  takeKey: string;
  sequence: number;
  entry: LedgerEntry;
}

/** A stretch of a take's file where synchronous files are missing. */
export interface RecordingChunkRow {
  id?: number;
  sessionKey: string;
  chunkIndex: number;
  /** Where in the file the stretch begins, bytes; the header is a stretch of its own at 0. */
  offsetBytes: number;
  data: ArrayBuffer;
  timestamp: number;
}

interface CaptureDatabaseSchema extends DBSchema {
  takes: { key: string; value: TakeRecord };
  'take-ledger': { key: [string, number]; value: LedgerRow };
  'recording-chunks': { key: number; value: RecordingChunkRow; indexes: { byOffset: [string, number] } };
  'upload-state': { key: string; value: UploadStateRow };
}

export type CaptureDatabase = IDBPDatabase<CaptureDatabaseSchema>;

let opened: Promise<CaptureDatabase> | undefined;

/** The one connection of this page or worker; opened again should the browser have closed it. */
export function openDatabase(): Promise<CaptureDatabase> {
  opened ??= connect().catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function connect(): Promise<CaptureDatabase> {
  const database: CaptureDatabase = await openDB<CaptureDatabaseSchema>('audio-studio', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('takes', { keyPath: 'takeKey' });
      fresh.createObjectStore('take-ledger', { keyPath: ['takeKey', 'sequence'] });
      const chunks = fresh.createObjectStore('recording-chunks', { keyPath: 'id', autoIncrement: true });
      chunks.createIndex('byOffset', ['sessionKey', 'offsetBytes'], { unique: true });
      fresh.createObjectStore('upload-state', { keyPath: 'sessionKey' });
    },
    // A newer page in another tab wants to upgrade: holding on would block it for ever.
    blocking() {
      opened = undefined;
      database.close();
    },
    terminated() {
      opened = undefined;
    },
  });
  return database;
}

/** Every row of one take in a store keyed or indexed by [takeKey, number]. */
export function rowsOf(takeKey: string): IDBKeyRange {
  return IDBKeyRange.bound([takeKey, 0], [takeKey, Infinity]);
}
