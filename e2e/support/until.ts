import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until the answer is yes; for things that have no event to wait for. */
export async function until(condition: () => Promise<boolean> | boolean, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not reached within ${timeoutMs} ms: ${condition.toString()}`);
    await pause(100);
  }
}
