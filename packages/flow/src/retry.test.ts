import { describe, expect, it } from 'vitest';
import { ManualClock } from './manual-clock.ts';
import { retry, type RetryOptions } from './retry.ts';

const passing = Object.assign(new Error('passing'), { retryable: true });
const final = Object.assign(new Error('final'), { retryable: false });
const policy = { attempts: 5, baseDelayMs: 100, maxDelayMs: 500 };

/** Runs a task that fails as told, `undefined` being success, on a clock that is moved as far as needed. */
async function run(failures: unknown[], options: Partial<RetryOptions> = {}) {
  const clock = new ManualClock(0);
  const startedAtMs: number[] = [];
  const task = async (attempt: number) => {
    startedAtMs.push(clock.nowMs());
    const failure = failures[attempt - 1];
    if (failure !== undefined) throw failure;
    return `attempt ${attempt}`;
  };
  const outcome = retry(task, { policy, clock, random: () => 1, ...options }).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  await clock.advance(60_000);
  return { startedAtMs, ...((await outcome) as { result?: string; error?: unknown }) };
}

describe('retry', () => {
  it('runs once what succeeds', async () => {
    expect(await run([])).toEqual({ result: 'attempt 1', startedAtMs: [0] });
  });

  it('waits twice as long each time, up to the most', async () => {
    const { startedAtMs, result } = await run([passing, passing, passing, passing]);
    expect(result).toBe('attempt 5');
    expect(startedAtMs).toEqual([0, 100, 300, 700, 1_200]);
  });

  it('spreads each wait over its upper half', async () => {
    expect((await run([passing], { random: () => 0 })).startedAtMs).toEqual([0, 50]);
    expect((await run([passing], { random: () => 0.5 })).startedAtMs).toEqual([0, 75]);
  });

  it('throws the last failure when its tries are used up', async () => {
    const last = Object.assign(new Error('last'), { retryable: true });
    const { error, startedAtMs } = await run([passing, passing, passing, passing, last]);
    expect(error).toBe(last);
    expect(startedAtMs).toHaveLength(5);
  });

  it.each([
    ['one that says it is final', final],
    ['one that does not say', new Error('unknown')],
    ['what is no error', 'text'],
    ['nothing', null],
  ])('does not repeat after %s', async (_, failure) => {
    const { error, startedAtMs } = await run([failure]);
    expect(error).toBe(failure);
    expect(startedAtMs).toHaveLength(1);
  });

  it('asks whoever knows better which failures pass', async () => {
    expect((await run([final], { isRetryable: () => true })).result).toBe('attempt 2');
    expect((await run([passing], { isRetryable: () => false })).error).toBe(passing);
  });

  it('tells of each wait before it', async () => {
    const told: unknown[] = [];
    await run([passing, passing], { onRetry: (failure) => told.push(failure) });
    expect(told).toEqual([
      { error: passing, attempt: 1, delayMs: 100 },
      { error: passing, attempt: 2, delayMs: 200 },
    ]);
  });

  it('starts nothing under a signal that has fired', async () => {
    const reason = new Error('enough');
    const { error, startedAtMs } = await run([], { signal: AbortSignal.abort(reason) });
    expect(error).toBe(reason);
    expect(startedAtMs).toEqual([]);
  });

  it('ends in the middle of a wait when the signal fires', async () => {
    const clock = new ManualClock(0);
    const controller = new AbortController();
    let attempts = 0;
    const task = async () => {
      attempts += 1;
      throw passing;
    };
    const outcome = retry(task, { policy: { ...policy, attempts: Infinity }, clock, signal: controller.signal });
    await clock.advance(0);
    expect(clock.sleeperCount).toBe(1);
    controller.abort(new Error('enough'));
    await expect(outcome).rejects.toThrow('enough');
    await clock.advance(60_000);
    expect(attempts).toBe(1);
  });

  it('throws the failure itself when the signal fired during the task', async () => {
    const controller = new AbortController();
    const task = async () => {
      controller.abort(new Error('enough'));
      throw passing;
    };
    await expect(retry(task, { policy, signal: controller.signal })).rejects.toBe(passing);
  });
});
