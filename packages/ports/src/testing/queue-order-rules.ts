/* oxlint-disable vitest/no-standalone-expect -- rules are data; runRules makes a test of each. */
import { expect } from 'vitest';
import { gate, PAST_VISIBILITY_MS, queueRule, type QueueSubject } from './queue-probe.ts';
import { expectCode, until, type Rule } from './rule.ts';

/** As on SQS: five minutes, and a little. */
const PAST_DEDUPLICATION_MS = 5 * 60_000 + 1_000;

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, at) => String(at).padStart(3, '0'));
}

/** Groups and duplicates of FIFO queues. */
export const QUEUE_ORDER_RULES: readonly Rule<QueueSubject>[] = [
  queueRule('QUE-50', 'messages of a group are handled in the order they were sent', async (probe) => {
    const sent = numbered(30);
    for (const text of sent) await probe.fifo.send({ text }, { groupId: 'group', deduplicationId: text });
    const { texts } = probe.collect(probe.fifo);
    await until('all are handled', () => texts.length >= sent.length);
    expect(texts).toEqual(sent);
  }),
  queueRule('QUE-51', 'no two messages of a group are handled at once, by however many consumers', async (probe) => {
    const sent = numbered(12);
    const texts: string[] = [];
    let running = 0;
    let most = 0;
    const handle = async ({ text }: { text: string }) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      texts.push(text);
      running -= 1;
    };
    probe.consume(probe.fifo, handle, { concurrency: 4 });
    probe.consume(probe.fifo, handle, { concurrency: 4 });
    for (const text of sent) await probe.fifo.send({ text }, { groupId: 'group', deduplicationId: text });
    await until('all are handled', () => texts.length >= sent.length);
    expect(texts).toEqual(sent);
    expect(most).toBe(1);
  }),
  queueRule('QUE-52', 'a group that is busy holds no other group up', async (probe) => {
    const release = gate();
    const texts: string[] = [];
    probe.consume(
      probe.fifo,
      async ({ text }) => {
        if (text === 'slow') await release.passed;
        texts.push(text);
      },
      { concurrency: 2 },
    );
    await probe.fifo.send({ text: 'slow' }, { groupId: 'a', deduplicationId: '1' });
    await probe.fifo.send({ text: 'behind' }, { groupId: 'a', deduplicationId: '2' });
    await probe.fifo.send({ text: 'free' }, { groupId: 'b', deduplicationId: '3' });
    await until('the other group is through', () => texts.includes('free'));
    expect(texts).toEqual(['free']);
    release.open();
    await until('all are through', () => texts.length === 3);
    expect(texts).toEqual(['free', 'slow', 'behind']);
  }),
  queueRule('QUE-53', 'a message that fails holds its group up until it succeeds', async (probe) => {
    const texts: string[] = [];
    await probe.fifo.send({ text: 'first' }, { groupId: 'group', deduplicationId: '1' });
    await probe.fifo.send({ text: 'second' }, { groupId: 'group', deduplicationId: '2' });
    probe.consume(
      probe.fifo,
      async ({ text }, { receiveCount }) => {
        texts.push(`${text} ${receiveCount}`);
        if (text === 'first' && receiveCount === 1) throw new Error('not yet');
      },
      { concurrency: 2 },
    );
    await until('the first is tried', () => texts.length === 1);
    await probe.advance(PAST_VISIBILITY_MS);
    await until('both are through', () => texts.length >= 3);
    expect(texts).toEqual(['first 1', 'first 2', 'second 1']);
  }),
  queueRule('QUE-54', 'a message that dies lets its group go on', async (probe) => {
    const texts: string[] = [];
    const dead: string[] = [];
    await probe.fifo.send({ text: 'doomed' }, { groupId: 'group', deduplicationId: '1' });
    await probe.fifo.send({ text: 'behind' }, { groupId: 'group', deduplicationId: '2' });
    probe.consume(
      probe.fifo,
      async ({ text }) => {
        if (text === 'doomed') throw new Error('always');
        texts.push(text);
      },
      { onDead: ({ text }) => void dead.push(text) },
    );
    await until('the one behind is through', async () => {
      await probe.advance(PAST_VISIBILITY_MS);
      return texts.length === 1;
    });
    expect(dead).toEqual(['doomed']);
  }),
  queueRule('QUE-55', 'a second message with the same deduplication id is dropped, handled or not', async (probe) => {
    const { texts } = probe.collect(probe.fifo);
    expect(await probe.fifo.send({ text: 'one' }, { groupId: 'a', deduplicationId: 'same' })).toBe(true);
    expect(await probe.fifo.send({ text: 'two' }, { groupId: 'a', deduplicationId: 'same' })).toBe(false);
    await until('the first is handled', () => texts.length === 1);
    expect(await probe.fifo.send({ text: 'three' }, { groupId: 'b', deduplicationId: 'same' })).toBe(false);
    expect(await probe.fifo.send({ text: 'four' }, { groupId: 'a', deduplicationId: 'other' })).toBe(true);
    await until('the other is handled', () => texts.includes('four'));
    expect(texts).toEqual(['one', 'four']);
  }),
  queueRule('QUE-56', 'of 50 concurrent sends with one deduplication id exactly one gets through', async (probe) => {
    const sent = await Promise.all(
      numbered(50).map((text) => probe.fifo.send({ text }, { groupId: 'group', deduplicationId: 'same' })),
    );
    expect(sent.filter(Boolean)).toHaveLength(1);
  }),
  queueRule('QUE-57', 'after five minutes the same deduplication id gets through again', async (probe) => {
    const { texts } = probe.collect(probe.fifo);
    await probe.fifo.send({ text: 'one' }, { groupId: 'group', deduplicationId: 'same' });
    await until('the first is handled', () => texts.length === 1);
    await probe.advance(PAST_DEDUPLICATION_MS);
    expect(await probe.fifo.send({ text: 'two' }, { groupId: 'group', deduplicationId: 'same' })).toBe(true);
    await until('the second is handled', () => texts.length === 2);
  }),
  queueRule('QUE-58', 'a FIFO queue takes no message without group and deduplication id', async (probe) => {
    await expectCode(probe.fifo.send({ text: 'x' }), 'VALIDATION_ERROR');
    await expectCode(probe.fifo.send({ text: 'x' }, { groupId: 'a' }), 'VALIDATION_ERROR');
    await expectCode(probe.fifo.send({ text: 'x' }, { deduplicationId: 'a' }), 'VALIDATION_ERROR');
    await expectCode(probe.fifo.send({ text: 'x' }, { groupId: '', deduplicationId: 'a' }), 'VALIDATION_ERROR');
  }),
  queueRule('QUE-59', 'a queue that is not FIFO does not promise to drop duplicates', async (probe) => {
    await expectCode(probe.standard.send({ text: 'x' }, { deduplicationId: 'a' }), 'VALIDATION_ERROR');
  }),
];
