import { expect, it } from 'vitest';
import { exerciseRecordingFile } from '../testing/exercise-recording-file.ts';
import { newTake } from '../testing/take.ts';
import { deleteTakeFile, takeFileBytes } from './take-files.ts';
import { takeKeyOf } from './take-key.ts';

function exerciseInWorker(takeKey: string): Promise<string[]> {
  const worker = new Worker(new URL('../testing/exercise.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<string[]>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', reject);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
    worker.postMessage(takeKey);
  });
}

it.each(['opfs', 'indexeddb'] as const)('%s: appends, reads while appending, survives closing', async (kind) => {
  const takeKey = takeKeyOf(newTake());
  const problems = kind === 'opfs' ? await exerciseInWorker(takeKey) : await exerciseRecordingFile(kind, takeKey);
  expect(problems).toEqual([]);
  expect(await takeFileBytes(takeKey, kind)).toBeGreaterThan(44);
  await deleteTakeFile(takeKey, kind);
  await deleteTakeFile(takeKey, kind);
  expect(await takeFileBytes(takeKey, kind)).toBe(0);
});

it('keeps the files of two takes apart', async () => {
  const [one, two] = [takeKeyOf(newTake()), takeKeyOf(newTake())];
  expect(await exerciseRecordingFile('indexeddb', one)).toEqual([]);
  expect(await exerciseRecordingFile('indexeddb', two)).toEqual([]);
  await deleteTakeFile(one, 'indexeddb');
  expect(await takeFileBytes(two, 'indexeddb')).toBeGreaterThan(44);
  await deleteTakeFile(two, 'indexeddb');
});
