import { AppError } from '@audio-studio/contract';
import { systemClock, type Clock } from '@audio-studio/flow';
import type { ConsumeOptions, Delivery, Queue, QueueDefinition, Queues, SendOptions } from '../queue.ts';

const DEDUPLICATION_WINDOW_MS = 5 * 60_000;
/** How often a consumer looks whether a message has become visible, milliseconds. */
const LOOK_INTERVAL_MS = 100;

interface Held {
  body: string;
  groupId: string | undefined;
  visibleAtMs: number;
  receiveCount: number;
}

interface Store {
  messages: Held[];
  sentAtMs: Map<string, number>;
  dead: string[];
}

/** Queues in memory, for tests of what stands on the port. Keeps every rule of the contract suite. */
export class FakeQueues implements Queues {
  readonly #clock: Clock;
  readonly #stores = new Map<string, Store>();
  readonly #closing = new AbortController();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  open<Message>(definition: QueueDefinition<Message>): Queue<Message> {
    return new FakeQueue(definition, this.#store(definition.name), this.#clock, this.#closing.signal);
  }

  /** Bodies of a queue's dead letters, oldest first. */
  deadLetters(name: string): unknown[] {
    return this.#store(name).dead.map((body) => JSON.parse(body) as unknown);
  }

  async probe(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  #store(name: string): Store {
    const store = this.#stores.get(name) ?? { messages: [], sentAtMs: new Map(), dead: [] };
    this.#stores.set(name, store);
    return store;
  }
}

class FakeQueue<Message> implements Queue<Message> {
  readonly #definition: QueueDefinition<Message>;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #closing: AbortSignal;

  constructor(definition: QueueDefinition<Message>, store: Store, clock: Clock, closing: AbortSignal) {
    this.#definition = definition;
    this.#store = store;
    this.#clock = clock;
    this.#closing = closing;
  }

  async send(message: Message, options: SendOptions = {}, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    const { groupId, deduplicationId } = options;
    const isOrdered = Boolean(groupId) && Boolean(deduplicationId);
    if (this.#definition.fifo ? !isOrdered : groupId !== undefined || deduplicationId !== undefined)
      throw AppError.validation('Group and deduplication id belong to FIFO queues, both of them');
    const parsed = this.#definition.schema.safeParse(message);
    if (!parsed.success) throw AppError.validation(`Not a message of ${this.#definition.name}`);
    const nowMs = this.#clock.nowMs();
    if (deduplicationId !== undefined) {
      const sentAtMs = this.#store.sentAtMs.get(deduplicationId);
      if (sentAtMs !== undefined && nowMs < sentAtMs + DEDUPLICATION_WINDOW_MS) return false;
      this.#store.sentAtMs.set(deduplicationId, nowMs);
    }
    this.#store.messages.push({ body: JSON.stringify(parsed.data), groupId, visibleAtMs: nowMs, receiveCount: 0 });
    return true;
  }

  async consume(
    handle: (message: Message, delivery: Delivery) => Promise<void>,
    options: ConsumeOptions<Message>,
  ): Promise<void> {
    const signal = AbortSignal.any([options.signal, this.#closing]);
    const workers = Array.from({ length: options.concurrency ?? 1 }, async () => {
      while (!signal.aborted) {
        const held = this.#take();
        if (held === undefined) await this.#look(signal);
        else await this.#deliver(held, handle, options, signal);
      }
    });
    await Promise.all(workers);
  }

  /** The oldest message that is visible and, in its group, first. */
  #take(): Held | undefined {
    const nowMs = this.#clock.nowMs();
    const { messages } = this.#store;
    const held = messages.find(
      (each, at) =>
        each.visibleAtMs <= nowMs &&
        (each.groupId === undefined || messages.findIndex((other) => other.groupId === each.groupId) === at),
    );
    if (held === undefined) return undefined;
    held.receiveCount += 1;
    held.visibleAtMs = nowMs + this.#definition.visibilityTimeoutMs;
    return held;
  }

  /** Time by the queues' clock may stand still, so messages are also looked for after a turn of the real one. */
  async #look(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const slept = this.#clock.sleep(LOOK_INTERVAL_MS, AbortSignal.any([signal, over.signal])).catch(() => undefined);
    await Promise.race([slept, new Promise((resolve) => setTimeout(resolve, 1))]);
    over.abort();
  }

  async #deliver(
    held: Held,
    handle: (message: Message, delivery: Delivery) => Promise<void>,
    options: ConsumeOptions<Message>,
    signal: AbortSignal,
  ): Promise<void> {
    const { receiveCount } = held;
    const parsed = this.#definition.schema.safeParse(JSON.parse(held.body));
    if (!parsed.success) {
      options.onFailure?.(parsed.error, undefined, receiveCount);
      this.#bury(held);
      return;
    }
    const isOurs = () => held.receiveCount === receiveCount && this.#store.messages.includes(held);
    const extend = async () => {
      if (!isOurs()) throw AppError.conflict('The message is no longer ours');
      held.visibleAtMs = this.#clock.nowMs() + this.#definition.visibilityTimeoutMs;
    };
    try {
      await handle(parsed.data, { receiveCount, extend, signal });
      if (isOurs()) this.#remove(held);
    } catch (error) {
      options.onFailure?.(error, parsed.data, receiveCount);
      if (signal.aborted || !isOurs() || receiveCount < this.#definition.maxReceives) return;
      await options.onDead?.(parsed.data);
      this.#bury(held);
    }
  }

  #bury(held: Held): void {
    this.#remove(held);
    this.#store.dead.push(held.body);
  }

  #remove(held: Held): void {
    this.#store.messages = this.#store.messages.filter((each) => each !== held);
  }
}
