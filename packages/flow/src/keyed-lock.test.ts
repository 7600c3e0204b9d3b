import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedLock } from './keyed-lock.ts';

describe('KeyedLock', () => {
  it('runs tasks of a key one after the other, in the order they came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(5)), { maxLength: 30 }),
        async (tasks) => {
          const lock = new KeyedLock();
          const running = new Map<string, number>();
          const ended = new Map<string, number[]>();
          await Promise.all(
            tasks.map(([key, turns], at) =>
              lock.run(key, async () => {
                running.set(key, (running.get(key) ?? 0) + 1);
                expect(running.get(key)).toBe(1);
                for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
                running.set(key, 0);
                ended.set(key, [...(ended.get(key) ?? []), at]);
              }),
            ),
          );
          for (const order of ended.values()) expect(order).toEqual(order.toSorted((a, b) => a - b));
          expect(Array.from(ended.values()).flat()).toHaveLength(tasks.length);
        },
      ),
    );
  });

  it('does not hold other keys up', async () => {
    const lock = new KeyedLock();
    const gate = Promise.withResolvers<void>();
    const held = lock.run('a', () => gate.promise);
    expect(await lock.run('b', async () => 'through')).toBe('through');
    gate.resolve();
    await held;
  });

  it('goes on after a task that failed, and tells its caller alone', async () => {
    const lock = new KeyedLock();
    const failing = lock.run('a', () => Promise.reject(new Error('no')));
    const next = lock.run('a', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });

  it('goes on after a task that threw before it became a promise', async () => {
    const lock = new KeyedLock();
    const failing = lock.run('a', () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await lock.run('a', async () => 'yes')).toBe('yes');
  });
});
