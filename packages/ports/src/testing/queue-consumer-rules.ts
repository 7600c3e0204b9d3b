/* oxlint-disable vitest/no-standalone-expect -- rules are data; runRules makes a test of each. */
import { expect } from 'vitest';
import { gate, PAST_VISIBILITY_MS, queueRule, type QueueSubject } from './queue-probe.ts';
import { until, type Rule } from './rule.ts';

/** How many at once, and how consuming ends. */
export const QUEUE_CONSUMER_RULES: readonly Rule<QueueSubject>[] = [
  queueRule('QUE-30', 'as many messages are handled at once as asked for, and no more', async (probe) => {
    const release = gate();
    let running = 0;
    let most = 0;
    let handled = 0;
    for (let at = 0; at < 8; at += 1) await probe.standard.send({ text: `message ${at}` });
    probe.consume(
      probe.standard,
      async () => {
        running += 1;
        most = Math.max(most, running);
        await release.passed;
        running -= 1;
        handled += 1;
      },
      { concurrency: 3 },
    );
    await until('three run', () => running === 3);
    release.open();
    await until('all are handled', () => handled === 8);
    expect(most).toBe(3);
  }),
  queueRule('QUE-31', 'without being asked a consumer handles one message at a time', async (probe) => {
    let running = 0;
    let most = 0;
    let handled = 0;
    for (let at = 0; at < 4; at += 1) await probe.standard.send({ text: `message ${at}` });
    probe.consume(probe.standard, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      handled += 1;
    });
    await until('all are handled', () => handled === 4);
    expect(most).toBe(1);
  }),
  queueRule('QUE-32', 'two consumers handle each message once between them', async (probe) => {
    const first = probe.collect(probe.standard);
    const second = probe.collect(probe.standard);
    const sent = Array.from({ length: 60 }, (_, at) => `message ${at}`);
    await Promise.all(sent.map((text) => probe.standard.send({ text })));
    const handled = () => [...first.texts, ...second.texts];
    await until('all are handled', () => handled().length >= sent.length);
    expect(handled().sort()).toEqual(sent.sort());
  }),
  queueRule('QUE-33', 'consuming ends when its signal fires, after the handlers that run', async (probe) => {
    const started = gate();
    const release = gate();
    const events: string[] = [];
    await probe.standard.send({ text: 'running' });
    const consumer = probe.consume(probe.standard, async (_, { signal }) => {
      signal.addEventListener('abort', () => events.push('told'));
      started.open();
      await release.passed;
      events.push('handled');
    });
    void consumer.ended.then(() => events.push('ended'));
    await started.passed;
    consumer.abort();
    await probe.standard.send({ text: 'too late' });
    // A turn of the event loop, in which a consumer that does not wait would end.
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(events).toEqual(['told']);
    release.open();
    await consumer.ended;
    await until('the end is noted', () => events.includes('ended'));
    expect(events).toEqual(['told', 'handled', 'ended']);
    const next = probe.collect(probe.standard);
    await probe.advance(PAST_VISIBILITY_MS);
    await until('the next consumer has the rest', () => next.texts.length > 0);
    expect(next.texts).toEqual(['too late']);
  }),
  queueRule('QUE-34', 'a message given up because consuming ended is handed to the next consumer', async (probe) => {
    const started = gate();
    await probe.standard.send({ text: 'given up' });
    const consumer = probe.consume(probe.standard, (_, { signal }) => {
      started.open();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopping')));
      });
    });
    await started.passed;
    await consumer.stop();
    const next = probe.collect(probe.standard);
    await probe.advance(PAST_VISIBILITY_MS);
    await until('the next consumer has it', () => next.texts.length === 1);
  }),
  queueRule('QUE-35', 'consuming under a signal that has fired handles nothing', async (probe) => {
    await probe.standard.send({ text: 'waiting' });
    const texts: string[] = [];
    const handle = async ({ text }: { text: string }) => void texts.push(text);
    await probe.standard.consume(handle, { signal: AbortSignal.abort() });
    expect(texts).toEqual([]);
  }),
  queueRule('QUE-36', 'closing ends every consumer; closing twice is harmless', async (probe) => {
    await probe.queues.probe();
    const standard = probe.collect(probe.standard);
    const fifo = probe.collect(probe.fifo);
    await probe.queues.close();
    let ended = 0;
    void Promise.all([standard.ended, fifo.ended]).then(() => (ended = 2));
    await until('both have ended', () => ended === 2);
    await probe.queues.close();
  }),
];
