import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ManualClock } from '@audio-studio/flow';
import { queueContractSuite, until } from '@audio-studio/ports/testing';
import { openDatabase } from './database.ts';
import { openSqliteQueues, type SqliteQueues } from './sqlite-queues.ts';
import { killChild, nextMessage, startChild } from './testing/child.ts';
import { CRASH_QUEUE } from './testing/crash-queue.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

queueContractSuite({
  name: 'SqliteQueues',
  open: async () => {
    const clock = new ManualClock();
    const queues = openSqliteQueues({ file: join(await temporaryFolder(), 'studio.db'), clock });
    return { queues, advance: (byMs) => clock.advance(byMs) };
  },
  close: ({ queues }) => queues.close(),
});

const MESSAGE = { key: 'recordings/a.wav', uploadId: 'upload' };
const FIFO = { groupId: 'room', deduplicationId: 'take' };

function closing(queues: SqliteQueues): SqliteQueues {
  onTestFinished(() => queues.close());
  return queues;
}

describe('SqliteQueues', () => {
  it('hands a message over whose process was killed', async () => {
    const file = join(await temporaryFolder(), 'studio.db');
    const sender = closing(openSqliteQueues({ file }));
    await sender.open(CRASH_QUEUE).send(MESSAGE, FIFO);
    const child = startChild('queue-consumer.ts', file);
    expect(await nextMessage(child)).toBe('taken');
    await killChild(child);

    const clock = new ManualClock(Date.now());
    const queues = closing(openSqliteQueues({ file, clock }));
    const seen: unknown[] = [];
    const { signal } = new AbortController();
    void queues.open(CRASH_QUEUE).consume(
      async (message, { receiveCount }) => {
        seen.push([message, receiveCount]);
      },
      { signal },
    );
    await clock.advance(CRASH_QUEUE.visibilityTimeoutMs / 2);
    expect(seen).toEqual([]);
    await clock.advance(CRASH_QUEUE.visibilityTimeoutMs);
    await until('it comes back', () => seen.length === 1);
    expect(seen).toEqual([[MESSAGE, 2]]);
  });

  it('finds by looking what another process sent', async () => {
    const file = join(await temporaryFolder(), 'studio.db');
    const clock = new ManualClock();
    const [sender, receiver] = [closing(openSqliteQueues({ file, clock })), closing(openSqliteQueues({ file, clock }))];
    let seen = 0;
    void receiver.open(CRASH_QUEUE).consume(
      async () => {
        seen += 1;
      },
      { signal: new AbortController().signal },
    );
    await until('it waits', () => clock.sleeperCount > 0);
    await sender.open(CRASH_QUEUE).send(MESSAGE, FIFO);
    expect(seen).toBe(0);
    await clock.advance(250);
    await until('it is found', () => seen === 1);
  });

  it('keeps a message whose last failure could not be told, and sets it aside in the end', async () => {
    const database = openDatabase(join(await temporaryFolder(), 'studio.db'));
    onTestFinished(() => void database.close());
    const clock = new ManualClock();
    const queues = closing(openSqliteQueues({ database, clock }));
    const queue = queues.open(CRASH_QUEUE);
    const count = (table: string) => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    await queue.send(MESSAGE, FIFO);
    let told = 0;
    let handled = 0;
    void queue.consume(
      async () => {
        handled += 1;
        throw new Error('always');
      },
      {
        signal: new AbortController().signal,
        onDead: () => {
          told += 1;
          throw new Error('cannot say so');
        },
      },
    );
    await until('it is told once', async () => {
      await clock.advance(CRASH_QUEUE.visibilityTimeoutMs + 1);
      return told >= 1;
    });
    expect(count('queue_messages')).toBe(1);
    await until('it is set aside', async () => {
      await clock.advance(CRASH_QUEUE.visibilityTimeoutMs + 1);
      return count('queue_dead_letters') === 1;
    });
    expect(count('queue_messages')).toBe(0);
    expect(handled).toBe(CRASH_QUEUE.maxReceives);
    expect(told).toBeGreaterThan(1);
  });

  it('does not count a hand-out that ended because consuming did', async () => {
    const clock = new ManualClock();
    const queues = closing(openSqliteQueues({ file: join(await temporaryFolder(), 'studio.db'), clock }));
    const queue = queues.open(CRASH_QUEUE);
    await queue.send(MESSAGE, FIFO);
    const counts: number[] = [];
    for (let restart = 0; restart < CRASH_QUEUE.maxReceives + 2; restart += 1) {
      const controller = new AbortController();
      await queue.consume(
        async (_, { receiveCount }) => {
          counts.push(receiveCount);
          controller.abort();
          throw new Error('stopping');
        },
        { signal: controller.signal, onDead: () => expect.unreachable('stopping is no failure') },
      );
    }
    expect(counts).toEqual([1, 1, 1, 1]);
  });

  it('lets handlers that run finish before it closes', async () => {
    const file = join(await temporaryFolder(), 'studio.db');
    const queues = openSqliteQueues({ file, clock: new ManualClock() });
    await queues.open(CRASH_QUEUE).send(MESSAGE, FIFO);
    const started = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const consuming = queues.open(CRASH_QUEUE).consume(
      () => {
        started.resolve();
        return release.promise;
      },
      { signal: new AbortController().signal, onFailure: (error) => expect.unreachable(String(error)) },
    );
    await started.promise;
    const closed = queues.close();
    release.resolve();
    await Promise.all([closed, consuming]);
    const database = openDatabase(file);
    expect(database.prepare('SELECT count(*) FROM queue_messages').pluck().get()).toBe(0);
    database.close();
  });

  it('goes on when the database fails it, and says so', async () => {
    const database = openDatabase(join(await temporaryFolder(), 'studio.db'));
    onTestFinished(() => void database.close());
    const clock = new ManualClock();
    const queues = closing(openSqliteQueues({ database, clock }));
    const queue = queues.open(CRASH_QUEUE);
    const failures: unknown[] = [];
    let seen = 0;
    database.exec('ALTER TABLE queue_messages RENAME TO elsewhere');
    void queue.consume(
      async () => {
        seen += 1;
      },
      { signal: new AbortController().signal, onFailure: (error) => failures.push(error) },
    );
    await until('the failure is told', () => failures.length > 0);
    expect(failures[0]).toMatchObject({ code: 'UNAVAILABLE' });
    database.exec('ALTER TABLE elsewhere RENAME TO queue_messages');
    await queue.send(MESSAGE, FIFO);
    await until('the message is handled', () => seen === 1);
  });
});
