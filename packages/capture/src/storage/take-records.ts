import { AppError } from '@audio-studio/contract';
import type { LedgerEntry } from '../recording/ledger-book.ts';
import { openDatabase, rowsOf } from './database.ts';
import { takeRecordSchema, type TakeRecord } from './take-record.ts';

export async function readTake(takeKey: string): Promise<TakeRecord | undefined> {
  const database = await openDatabase();
  return parse(await database.get('takes', takeKey));
}

/** Rows that no version of this code understands are left alone and not listed. */
export async function readTakes(): Promise<TakeRecord[]> {
  const database = await openDatabase();
  const rows = await database.getAll('takes');
  return rows.flatMap((row) => parse(row) ?? []);
}

export async function writeTake(record: TakeRecord): Promise<void> {
  const database = await openDatabase();
  const transaction = database.transaction('takes', 'readwrite', { durability: 'strict' });
  await Promise.all([transaction.store.put(takeRecordSchema.parse(record)), transaction.done]);
}

/**
 * Changes some fields of a take, leaving what others changed meanwhile.
 *
 * @throws AppError NOT_FOUND when there is no such take
 */
export async function changeTake(takeKey: string, changes: Partial<TakeRecord>): Promise<TakeRecord> {
  const database = await openDatabase();
  const transaction = database.transaction('takes', 'readwrite', { durability: 'strict' });
  const before = parse(await transaction.store.get(takeKey));
  if (before === undefined) throw AppError.notFound('Recording on this device');
  const after = takeRecordSchema.parse({ ...before, ...changes });
  await Promise.all([transaction.store.put(after), transaction.done]);
  return after;
}

/** The take with everything noted about it; its audio is deleted elsewhere, and before. */
export async function removeTake(takeKey: string): Promise<void> {
  const database = await openDatabase();
  const transaction = database.transaction(['takes', 'take-ledger'], 'readwrite');
  await Promise.all([
    transaction.objectStore('takes').delete(takeKey),
    transaction.objectStore('take-ledger').delete(rowsOf(takeKey)),
    transaction.done,
  ]);
}

/** One line of a running take's account; small, so that an account of hours costs nothing per line. */
export async function addLedgerEntry(takeKey: string, sequence: number, entry: LedgerEntry): Promise<void> {
  const database = await openDatabase();
  await database.put('take-ledger', { takeKey, sequence, entry });
}

/** In the order they were noted. */
export async function readLedgerEntries(takeKey: string): Promise<LedgerEntry[]> {
  const database = await openDatabase();
  const rows = await database.getAll('take-ledger', rowsOf(takeKey));
  return rows.map((row) => row.entry);
}

function parse(row: unknown): TakeRecord | undefined {
  const parsed = takeRecordSchema.safeParse(row);
  return parsed.success ? parsed.data : undefined;
}
