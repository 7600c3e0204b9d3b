import { AppError } from '@audio-studio/contract';
import type {
  Change,
  Condition,
  Key,
  Query,
  QueryAnswer,
  Row,
  Table,
  TableDefinition,
  Tables,
  Test,
} from '../table.ts';

/** Tables in memory, for tests of what stands on the port. Keeps every rule of the contract suite. */
export class FakeTables implements Tables {
  readonly #rows = new Map<string, Map<string, string>>();

  open<R extends Row>(definition: TableDefinition<R>): Table<R> {
    const rows = this.#rows.get(definition.name) ?? new Map<string, string>();
    this.#rows.set(definition.name, rows);
    return new FakeTable(definition, rows);
  }

  async probe(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
  }

  async close(): Promise<void> {}
}

interface Placed<R> {
  row: R;
  /** What orders and continues a query: [sort, partition key, sort key]. */
  position: string[];
}

/** Rows are kept as JSON, so that nobody holds a reference into the table. */
class FakeTable<R extends Row> implements Table<R> {
  readonly #definition: TableDefinition<R>;
  readonly #rows: Map<string, string>;

  constructor(definition: TableDefinition<R>, rows: Map<string, string>) {
    this.#definition = definition;
    this.#rows = rows;
  }

  async get(key: Key, signal?: AbortSignal): Promise<R | undefined> {
    signal?.throwIfAborted();
    return this.#read(this.#place(key, 'exact'));
  }

  async put(row: R, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#write(row);
  }

  async putIfAbsent(row: R, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    this.#check(row);
    if (this.#rows.has(this.#place(row))) return false;
    this.#write(row);
    return true;
  }

  async update(key: Key, change: Change<R>, signal?: AbortSignal): Promise<R | undefined> {
    signal?.throwIfAborted();
    const { partitionKey, sortKey } = this.#definition;
    const changed = { ...change.set, ...change.add };
    if (partitionKey in changed || (sortKey !== undefined && sortKey in changed))
      throw AppError.validation('A key attribute cannot change');
    const before = this.#read(this.#place(key, 'exact'));
    if (before === undefined || !holds(before, change.when)) return undefined;
    const after: Row = { ...before };
    for (const [name, value] of Object.entries(change.set ?? {})) if (value !== undefined) after[name] = value;
    for (const [name, amount] of Object.entries(change.add ?? {})) after[name] = Number(before[name] ?? 0) + amount!;
    return this.#write(after);
  }

  async delete(key: Key, when?: Condition<R>, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    const place = this.#place(key, 'exact');
    const row = this.#read(place);
    return row !== undefined && holds(row, when) && this.#rows.delete(place);
  }

  async query(query: Query, signal?: AbortSignal): Promise<QueryAnswer<R>> {
    signal?.throwIfAborted();
    const limit = query.limit ?? 100;
    if (!Number.isInteger(limit) || limit < 1) throw AppError.validation('A limit is a whole number above 0');
    const found = this.#select(query).sort((a, b) => compare(a.position, b.position));
    if (query.newestFirst === true) found.reverse();
    const after = query.after === undefined ? undefined : readCursor(query.after);
    const sign = query.newestFirst === true ? -1 : 1;
    const rest = after === undefined ? found : found.filter((each) => sign * compare(each.position, after) > 0);
    const rows = rest.slice(0, limit).map((each) => each.row);
    return rest.length > limit ? { rows, next: JSON.stringify(rest[limit - 1]!.position) } : { rows };
  }

  #select({ index, partition, sort }: Query): Placed<R>[] {
    const indexes = new Map(Object.entries(this.#definition.indexes ?? {}));
    const keys = index === undefined ? this.#definition : indexes.get(index);
    if (keys === undefined) throw AppError.validation('There is no such index');
    if (sort !== undefined && keys.sortKey === undefined) throw AppError.validation('There is no sort key');
    const placed: Placed<R>[] = [];
    for (const place of this.#rows.keys()) {
      const row = this.#read(place)!;
      const value = keys.sortKey === undefined ? '' : row[keys.sortKey];
      if (row[keys.partitionKey] !== partition || typeof value !== 'string' || !within(value, sort)) continue;
      placed.push({ row, position: [value, ...(JSON.parse(place) as string[])] });
    }
    return placed;
  }

  #read(place: string): R | undefined {
    const body = this.#rows.get(place);
    return body === undefined ? undefined : this.#check(JSON.parse(body) as Row);
  }

  #write(row: Row): R {
    const checked = this.#check(row);
    this.#rows.set(this.#place(checked), JSON.stringify(checked));
    return checked;
  }

  #check(row: Row): R {
    const parsed = this.#definition.schema.safeParse(row);
    if (!parsed.success) throw AppError.validation(`Not a row of ${this.#definition.name}`);
    return parsed.data;
  }

  #place(row: Row, names?: 'exact'): string {
    const { partitionKey, sortKey } = this.#definition;
    const keys = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
    const values = keys.map((key) => row[key]);
    if (!values.every((value) => typeof value === 'string' && value !== '')) throw AppError.validation('No key');
    if (names === 'exact' && Object.keys(row).length !== keys.length) throw AppError.validation('Not a key');
    return JSON.stringify(values);
  }
}

function holds(row: Row, condition: Readonly<Record<string, Test | undefined>> = {}): boolean {
  return Object.entries(condition).every(([name, test]) => {
    if (test === undefined) return true;
    const value = row[name];
    const isAbsent = value === undefined || value === null;
    if ('is' in test) return value === test.is;
    return isAbsent || ('absentOr' in test && value === test.absentOr);
  });
}

function within(value: string, sort: Query['sort']): boolean {
  if (sort === undefined) return true;
  if ('beginsWith' in sort) return value.startsWith(sort.beginsWith);
  return (
    (sort.from === undefined || compareText(value, sort.from) >= 0) &&
    (sort.to === undefined || compareText(value, sort.to) <= 0)
  );
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [at, text] of a.entries()) {
    const order = compareText(text, b[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/** By UTF-8 bytes, which is by code points: JavaScript's own order puts 😀 before U+FF5E. */
function compareText(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const order = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function readCursor(cursor: string): string[] {
  try {
    const position: unknown = JSON.parse(cursor);
    if (Array.isArray(position) && position.every((part) => typeof part === 'string')) return position;
  } catch {
    // Refused below.
  }
  throw AppError.validation('Not a cursor');
}
