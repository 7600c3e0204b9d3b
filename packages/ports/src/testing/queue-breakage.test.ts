import { ManualClock } from '@audio-studio/flow';
import { z } from 'zod';
import type { ConsumeOptions, Delivery, Queue, QueueDefinition, Queues, SendOptions } from '../queue.ts';
import { altered, expectRulesToNotice, type Breakage } from './breakage.ts';
import { FakeQueues } from './fake-queues.ts';
import type { QueueSubject } from './queue-probe.ts';
import { QUEUE_RULES } from './queue-suite.ts';
import { setPatience } from './rule.ts';

setPatience(200);

type Handle = (message: unknown, delivery: Delivery) => Promise<void>;
type Options = ConsumeOptions<unknown>;

interface Changes {
  definition?: (definition: QueueDefinition<unknown>) => Partial<QueueDefinition<unknown>>;
  queue?: (queue: Queue<unknown>, definition: QueueDefinition<unknown>) => Partial<Queue<unknown>>;
  queues?: (queues: Queues) => Partial<Queues>;
}

function broken({ definition = () => ({}), queue = () => ({}), queues = () => ({}) }: Changes): () => QueueSubject {
  return () => {
    const clock = new ManualClock();
    const open = <Message>(given: QueueDefinition<Message>) => {
      const loose = given as unknown as QueueDefinition<unknown>;
      const used = { ...loose, ...definition(loose) };
      return altered(fake.open(used), (inner) => queue(inner, used)) as unknown as Queue<Message>;
    };
    const fake = new FakeQueues(clock);
    return {
      queues: altered<Queues>(fake, (inner) => ({ open, ...queues(inner) })),
      advance: (byMs) => clock.advance(byMs),
    };
  };
}

/** Changes what handlers do. */
const handling = (change: (handle: Handle, options: Options) => Handle): (() => QueueSubject) =>
  broken({ queue: (inner) => ({ consume: (handle, options) => inner.consume(change(handle, options), options) }) });

/** Changes how consuming is asked for. */
const consuming = (change: (options: Options) => Partial<Options>): (() => QueueSubject) =>
  broken({
    queue: (inner) => ({ consume: (handle, options) => inner.consume(handle, { ...options, ...change(options) }) }),
  });

/** Changes how FIFO messages are sent. */
const sending = (change: (options: SendOptions) => SendOptions): (() => QueueSubject) =>
  broken({
    queue: (inner, { fifo }) => ({
      send: (message, options = {}, signal) => inner.send(message, fifo ? change(options) : options, signal),
    }),
  });

const BREAKAGES: Breakage<QueueSubject>[] = [
  {
    name: 'drops what it does not know',
    breaks: ['QUE-01'],
    open: handling((handle) => (message, delivery) => handle({ text: (message as { text: string }).text }, delivery)),
  },
  {
    name: 'looks once',
    breaks: ['QUE-02'],
    open: broken({
      queue: (inner) => ({
        consume: async (handle, options) => {
          const once = new AbortController();
          const only: Handle = (message, delivery) => handle(message, delivery).finally(() => once.abort());
          await inner.consume(only, { ...options, signal: AbortSignal.any([options.signal, once.signal]) });
        },
      }),
    }),
  },
  {
    name: 'never finishes a message',
    breaks: ['QUE-03'],
    open: handling((handle) => async (message, delivery) => {
      await handle(message, delivery);
      throw new Error('not finished');
    }),
  },
  {
    name: 'finishes what failed',
    breaks: ['QUE-04', 'QUE-06', 'QUE-34', 'QUE-53'],
    open: handling((handle) => (message, delivery) => handle(message, delivery).catch(() => undefined)),
  },
  {
    name: 'hides nothing',
    breaks: ['QUE-05', 'QUE-08'],
    open: broken({ definition: () => ({ visibilityTimeoutMs: 0 }) }),
  },
  {
    name: 'never gives up',
    breaks: ['QUE-06', 'QUE-54'],
    open: broken({ definition: () => ({ maxReceives: Infinity }) }),
  },
  {
    name: 'gives up at once',
    breaks: ['QUE-04', 'QUE-06', 'QUE-53'],
    open: broken({ definition: () => ({ maxReceives: 1 }) }),
  },
  {
    name: 'finishes what it hands out',
    breaks: ['QUE-04', 'QUE-07', 'QUE-33'],
    open: handling((handle) => async (message, delivery) => {
      void handle(message, delivery).catch(() => undefined);
    }),
  },
  {
    name: 'does not extend',
    breaks: ['QUE-08'],
    open: handling((handle) => (message, delivery) => handle(message, { ...delivery, extend: async () => undefined })),
  },
  {
    name: 'reads anything',
    breaks: ['QUE-09', 'QUE-10'],
    open: broken({ definition: () => ({ schema: z.unknown() }) }),
  },
  {
    name: 'has one queue for all',
    breaks: ['QUE-11'],
    open: broken({
      definition: () => ({ name: 'one', fifo: false }),
      queue: (inner) => ({ send: (message) => inner.send(message) }),
    }),
  },
  {
    name: 'hears no signal when sending',
    breaks: ['QUE-12'],
    open: broken({ queue: (inner) => ({ send: (message, options) => inner.send(message, options) }) }),
  },
  { name: 'handles one at a time', breaks: ['QUE-30', 'QUE-52'], open: consuming(() => ({ concurrency: 1 })) },
  { name: 'handles many at a time', breaks: ['QUE-30', 'QUE-31'], open: consuming(() => ({ concurrency: 9 })) },
  {
    name: 'hands everything out twice',
    breaks: ['QUE-01', 'QUE-02', 'QUE-32', 'QUE-50'],
    open: handling((handle) => async (message, delivery) => {
      await handle(message, delivery);
      await handle(message, delivery);
    }),
  },
  {
    name: 'does not wait for handlers when it ends',
    breaks: ['QUE-33'],
    open: broken({
      queue: (inner) => ({
        consume: (handle, options) =>
          Promise.race([
            inner.consume(handle, options),
            new Promise<void>((resolve) => options.signal.addEventListener('abort', () => resolve())),
          ]),
      }),
    }),
  },
  {
    name: 'drops what was given up at the end',
    breaks: ['QUE-34'],
    open: handling((handle, { signal }) => async (message, delivery) => {
      await handle(message, delivery).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }),
  },
  {
    name: 'starts under a signal that has fired',
    breaks: ['QUE-35'],
    open: consuming(({ signal }) => ({ signal: signal.aborted ? AbortSignal.timeout(50) : signal })),
  },
  { name: 'does not close', breaks: ['QUE-36'], open: broken({ queues: () => ({ close: async () => undefined }) }) },
  {
    name: 'swaps neighbours',
    breaks: ['QUE-50', 'QUE-51'],
    open: broken({
      queue: (inner) => {
        let held: (() => Promise<boolean>) | undefined;
        return {
          send: async (message, options) => {
            const before = held;
            held = before === undefined ? () => inner.send(message, options) : undefined;
            if (before === undefined) return true;
            await inner.send(message, options);
            return before();
          },
        };
      },
    }),
  },
  {
    name: 'knows no groups',
    breaks: ['QUE-51', 'QUE-53'],
    open: sending((options) => ({ ...options, groupId: crypto.randomUUID() })),
  },
  { name: 'has one group for all', breaks: ['QUE-52'], open: sending((options) => ({ ...options, groupId: 'one' })) },
  {
    name: 'drops no duplicates',
    breaks: ['QUE-55', 'QUE-56'],
    open: sending((options) => ({ ...options, deduplicationId: crypto.randomUUID() })),
  },
  {
    name: 'remembers duplicates for ever',
    breaks: ['QUE-57'],
    open: broken({
      queue: (inner) => {
        const seen = new Set<string | undefined>();
        return {
          send: async (message, options) => {
            if (seen.has(options?.deduplicationId)) return false;
            seen.add(options?.deduplicationId);
            return inner.send(message, options);
          },
        };
      },
    }),
  },
  {
    name: 'makes up a group and an id',
    breaks: ['QUE-58'],
    open: sending((options) => ({
      groupId: options.groupId || 'group',
      deduplicationId: options.deduplicationId || 'id',
    })),
  },
  {
    name: 'passes over what it does not keep',
    breaks: ['QUE-59'],
    open: broken({
      queue: (inner, { fifo }) => ({ send: (message, options) => inner.send(message, fifo ? options : {}) }),
    }),
  },
];

expectRulesToNotice(QUEUE_RULES, BREAKAGES);
