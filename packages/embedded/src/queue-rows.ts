import { randomUUID } from 'node:crypto';
import { guarded, type SqliteDatabase } from './database.ts';

/** A second message with the same deduplication id is dropped for this long, as on SQS, milliseconds. */
const DEDUPLICATION_WINDOW_MS = 5 * 60_000;

/** A message handed out: it stays ours as long as nobody was given a later receipt. */
export interface Claim {
  id: number;
  body: string;
  receiveCount: number;
  receipt: string;
}

export interface NewMessage {
  body: string;
  groupId: string | undefined;
  deduplicationId: string | undefined;
}

/**
 * The rows behind one queue. Times are wall-clock milliseconds, since several processes compare them.
 * Each method is one transaction: a process that dies leaves either all of it or nothing.
 */
export class QueueRows {
  readonly #database: SqliteDatabase;
  readonly #queue: string;

  constructor(database: SqliteDatabase, queue: string) {
    this.#database = database;
    this.#queue = queue;
  }

  static create(database: SqliteDatabase): void {
    guarded(() =>
      database
        .transaction(() =>
          database.exec(`
            CREATE TABLE IF NOT EXISTS queue_messages (
              id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, groupId TEXT, body TEXT NOT NULL,
              sentAtMs INTEGER NOT NULL, visibleAtMs INTEGER NOT NULL, receiveCount INTEGER NOT NULL, receipt TEXT
            ) STRICT;
            CREATE INDEX IF NOT EXISTS queue_messages_by_group ON queue_messages (queue, groupId, id);
            CREATE TABLE IF NOT EXISTS queue_deduplication (
              queue TEXT NOT NULL, deduplicationId TEXT NOT NULL, sentAtMs INTEGER NOT NULL,
              PRIMARY KEY (queue, deduplicationId)
            ) STRICT;
            CREATE TABLE IF NOT EXISTS queue_dead_letters (
              id INTEGER PRIMARY KEY, queue TEXT NOT NULL, groupId TEXT, body TEXT NOT NULL,
              sentAtMs INTEGER NOT NULL, diedAtMs INTEGER NOT NULL, receiveCount INTEGER NOT NULL
            ) STRICT;
          `),
        )
        .immediate(),
    );
  }

  /** False when dropped as a duplicate. The window counts from the message that got through. */
  send(message: NewMessage, nowMs: number): boolean {
    return this.#exclusively(() => {
      if (message.deduplicationId !== undefined && !this.#isFirst(message.deduplicationId, nowMs)) return false;
      this.#database
        .prepare(
          'INSERT INTO queue_messages (queue, groupId, body, sentAtMs, visibleAtMs, receiveCount) VALUES (?, ?, ?, ?, ?, 0)',
        )
        .run(this.#queue, message.groupId ?? null, message.body, nowMs, nowMs);
      return true;
    });
  }

  /** The next message anyone may have, hidden from others for `visibilityTimeoutMs`. */
  claim(nowMs: number, visibilityTimeoutMs: number): Claim | undefined {
    // Looking is free; only when there is something to take is the write lock worth asking for.
    if (this.#nextId(nowMs) === undefined) return undefined;
    return this.#exclusively(() => {
      const id = this.#nextId(nowMs);
      if (id === undefined) return undefined;
      return this.#database
        .prepare<[string, number, number], Claim>(
          `UPDATE queue_messages SET receipt = ?, visibleAtMs = ?, receiveCount = receiveCount + 1 WHERE id = ?
           RETURNING id, body, receiveCount, receipt`,
        )
        .get(randomUUID(), nowMs + visibilityTimeoutMs, id);
    });
  }

  /** False when the message has been given to someone else meanwhile. */
  extend(claim: Claim, visibleAtMs: number): boolean {
    return this.#changeClaimed(claim, 'UPDATE queue_messages SET visibleAtMs = ?', visibleAtMs);
  }

  /** Takes the hand-out back as if it had not been: the message is there for the next taker at once. */
  giveBack(claim: Claim, nowMs: number): void {
    this.#changeClaimed(claim, 'UPDATE queue_messages SET visibleAtMs = ?, receiveCount = receiveCount - 1', nowMs);
  }

  finish(claim: Claim): void {
    this.#changeClaimed(claim, 'DELETE FROM queue_messages');
  }

  bury(claim: Claim, nowMs: number): void {
    this.#exclusively(() => {
      const copied = this.#database
        .prepare(
          `INSERT INTO queue_dead_letters SELECT id, queue, groupId, body, sentAtMs, ?, receiveCount
           FROM queue_messages WHERE id = ? AND receipt = ?`,
        )
        .run(nowMs, claim.id, claim.receipt);
      if (copied.changes === 1) this.#database.prepare('DELETE FROM queue_messages WHERE id = ?').run(claim.id);
    });
  }

  #changeClaimed(claim: Claim, statement: string, ...values: number[]): boolean {
    return guarded(
      () =>
        this.#database.prepare(`${statement} WHERE id = ? AND receipt = ?`).run(...values, claim.id, claim.receipt)
          .changes === 1,
    );
  }

  /**
   * Only the oldest message of a group may go out, and only while it is not out already. So a message
   * that failed holds its group up until it succeeds or dies: order is kept.
   */
  #nextId(nowMs: number): number | undefined {
    return guarded(() =>
      this.#database
        .prepare<[string, number], number>(
          `SELECT id FROM queue_messages AS message WHERE queue = ? AND visibleAtMs <= ? AND (groupId IS NULL OR NOT EXISTS (
             SELECT 1 FROM queue_messages AS earlier
             WHERE earlier.queue = message.queue AND earlier.groupId = message.groupId AND earlier.id < message.id
           )) ORDER BY id LIMIT 1`,
        )
        .pluck()
        .get(this.#queue, nowMs),
    );
  }

  #isFirst(deduplicationId: string, nowMs: number): boolean {
    this.#database
      .prepare('DELETE FROM queue_deduplication WHERE queue = ? AND sentAtMs <= ?')
      .run(this.#queue, nowMs - DEDUPLICATION_WINDOW_MS);
    return (
      this.#database
        .prepare('INSERT INTO queue_deduplication VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
        .run(this.#queue, deduplicationId, nowMs).changes === 1
    );
  }

  #exclusively<Result>(work: () => Result): Result {
    return guarded(() => this.#database.transaction(work).immediate());
  }
}
