import type { ProcessingResult, ResultsMessage } from '@audio-studio/contract';
import { systemClock } from '@audio-studio/flow';
import { PROCESSING_QUEUE, RESULTS_QUEUE, type Queue } from '@audio-studio/ports';
import { FakeQueues } from '@audio-studio/ports/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Analysis } from './analysis/analysis.ts';
import { startWorker, type WorkerOptions } from './start-worker.ts';
import { GUEST_KEY, HOST_KEY, inlineAnalysis, storeOf, TAKE_ID, takeMessage } from './testing/take-fixture.ts';
import { voice, wavFile } from './testing/speech-like.ts';

const host = wavFile(voice({ durationSeconds: 4, turns: [[0.5, 3]], levelDbfs: -22, snrDb: 30 }));
const guest = wavFile(
  voice({ durationSeconds: 4, turns: [[1, 3.5]], levelDbfs: -22, snrDb: 30, pitchHz: 210, seed: 2 }),
);
const SEND = { groupId: 'room', deduplicationId: 'take' };
/** A message that fails is tried again at once, and twice at most. */
const EAGER = { ...PROCESSING_QUEUE, visibilityTimeoutMs: 20, maxReceives: 2 };

interface Running {
  stop: () => Promise<void>;
}
const running: Running[] = [];
afterEach(async () => {
  for (const { stop } of running.splice(0)) await stop();
});

async function setup(files: Record<string, Uint8Array>, changes: Partial<WorkerOptions> = {}) {
  const queues = new FakeQueues(systemClock);
  const processing = queues.open(EAGER);
  const results = queues.open(RESULTS_QUEUE);
  const logged: unknown[] = [];
  const note = (attributes: object, text: string) => logged.push({ ...attributes, text });
  const objects = await storeOf(files);
  const stopping = new AbortController();
  const received: ResultsMessage[] = [];
  const draining = results.consume(async (message) => void received.push(message), { signal: stopping.signal });
  const worker = startWorker({
    processing,
    results,
    objects,
    signal: stopping.signal,
    log: { info: note, warn: note, error: note },
    clock: systemClock,
    ...changes,
  });
  const stop = async () => {
    stopping.abort();
    await Promise.all([worker, draining]);
  };
  running.push({ stop });
  const result = () =>
    vi.waitFor(
      () => {
        const found = received.find((message): message is ProcessingResult => 'status' in message);
        if (found === undefined) throw new Error('no result yet');
        return found;
      },
      { timeout: 15_000 },
    );
  return { queues, processing, received, logged, stop, result };
}

const failing = (): Analysis => {
  throw new Error('No thread to be had');
};

describe('the worker', () => {
  it('turns a message into steps and a result, in a thread of its own', async () => {
    const { processing, received, result, logged } = await setup({ [HOST_KEY]: host, [GUEST_KEY]: guest });
    await processing.send(takeMessage(), SEND);
    expect(await result()).toMatchObject({ sessionId: TAKE_ID, status: 'completed' });
    const steps = received.flatMap((message) => ('step' in message ? [message.step] : []));
    expect(steps[0]).toBe('syncing');
    expect(steps.at(-1)).toBe('complete');
    expect(received.indexOf(await result())).toBe(received.length - 1);
    expect(JSON.stringify(logged)).not.toContain(TAKE_ID);
  });

  it('lets no result overtake a step, however slow the queue', async () => {
    const sent: ResultsMessage[] = [];
    const results: Queue<ResultsMessage> = {
      send: async (message) => {
        if ('step' in message) await new Promise((resolve) => setImmediate(resolve));
        sent.push(message);
        return true;
      },
      consume: async () => undefined,
    };
    const { processing } = await setup({ [HOST_KEY]: Uint8Array.of(1), [GUEST_KEY]: guest }, { results });
    await processing.send(takeMessage(), SEND);
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(2));
    expect(sent.map((message) => ('step' in message ? message.step : message.status))).toEqual([
      'syncing',
      'validating',
      'rejected',
    ]);
  });

  it('does not fail a take because a step cannot be published', async () => {
    const sent: ResultsMessage[] = [];
    const results: Queue<ResultsMessage> = {
      send: async (message) => {
        if ('step' in message) throw new Error('The queue is away');
        sent.push(message);
        return true;
      },
      consume: async () => undefined,
    };
    const { processing } = await setup({ [HOST_KEY]: host, [GUEST_KEY]: guest }, { results });
    await processing.send(takeMessage(), SEND);
    await vi.waitFor(() => expect(sent).toMatchObject([{ status: 'completed' }]), { timeout: 15_000 });
  });

  it('finishes a message with a bad file at the first try', async () => {
    const { queues, processing, result, logged } = await setup({
      [HOST_KEY]: Uint8Array.of(1, 2, 3),
      [GUEST_KEY]: guest,
    });
    await processing.send(takeMessage(), SEND);
    expect(await result()).toMatchObject({ status: 'rejected', profile: 'P4' });
    expect(queues.deadLetters(PROCESSING_QUEUE.name)).toEqual([]);
    expect(logged.filter((entry) => (entry as { text: string }).text === 'Processing a take')).toHaveLength(1);
  });

  it('tries again what may pass', async () => {
    let tries = 0;
    const { processing, result } = await setup(
      { [HOST_KEY]: host, [GUEST_KEY]: guest },
      {
        openAnalysis: (plan) => {
          tries += 1;
          return tries === 1 ? failing() : inlineAnalysis(plan);
        },
      },
    );
    await processing.send(takeMessage(), SEND);
    expect((await result()).status).toBe('completed');
    expect(tries).toBe(2);
  });

  it('says of which revision of the take it speaks, with every step and when giving up', async () => {
    const once = await setup({ [HOST_KEY]: host, [GUEST_KEY]: guest });
    await once.processing.send({ ...takeMessage(), revision: 2 }, SEND);
    expect(await once.result()).toMatchObject({ status: 'completed', revision: 2 });
    expect(new Set(once.received.map(({ revision }) => revision))).toEqual(new Set([2]));
    const never = await setup({ [HOST_KEY]: host, [GUEST_KEY]: guest }, { openAnalysis: failing });
    await never.processing.send({ ...takeMessage(), revision: 3 }, SEND);
    expect(await never.result()).toMatchObject({ failed: true, revision: 3 });
  });

  it('says honestly when it gave up, and keeps the message as a dead letter', async () => {
    const { queues, processing, result } = await setup(
      { [HOST_KEY]: host, [GUEST_KEY]: guest },
      { openAnalysis: failing },
    );
    await processing.send(takeMessage(), SEND);
    const given = await result();
    expect(given).toMatchObject({ status: 'rejected', failed: true, profile: 'P4', sessionId: TAKE_ID });
    expect(given.rejectionReason).toMatch(/fault is ours/);
    await vi.waitFor(() => expect(queues.deadLetters(PROCESSING_QUEUE.name)).toHaveLength(1));
  });

  it('gives a take in work back when it is stopped, and publishes nothing of it', async () => {
    let begun = 0;
    const hanging = (_: unknown, signal: AbortSignal): Analysis => {
      begun += 1;
      const untilStopped = () =>
        new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return { push: untilStopped, levels: untilStopped, conversation: untilStopped, close: async () => undefined };
    };
    const { queues, processing, received, stop } = await setup(
      { [HOST_KEY]: host, [GUEST_KEY]: guest },
      { openAnalysis: hanging },
    );
    await processing.send(takeMessage(), SEND);
    await vi.waitFor(() => expect(begun).toBe(1));
    await stop();
    expect(received.some((message) => 'status' in message)).toBe(false);
    expect(queues.deadLetters(PROCESSING_QUEUE.name)).toEqual([]);
  });
});
