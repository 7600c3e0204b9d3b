import type { z } from 'zod';

export interface QueueDefinition<Message> {
  /** Logical name, `processing`; adapters map it to their queue. */
  name: string;
  schema: z.ZodType<Message>;
  /** Messages of one group are handled in order, one at a time; no two with one deduplication id. */
  fifo: boolean;
  /** A message not finished after this long is given to someone else. */
  visibilityTimeoutMs: number;
  /** Failed this often, a message goes to the dead letters. */
  maxReceives: number;
}

export interface SendOptions {
  /** Required on a FIFO queue. */
  groupId?: string;
  /** FIFO: a second message with the same id is dropped. Required on a FIFO queue. */
  deduplicationId?: string;
}

export interface Delivery {
  /** How often this message has been handed out, this time included. */
  receiveCount: number;
  /** Keeps the message ours for another visibility time-out: call it during long work. */
  extend(): Promise<void>;
  /** Fires when consuming ends: finish or throw. */
  signal: AbortSignal;
}

export interface ConsumeOptions<Message> {
  signal: AbortSignal;
  /** Messages handled at the same time; default 1. */
  concurrency?: number;
  /** Told of each failure; the message stays and comes back after its visibility time-out. */
  onFailure?: (error: unknown, message: Message | undefined, receiveCount: number) => void;
  /** Told when a message has failed for the last time and went to the dead letters. */
  onDead?: (message: Message) => Promise<void> | void;
}

/** At-least-once delivery: a handler that returns has finished the message, one that throws has not. */
export interface Queue<Message> {
  /** False when dropped as a duplicate. */
  send(message: Message, options?: SendOptions, signal?: AbortSignal): Promise<boolean>;
  /** Handles messages until the signal fires, then resolves once running handlers have ended. */
  consume(
    handle: (message: Message, delivery: Delivery) => Promise<void>,
    options: ConsumeOptions<Message>,
  ): Promise<void>;
}

export interface Queues {
  open<Message>(definition: QueueDefinition<Message>): Queue<Message>;
  probe(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
