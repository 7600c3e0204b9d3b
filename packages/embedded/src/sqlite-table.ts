import { AppError } from '@audio-studio/contract';
import type { Change, Condition, Key, Query, QueryAnswer, Row, Table, TableDefinition } from '@audio-studio/ports';
import { guarded, quoteIdentifier, type SqliteDatabase } from './database.ts';
import { attributeExpression, encodeCursor, planQuery } from './query-plan.ts';
import { applyChange, checkChange, holds } from './row-change.ts';
import { exactKey, rowKey, type RowKey } from './row-key.ts';

/**
 * One SQL table per definition: the two key columns and the row as JSON. Indexes are on expressions
 * over the JSON, so a definition that gains an index gets it at the next start, without migration.
 *
 * Every write is one statement, or one transaction that takes the write lock before it reads: what a
 * condition saw is what is there when the change lands, whichever process else is writing.
 */
export class SqliteTable<R extends Row> implements Table<R> {
  readonly #database: SqliteDatabase;
  readonly #definition: TableDefinition<R>;
  readonly #name: string;

  constructor(database: SqliteDatabase, definition: TableDefinition<R>, prefix: string) {
    this.#database = database;
    this.#definition = definition;
    this.#name = quoteIdentifier(prefix + definition.name);
    guarded(() => this.#database.transaction(() => this.#create(prefix)).immediate());
  }

  async get(key: Key, signal?: AbortSignal): Promise<R | undefined> {
    signal?.throwIfAborted();
    const stored = guarded(() => this.#read(exactKey(this.#definition, key)));
    return stored === undefined ? undefined : this.#parseStored(stored);
  }

  async put(row: R, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#insert(row, 'ON CONFLICT (partition, sort) DO UPDATE SET body = excluded.body');
  }

  async putIfAbsent(row: R, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    return this.#insert(row, 'ON CONFLICT (partition, sort) DO NOTHING') === 1;
  }

  async update(key: Key, change: Change<R>, signal?: AbortSignal): Promise<R | undefined> {
    signal?.throwIfAborted();
    const at = exactKey(this.#definition, key);
    checkChange(this.#definition, change);
    return this.#exclusively(() => {
      const stored = this.#read(at);
      if (stored === undefined || !holds(stored, change.when)) return undefined;
      const changed = applyChange(stored, change);
      const parsed = this.#parseWritten(changed);
      // Attributes the schema does not know may come from a newer version of the program: they stay.
      this.#database
        .prepare(`UPDATE ${this.#name} SET body = ? WHERE partition = ? AND sort = ?`)
        .run(JSON.stringify({ ...changed, ...parsed }), at.partition, at.sort);
      return parsed;
    });
  }

  async delete(key: Key, when?: Condition<R>, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    const at = exactKey(this.#definition, key);
    return this.#exclusively(() => {
      const stored = this.#read(at);
      if (stored === undefined || !holds(stored, when)) return false;
      this.#database.prepare(`DELETE FROM ${this.#name} WHERE partition = ? AND sort = ?`).run(at.partition, at.sort);
      return true;
    });
  }

  async query(query: Query, signal?: AbortSignal): Promise<QueryAnswer<R>> {
    signal?.throwIfAborted();
    const plan = planQuery(this.#definition, this.#name, query);
    const found = guarded(() =>
      this.#database.prepare<(string | number)[], { body: string; position: string }>(plan.sql).all(...plan.parameters),
    );
    const page = found.slice(0, plan.limit);
    const rows = page.map((each) => this.#parseStored(JSON.parse(each.body)));
    const last = page.at(-1);
    return found.length > plan.limit && last !== undefined ? { rows, next: encodeCursor(last.position) } : { rows };
  }

  #create(prefix: string): void {
    this.#database.exec(
      `CREATE TABLE IF NOT EXISTS ${this.#name} (partition TEXT NOT NULL, sort TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (partition, sort)) STRICT`,
    );
    for (const [index, keys] of Object.entries(this.#definition.indexes ?? {})) {
      const attributes = [keys.partitionKey, ...(keys.sortKey === undefined ? [] : [keys.sortKey])];
      // The attributes are in the name: an index that changes its key is made anew, not mistaken for the old one.
      const name = quoteIdentifier([prefix + this.#definition.name, index, ...attributes].join('.'));
      const columns = [...attributes.map(attributeExpression), 'partition', 'sort'];
      this.#database.exec(`CREATE INDEX IF NOT EXISTS ${name} ON ${this.#name} (${columns.join(', ')})`);
    }
  }

  #insert(row: R, onConflict: string): number {
    const parsed = this.#parseWritten(row);
    const { partition, sort } = rowKey(this.#definition, parsed);
    return guarded(
      () =>
        this.#database
          .prepare(`INSERT INTO ${this.#name} (partition, sort, body) VALUES (?, ?, ?) ${onConflict}`)
          .run(partition, sort, JSON.stringify(parsed)).changes,
    );
  }

  #exclusively<Result>(work: () => Result): Result {
    return guarded(() => this.#database.transaction(work).immediate());
  }

  #read({ partition, sort }: RowKey): Row | undefined {
    const body = this.#database
      .prepare<[string, string], string>(`SELECT body FROM ${this.#name} WHERE partition = ? AND sort = ?`)
      .pluck()
      .get(partition, sort);
    return body === undefined ? undefined : (JSON.parse(body) as Row);
  }

  #parseWritten(row: Row): R {
    const parsed = this.#definition.schema.safeParse(row);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues.map((issue) => issue.path.join('.') || 'the row').join(', ');
    throw AppError.validation(`Not a row of ${this.#definition.name}: ${where}`);
  }

  #parseStored(row: Row): R {
    const parsed = this.#definition.schema.safeParse(row);
    if (parsed.success) return parsed.data;
    throw AppError.of('INTERNAL_ERROR', `A stored row of ${this.#definition.name} is damaged`, parsed.error);
  }
}
