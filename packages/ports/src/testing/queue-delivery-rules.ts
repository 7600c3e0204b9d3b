/* oxlint-disable vitest/no-standalone-expect -- rules are data; runRules makes a test of each. */
import { expect } from 'vitest';
import {
  gate,
  MAX_RECEIVES,
  PAST_VISIBILITY_MS,
  queueRule,
  VISIBILITY_TIMEOUT_MS,
  type QueueSubject,
} from './queue-probe.ts';
import { expectCode, until, type Rule } from './rule.ts';

/** What is delivered, how often, and what becomes of failures. */
export const QUEUE_DELIVERY_RULES: readonly Rule<QueueSubject>[] = [
  queueRule('QUE-01', 'a message is handed to a consumer as it was sent, the first time as such', async (probe) => {
    expect(await probe.standard.send({ text: 'ünï 😀', at: 1.5 })).toBe(true);
    const seen: unknown[] = [];
    probe.consume(probe.standard, async (message, { receiveCount }) => {
      seen.push([message, receiveCount]);
    });
    await until('it arrives', () => seen.length === 1);
    expect(seen).toEqual([[{ text: 'ünï 😀', at: 1.5 }, 1]]);
  }),
  queueRule('QUE-02', 'a consumer that waits hears of a message sent later', async (probe) => {
    const { texts } = probe.collect(probe.standard);
    await probe.standard.send({ text: 'first' });
    await until('the first arrives', () => texts.length === 1);
    await probe.standard.send({ text: 'second' });
    await until('the second arrives', () => texts.length === 2);
    expect(texts).toEqual(['first', 'second']);
  }),
  queueRule('QUE-03', 'a finished message does not come back', async (probe) => {
    const { texts } = probe.collect(probe.standard);
    await probe.standard.send({ text: 'once' });
    await until('it arrives', () => texts.length === 1);
    await probe.advance(PAST_VISIBILITY_MS);
    await probe.standard.send({ text: 'sentinel' });
    await until('the sentinel arrives', () => texts.includes('sentinel'));
    expect(texts).toEqual(['once', 'sentinel']);
  }),
  queueRule(
    'QUE-04',
    'a failed message comes back after its visibility time-out, counted, and is told',
    async (probe) => {
      const counts: number[] = [];
      const failures: unknown[] = [];
      const error = new Error('not yet');
      await probe.standard.send({ text: 'again' });
      probe.consume(
        probe.standard,
        async (_, { receiveCount }) => {
          counts.push(receiveCount);
          if (receiveCount === 1) throw error;
        },
        { onFailure: (thrown, message, receiveCount) => failures.push([thrown, message, receiveCount]) },
      );
      await until('the failure is told', () => failures.length === 1);
      expect(failures).toEqual([[error, { text: 'again' }, 1]]);
      await probe.advance(PAST_VISIBILITY_MS);
      await until('it comes back', () => counts.length === 2);
      expect(counts).toEqual([1, 2]);
    },
  ),
  queueRule('QUE-05', 'a failed message does not come back before its visibility time-out', async (probe) => {
    const texts: string[] = [];
    await probe.standard.send({ text: 'failing' });
    probe.consume(probe.standard, async ({ text }) => {
      texts.push(text);
      if (text === 'failing') throw new Error('always');
    });
    await until('it arrives', () => texts.length === 1);
    await probe.advance(VISIBILITY_TIMEOUT_MS / 2);
    await probe.standard.send({ text: 'sentinel' });
    await until('the sentinel arrives', () => texts.includes('sentinel'));
    expect(texts).toEqual(['failing', 'sentinel']);
  }),
  queueRule(
    'QUE-06',
    'a message that failed for the last time is told as dead and not handed out again',
    async (probe) => {
      let receives = 0;
      const dead: unknown[] = [];
      await probe.standard.send({ text: 'doomed' });
      probe.consume(
        probe.standard,
        async ({ text }) => {
          if (text !== 'doomed') return;
          receives += 1;
          throw new Error('always');
        },
        { onDead: (message) => void dead.push(message) },
      );
      for (let receive = 1; receive < MAX_RECEIVES; receive += 1) {
        await until(`it has been handed out ${receive} times`, () => receives === receive);
        expect(dead).toEqual([]);
        await probe.advance(PAST_VISIBILITY_MS);
      }
      await until('it is dead', () => dead.length === 1);
      await probe.advance(PAST_VISIBILITY_MS);
      expect(dead).toEqual([{ text: 'doomed' }]);
      expect(receives).toBe(MAX_RECEIVES);
    },
  ),
  queueRule('QUE-07', 'a message whose consumer fell silent is handed to another after its time-out', async (probe) => {
    const started = gate();
    const awake = gate();
    await probe.standard.send({ text: 'orphan' });
    const silent = probe.consume(probe.standard, () => {
      started.open();
      return awake.passed;
    });
    await started.passed;
    silent.abort();
    const { texts } = probe.collect(probe.standard);
    await probe.advance(PAST_VISIBILITY_MS);
    await until('another has it', () => texts.length === 1).finally(awake.open);
    await silent.ended;
  }),
  queueRule('QUE-08', 'extend keeps a message from others beyond its visibility time-out', async (probe) => {
    const started = gate();
    const done = gate();
    const handled: string[] = [];
    await probe.standard.send({ text: 'long' });
    let extend = (): Promise<void> => Promise.reject(new Error('It was not handed out'));
    probe.consume(probe.standard, async ({ text }, delivery) => {
      if (text === 'long') {
        extend = () => delivery.extend();
        started.open();
        await done.passed;
      }
      handled.push(text);
    });
    await started.passed;
    const other = probe.collect(probe.standard);
    for (let times = 0; times < 4; times += 1) {
      await probe.advance(VISIBILITY_TIMEOUT_MS / 2);
      await extend();
    }
    await probe.standard.send({ text: 'sentinel' });
    await until('the other consumer has the sentinel', () => other.texts.includes('sentinel'));
    expect(other.texts).toEqual(['sentinel']);
    done.open();
    await until('the long one is handled', () => handled.includes('long'));
    await probe.advance(PAST_VISIBILITY_MS);
    expect(other.texts).toEqual(['sentinel']);
  }),
  queueRule('QUE-09', 'a message nobody can read is told, set aside and holds nothing up', async (probe) => {
    const failures: unknown[] = [];
    const texts: string[] = [];
    await probe.untyped.fifo.send({ text: 42 }, { groupId: 'group', deduplicationId: 'bad' });
    await probe.fifo.send({ text: 'good' }, { groupId: 'group', deduplicationId: 'good' });
    probe.consume(
      probe.fifo,
      async ({ text }) => {
        texts.push(text);
      },
      { onFailure: (_, message, receiveCount) => failures.push([message, receiveCount]) },
    );
    await until('the one behind it arrives', () => texts.length === 1);
    await probe.advance(PAST_VISIBILITY_MS);
    expect(texts).toEqual(['good']);
    expect(failures).toEqual([[undefined, 1]]);
  }),
  queueRule('QUE-10', 'a message that is not of the schema is refused', async (probe) => {
    await expectCode(probe.standard.send({ text: 42 } as never), 'VALIDATION_ERROR');
    await probe.standard.send({ text: 'sentinel' });
    const { texts } = probe.collect(probe.standard);
    await until('the sentinel arrives', () => texts.includes('sentinel'));
    expect(texts).toEqual(['sentinel']);
  }),
  queueRule('QUE-11', 'queues of different names share no messages', async (probe) => {
    await probe.fifo.send({ text: 'fifo' }, { groupId: 'group', deduplicationId: 'id' });
    await probe.standard.send({ text: 'standard' });
    const standard = probe.collect(probe.standard);
    await until('the one arrives', () => standard.texts.length > 0);
    const fifo = probe.collect(probe.fifo);
    await until('the other arrives', () => fifo.texts.length > 0);
    expect([fifo.texts, standard.texts]).toEqual([['fifo'], ['standard']]);
  }),
  queueRule('QUE-12', 'an aborted send rejects with the reason and sends nothing', async (probe) => {
    const reason = new Error('no longer wanted');
    await expect(probe.standard.send({ text: 'no' }, {}, AbortSignal.abort(reason))).rejects.toBe(reason);
    await probe.standard.send({ text: 'sentinel' });
    const { texts } = probe.collect(probe.standard);
    await until('the sentinel arrives', () => texts.includes('sentinel'));
    expect(texts).toEqual(['sentinel']);
  }),
];
