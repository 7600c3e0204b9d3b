import { systemClock, type Clock } from '@audio-studio/flow';
import type { Queue, QueueDefinition, Queues } from '@audio-studio/ports';
import { probeDatabase, resolveDatabase, type DatabaseSource, type SqliteDatabase } from './database.ts';
import { QueueRows } from './queue-rows.ts';
import { SqliteQueue } from './sqlite-queue.ts';
import { WakeUp } from './wake-up.ts';

export type SqliteQueuesOptions = DatabaseSource & { clock?: Clock };

/** Queues in a SQLite file. Rejects with UNAVAILABLE when it cannot be opened. */
export function openSqliteQueues(options: SqliteQueuesOptions): SqliteQueues {
  const { database, close } = resolveDatabase(options);
  QueueRows.create(database);
  return new SqliteQueues(database, options.clock ?? systemClock, close);
}

export class SqliteQueues implements Queues {
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;
  readonly #close: () => void;
  readonly #wakeUps = new Map<string, WakeUp>();
  readonly #consumers = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(database: SqliteDatabase, clock: Clock, close: () => void) {
    this.#database = database;
    this.#clock = clock;
    this.#close = close;
  }

  open<Message>(definition: QueueDefinition<Message>): Queue<Message> {
    const wakeUp = this.#wakeUps.get(definition.name) ?? new WakeUp();
    this.#wakeUps.set(definition.name, wakeUp);
    return new SqliteQueue({
      definition,
      rows: new QueueRows(this.#database, definition.name),
      wakeUp,
      clock: this.#clock,
      closing: this.#closing.signal,
      onConsuming: (ended) => {
        const settled = ended.catch(() => undefined).finally(() => this.#consumers.delete(settled)) as Promise<void>;
        this.#consumers.add(settled);
      },
    });
  }

  async probe(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    probeDatabase(this.#database);
  }

  /** Ends every consumer, waits for its running handlers, then lets the file go. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('The queues are closing', 'AbortError'));
    await Promise.all(this.#consumers);
    this.#close();
  }
}
