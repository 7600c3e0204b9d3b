import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';

describe('systemClock', () => {
  it('sleeps, and goes forward', async () => {
    const beforeMs = systemClock.monotonicMs();
    await systemClock.sleep(1);
    expect(systemClock.monotonicMs()).toBeGreaterThan(beforeMs);
    expect(Math.abs(systemClock.nowMs() - Date.now())).toBeLessThan(60_000);
  });

  it('rejects a sleep with the reason of its signal', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const sleeping = systemClock.sleep(3_600_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(systemClock.sleep(0, controller.signal)).rejects.toBe(reason);
  });
});
