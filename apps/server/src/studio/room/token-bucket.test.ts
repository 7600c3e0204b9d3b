import { expect, test } from 'vitest';
import { ManualClock } from '@audio-studio/flow';
import { TokenBucket } from './token-bucket.ts';

test('lets a burst through, then as many as flow in, and never saves up more than a burst', async () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket({ perSecond: 10, burst: 20 }, clock);
  const passed = (tries: number) => Array.from({ length: tries }, () => bucket.take()).filter(Boolean).length;
  expect(passed(50)).toBe(20);
  await clock.advance(1_000);
  expect(passed(50)).toBe(10);
  await clock.advance(60_000);
  expect(passed(50)).toBe(20);
});
