import { AppError } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { ConsumeOptions, Delivery, Queue, QueueDefinition, SendOptions } from '@audio-studio/ports';
import type { Claim, QueueRows } from './queue-rows.ts';
import type { WakeUp } from './wake-up.ts';

/** How often a consumer looks for messages another process sent, milliseconds. */
const POLL_INTERVAL_MS = 200;

interface SqliteQueueParts<Message> {
  definition: QueueDefinition<Message>;
  rows: QueueRows;
  wakeUp: WakeUp;
  clock: Clock;
  /** Fires when all queues close. */
  closing: AbortSignal;
  /** Told of every consumer, so that closing can wait for it. */
  onConsuming: (ended: Promise<void>) => void;
}

type Handle<Message> = (message: Message, delivery: Delivery) => Promise<void>;

/** One queue of a SQLite file. Delivery is at least once; see `QueueRows` for what is atomic. */
export class SqliteQueue<Message> implements Queue<Message> {
  readonly #parts: SqliteQueueParts<Message>;

  constructor(parts: SqliteQueueParts<Message>) {
    this.#parts = parts;
  }

  async send(message: Message, options: SendOptions = {}, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    const { definition, rows, clock, wakeUp } = this.#parts;
    checkSendOptions(definition, options);
    const parsed = definition.schema.safeParse(message);
    if (!parsed.success) throw AppError.validation(`Not a message of the ${definition.name} queue`);
    const { groupId, deduplicationId } = options;
    const sent = rows.send({ body: JSON.stringify(parsed.data), groupId, deduplicationId }, clock.nowMs());
    if (sent) wakeUp.ring();
    return sent;
  }

  consume(handle: Handle<Message>, options: ConsumeOptions<Message>): Promise<void> {
    const ended = this.#consume(handle, options);
    this.#parts.onConsuming(ended);
    return ended;
  }

  async #consume(handle: Handle<Message>, options: ConsumeOptions<Message>): Promise<void> {
    const { rows, clock, definition, closing } = this.#parts;
    const signal = AbortSignal.any([options.signal, closing]);
    const running = new Set<Promise<void>>();
    while (!signal.aborted) {
      const { rung, cancel } = this.#parts.wakeUp.next();
      while (!signal.aborted && running.size < (options.concurrency ?? 1)) {
        const claim = this.#try(() => rows.claim(clock.nowMs(), definition.visibilityTimeoutMs), options);
        if (claim === undefined) break;
        const work = this.#deliver(claim, handle, options, signal).finally(() => running.delete(work));
        running.add(work);
      }
      await this.#pause([rung, ...running], signal).finally(cancel);
    }
    await Promise.all(running);
  }

  /** Until something happened, or it is time to look again, or consuming ends. */
  async #pause(happenings: Promise<void>[], signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const looked = this.#parts.clock
      .sleep(POLL_INTERVAL_MS, AbortSignal.any([signal, over.signal]))
      .catch(() => undefined);
    await Promise.race([looked, ...happenings]);
    over.abort();
  }

  async #deliver(
    claim: Claim,
    handle: Handle<Message>,
    options: ConsumeOptions<Message>,
    signal: AbortSignal,
  ): Promise<void> {
    const { rows, clock, definition, wakeUp } = this.#parts;
    const message = this.#read(claim);
    if (message === undefined) {
      options.onFailure?.(AppError.validation('A message nobody can read'), undefined, claim.receiveCount);
      this.#try(() => rows.bury(claim, clock.nowMs()), options);
    } else if (claim.receiveCount > definition.maxReceives) {
      // Whoever had it last time died with it.
      await this.#bury(claim, message, options);
    } else {
      try {
        await handle(message, { receiveCount: claim.receiveCount, signal, extend: async () => this.#extend(claim) });
        this.#try(() => rows.finish(claim), options);
      } catch (error) {
        if (signal.aborted) this.#try(() => rows.giveBack(claim, clock.nowMs()), options);
        options.onFailure?.(error, message, claim.receiveCount);
        if (!signal.aborted && claim.receiveCount >= definition.maxReceives) await this.#bury(claim, message, options);
      }
    }
    wakeUp.ring();
  }

  /**
   * `onDead` first, then the dead letters: dying in between means it is told again, never that it was
   * not told. When telling fails the message stays and is tried again, yet not for ever: it would hold
   * its group up.
   */
  async #bury(claim: Claim, message: Message, options: ConsumeOptions<Message>): Promise<void> {
    const { rows, clock, definition } = this.#parts;
    try {
      await options.onDead?.(message);
    } catch (error) {
      options.onFailure?.(error, message, claim.receiveCount);
      if (claim.receiveCount < 2 * definition.maxReceives) return;
    }
    this.#try(() => rows.bury(claim, clock.nowMs()), options);
  }

  #extend(claim: Claim): void {
    const { rows, clock, definition } = this.#parts;
    if (!rows.extend(claim, clock.nowMs() + definition.visibilityTimeoutMs))
      throw AppError.conflict('The message has been given to someone else');
  }

  #read(claim: Claim): Message | undefined {
    try {
      return this.#parts.definition.schema.parse(JSON.parse(claim.body));
    } catch {
      return undefined;
    }
  }

  /** A database that is busy or full must not end consuming: it is reported, and looked at again later. */
  #try<Result>(work: () => Result, options: ConsumeOptions<Message>): Result | undefined {
    try {
      return work();
    } catch (error) {
      options.onFailure?.(error, undefined, 0);
      return undefined;
    }
  }
}

function checkSendOptions<Message>(definition: QueueDefinition<Message>, options: SendOptions): void {
  const given = [options.groupId, options.deduplicationId].filter((each) => each !== undefined && each !== '').length;
  if (definition.fifo && given < 2)
    throw AppError.validation(`The ${definition.name} queue needs a group and a deduplication id`);
  if (!definition.fifo && given > 0)
    throw AppError.validation(`The ${definition.name} queue keeps no order and drops no duplicates`);
}
