import { afterEach, expect, it, vi } from 'vitest';
import { takeKeyOf } from '../storage/take-key.ts';
import { deleteTake } from '../storage/take-store.ts';
import { newTake } from '../testing/take.ts';
import { openToneMicrophone } from '../testing/tone-microphone.ts';
import { openLiveTake } from './live-takes.ts';
import { Recorder } from './recorder.ts';
import type { ReaderMessage } from './take-readers.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Sizes told over a port to a take's recorder. */
function sizesOver(port: MessagePort): number[] {
  const sizes: number[] = [];
  port.addEventListener('message', ({ data }: MessageEvent<ReaderMessage>) => {
    if (data.type === 'grown') sizes.push(data.sizeBytes);
  });
  port.start();
  closers.push(() => port.close());
  return sizes;
}

it('lets the take that a recorder of this page is at be read, as long as it is at it', async () => {
  const microphone = await openToneMicrophone({ frequencyHz: 440, amplitude: 0.2 });
  closers.push(() => microphone.close());
  const recorder = await Recorder.open({ microphone, serverNowMs: () => Date.now(), warmUpSeconds: 0 });
  closers.push(() => recorder.close());
  const take = newTake();
  const takeKey = takeKeyOf(take);
  closers.push(() => vi.waitFor(() => deleteTake(takeKey)));

  expect(openLiveTake(takeKey)).toBeNull();
  await recorder.startTake(take);
  const sizes = sizesOver(openLiveTake(takeKey)!);
  await expect.poll(() => new Set(sizes).size, { timeout: 5000 }).toBeGreaterThan(3);
  expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  expect(openLiveTake(takeKeyOf(newTake()))).toBeNull();

  const { fileBytes } = await recorder.stopTake();
  expect(sizes.at(-1)).toBeLessThanOrEqual(fileBytes);
  expect(openLiveTake(takeKey)).toBeNull();
});
