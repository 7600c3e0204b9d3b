import { AppError } from '@audio-studio/contract';
import { ManualClock } from '@audio-studio/flow';
import { describe, expect, it } from 'vitest';
import { holdLease } from './lease.ts';

function hold(extend: () => Promise<void>) {
  const clock = new ManualClock();
  const failures: unknown[] = [];
  const lease = holdLease({ extend }, { intervalMs: 20_000, clock, onFailure: (error) => failures.push(error) });
  return { clock, failures, lease };
}

describe('a message in work', () => {
  it('is kept as long as the work takes, and no longer', async () => {
    let extended = 0;
    const { clock, lease } = hold(async () => {
      extended += 1;
    });
    await clock.advance(61_000);
    expect(extended).toBe(3);
    await lease.end();
    await clock.advance(60_000);
    expect(extended).toBe(3);
    expect(lease.signal.aborted).toBe(false);
  });

  it('is kept on trying for when the queue cannot be reached', async () => {
    let tries = 0;
    const { clock, failures, lease } = hold(async () => {
      tries += 1;
      if (tries === 1) throw AppError.unavailable('The queue is away');
    });
    await clock.advance(41_000);
    expect([tries, failures.length, lease.signal.aborted]).toEqual([2, 1, false]);
    await lease.end();
  });

  it('is let go of when someone else has it', async () => {
    const lost = AppError.conflict('Given to someone else');
    const { clock, lease } = hold(async () => {
      throw lost;
    });
    await clock.advance(21_000);
    expect(lease.signal.reason).toBe(lost);
    await lease.end();
  });
});
