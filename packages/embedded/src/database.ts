import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '@audio-studio/contract';

export type SqliteDatabase = Database.Database;

/** How long one statement waits for another process's write lock, milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens (or makes) a database file that several processes may use at once.
 *
 * Write-ahead logging lets readers go on during a write. `synchronous=FULL` syncs that log at every
 * commit: with `NORMAL` a power cut may take back the last commits, and a row here is often the only
 * thing that says a recording exists and where; a recording cannot be repeated.
 *
 * The file is readable by its owner only: rows hold names and email addresses.
 */
export function openDatabase(file: string): SqliteDatabase {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    return database;
  } catch (error) {
    throw AppError.unavailable('The database cannot be opened', error);
  }
}

/** A file to open (and close), or a database that stays its opener's to close. */
export type DatabaseSource = { file: string } | { database: SqliteDatabase };

export function resolveDatabase(source: DatabaseSource): { database: SqliteDatabase; close: () => void } {
  if ('database' in source) return { database: source.database, close: () => undefined };
  const database = openDatabase(source.file);
  return { database, close: () => database.close() };
}

/** Runs `work`; what SQLite says about a full disk, a lock or a damaged file becomes UNAVAILABLE. */
export function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof Database.SqliteError) throw AppError.unavailable('The database cannot do that now', error);
    throw error;
  }
}

/** Proves that the database takes writes, without writing. */
export function probeDatabase(database: SqliteDatabase): void {
  guarded(() => database.transaction(() => database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get()).immediate());
}

/** An identifier for SQL text. Names come from definitions in code, yet one with a quote must not pass. */
export function quoteIdentifier(name: string): string {
  if (!/^[\w.-]{1,200}$/.test(name)) throw AppError.validation(`"${name}" cannot name a table or an attribute`);
  return `"${name}"`;
}
