import { describe, expect, it } from 'vitest';
import { ManualClock } from './manual-clock.ts';

describe('ManualClock', () => {
  it('stands still until told', async () => {
    const clock = new ManualClock(1_000);
    expect([clock.nowMs(), clock.monotonicMs()]).toEqual([1_000, 0]);
    await clock.advance(250);
    expect([clock.nowMs(), clock.monotonicMs()]).toEqual([1_250, 250]);
  });

  it('wakes sleepers in the order of their time, each at its time', async () => {
    const clock = new ManualClock(0);
    const woken: [string, number][] = [];
    const sleeper = async (name: string, delayMs: number) => {
      await clock.sleep(delayMs);
      woken.push([name, clock.nowMs()]);
    };
    const all = Promise.all([sleeper('late', 30), sleeper('early', 10), sleeper('also late', 30)]);
    expect(clock.sleeperCount).toBe(3);
    await clock.advance(29);
    expect(woken).toEqual([['early', 10]]);
    await clock.advance(1);
    await all;
    expect(woken.slice(1)).toEqual([
      ['late', 30],
      ['also late', 30],
    ]);
  });

  it('wakes within one advance whoever falls asleep again', async () => {
    const clock = new ManualClock(0);
    const ticks: number[] = [];
    const ticking = (async () => {
      for (let tick = 0; tick < 3; tick += 1) {
        await clock.sleep(100);
        ticks.push(clock.nowMs());
      }
    })();
    await clock.advance(1_000);
    await ticking;
    expect(ticks).toEqual([100, 200, 300]);
    expect(clock.nowMs()).toBe(1_000);
  });

  it('rejects a sleep with the reason of its signal, at once when it has fired', async () => {
    const clock = new ManualClock();
    const reason = new Error('enough');
    const controller = new AbortController();
    const sleeping = clock.sleep(10, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(clock.sleep(10, controller.signal)).rejects.toBe(reason);
    expect(clock.sleeperCount).toBe(0);
  });
});
