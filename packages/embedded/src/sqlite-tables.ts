import type { Row, Table, TableDefinition, Tables } from '@audio-studio/ports';
import { probeDatabase, resolveDatabase, type DatabaseSource, type SqliteDatabase } from './database.ts';
import { SqliteTable } from './sqlite-table.ts';

export type SqliteTablesOptions = DatabaseSource & {
  /** Put before every table's name, so that several installations can share a file. */
  prefix?: string;
};

/** Tables in a SQLite file. Rejects with UNAVAILABLE when it cannot be opened. */
export function openSqliteTables(options: SqliteTablesOptions): SqliteTables {
  const { database, close } = resolveDatabase(options);
  return new SqliteTables(database, options.prefix ?? '', close);
}

export class SqliteTables implements Tables {
  readonly #database: SqliteDatabase;
  readonly #prefix: string;
  readonly #close: () => void;

  constructor(database: SqliteDatabase, prefix: string, close: () => void) {
    this.#database = database;
    this.#prefix = prefix;
    this.#close = close;
  }

  open<R extends Row>(definition: TableDefinition<R>): Table<R> {
    return new SqliteTable(this.#database, definition, this.#prefix);
  }

  async probe(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    probeDatabase(this.#database);
  }

  async close(): Promise<void> {
    this.#close();
  }
}
