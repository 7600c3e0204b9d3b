import { z } from 'zod';
import type { ConsumeOptions, Delivery, Queue, QueueDefinition, Queues } from '../queue.ts';
import type { Rule } from './rule.ts';

/** What the rules of `Queues` run on. */
export interface QueueSubject {
  queues: Queues;
  /** Lets time pass by the queues' clock: a manual clock jumps, an adapter on a real server waits. */
  advance: (byMs: number) => Promise<void>;
}

const probeMessageSchema = z.object({ text: z.string(), at: z.number().optional() });
export type ProbeMessage = z.infer<typeof probeMessageSchema>;

export const VISIBILITY_TIMEOUT_MS = 2_000;
/** Past the visibility time-out, whatever an adapter rounds to. */
export const PAST_VISIBILITY_MS = VISIBILITY_TIMEOUT_MS + 1_000;
export const MAX_RECEIVES = 3;

export interface QueueProbe extends QueueSubject {
  /** Keeps order per group. */
  fifo: Queue<ProbeMessage>;
  standard: Queue<ProbeMessage>;
  /** The same queues, for messages of any shape. */
  untyped: { fifo: Queue<unknown>; standard: Queue<unknown> };
  /** Starts a consumer that the rule's end stops. */
  consume: (
    queue: Queue<ProbeMessage>,
    handle: (message: ProbeMessage, delivery: Delivery) => Promise<void>,
    options?: Partial<ConsumeOptions<ProbeMessage>>,
  ) => Consumer;
  /** As `consume`, noting every text in order. */
  collect: (queue: Queue<ProbeMessage>) => Consumer & { texts: string[] };
}

export interface Consumer {
  abort: () => void;
  /** Resolves when `consume` does. */
  ended: Promise<void>;
  /** Both, in that order. */
  stop: () => Promise<void>;
}

/** A rule on two queues of its own. */
export function queueRule(id: string, title: string, run: (probe: QueueProbe) => Promise<void>): Rule<QueueSubject> {
  return {
    id,
    title,
    run: async (subject) => {
      const name = `contract-${crypto.randomUUID()}`;
      const { queues } = subject;
      const fifo = definition(`${name}-fifo`, true);
      const standard = definition(`${name}-standard`, false);
      const consumers: Consumer[] = [];
      const consume: QueueProbe['consume'] = (queue, handle, options) => {
        const consumer = startConsumer(queue, handle, options);
        consumers.push(consumer);
        return consumer;
      };
      try {
        await run({
          ...subject,
          fifo: queues.open(fifo),
          standard: queues.open(standard),
          untyped: {
            fifo: queues.open({ ...fifo, schema: z.unknown() }),
            standard: queues.open({ ...standard, schema: z.unknown() }),
          },
          consume,
          collect: (queue) => {
            const texts: string[] = [];
            const consumer = consume(queue, async ({ text }) => {
              texts.push(text);
            });
            return { ...consumer, texts };
          },
        });
      } finally {
        for (const consumer of consumers) consumer.abort();
      }
    },
  };
}

function definition(name: string, fifo: boolean): QueueDefinition<ProbeMessage> {
  return {
    name,
    schema: probeMessageSchema,
    fifo,
    visibilityTimeoutMs: VISIBILITY_TIMEOUT_MS,
    maxReceives: MAX_RECEIVES,
  };
}

function startConsumer(
  queue: Queue<ProbeMessage>,
  handle: (message: ProbeMessage, delivery: Delivery) => Promise<void>,
  options: Partial<ConsumeOptions<ProbeMessage>> = {},
): Consumer {
  const controller = new AbortController();
  const ended = queue.consume(handle, { ...options, signal: controller.signal });
  // A consumer that fails is seen by whoever awaits `ended`; one that nobody awaits must not end the run.
  ended.catch(() => undefined);
  const abort = () => controller.abort(new DOMException('The rule is over', 'AbortError'));
  return {
    abort,
    ended,
    stop: () => {
      abort();
      return ended;
    },
  };
}

/** A promise and the way to fulfil it: holds a handler up until the rule lets it go. */
export function gate(): { passed: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}
