import type { z } from 'zod';

/** A stored row: flat attributes; null counts as absent in every condition. */
export type Row = Record<string, unknown>;

/** Names, keys and indexes of one table. `schema` guards every row that is read or written. */
export interface TableDefinition<R extends Row> {
  /** Logical name, `Meetings`; adapters add their prefix. */
  name: string;
  schema: z.ZodType<R>;
  partitionKey: keyof R & string;
  sortKey?: keyof R & string;
  /** Secondary indexes. A row that lacks one of an index's attributes is not in it. */
  indexes?: Record<string, { partitionKey: keyof R & string; sortKey?: keyof R & string }>;
}

/** Values of the key attributes, exactly those the definition names. */
export type Key = Record<string, string>;

/** Holds for one attribute: equal to a value, absent (missing or null), or either of the two. */
export type Test = { is: string | number | boolean } | { absent: true } | { absentOr: string | number | boolean };

/** All must hold, on the row as it is at the moment of the write. */
export type Condition<R extends Row> = { readonly [Attribute in keyof R & string]?: Test };

export interface Change<R extends Row> {
  /** Attributes to write. Key attributes may not be among them. */
  set?: Partial<R>;
  /** Numbers to add atomically; a missing attribute starts at 0. */
  add?: { readonly [Attribute in keyof R & string]?: number };
  when?: Condition<R>;
}

export interface Query {
  /** Absent: the table's own key. */
  index?: string;
  partition: string;
  /** Bounds on the sort key. */
  sort?: { beginsWith: string } | { from?: string; to?: string };
  newestFirst?: boolean;
  /** Most rows in one answer; default 100. */
  limit?: number;
  /** Where the last answer stopped. */
  after?: string;
}

export interface QueryAnswer<R extends Row> {
  /** In order of the sort key. Index reads may lag behind writes on some adapters; key reads may not. */
  rows: R[];
  /** Present when there may be more. */
  next?: string;
}

/**
 * What both an embedded database and DynamoDB can do, and nothing else. Every write is atomic for its
 * row; nothing is atomic across rows. Reads by key see every earlier write.
 */
export interface Table<R extends Row> {
  get(key: Key, signal?: AbortSignal): Promise<R | undefined>;
  put(row: R, signal?: AbortSignal): Promise<void>;
  /** False when a row with that key is there already, which then stays as it was. */
  putIfAbsent(row: R, signal?: AbortSignal): Promise<boolean>;
  /** The row as written; undefined when there is no such row or `when` does not hold (nothing changed). */
  update(key: Key, change: Change<R>, signal?: AbortSignal): Promise<R | undefined>;
  /** False when there was no such row or `when` does not hold. */
  delete(key: Key, when?: Condition<R>, signal?: AbortSignal): Promise<boolean>;
  query(query: Query, signal?: AbortSignal): Promise<QueryAnswer<R>>;
}

export interface Tables {
  /** Makes the table ready; opening the same definition twice gives the same rows. */
  open<R extends Row>(definition: TableDefinition<R>): Table<R>;
  /** Rejects with what is wrong when the database cannot be used. */
  probe(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Every row of a query, page after page. */
export async function* queryAll<R extends Row>(table: Table<R>, query: Query, signal?: AbortSignal): AsyncGenerator<R> {
  let after = query.after;
  do {
    const answer = await table.query(after === undefined ? query : { ...query, after }, signal);
    yield* answer.rows;
    after = answer.next;
  } while (after !== undefined);
}
