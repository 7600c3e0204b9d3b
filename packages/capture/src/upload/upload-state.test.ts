import { expect, it } from 'vitest';
import { rememberingStates, uploadStateKey, type UploadStateRow, type UploadStateStore } from './upload-state.ts';

const row = (completed: number): UploadStateRow => ({
  sessionKey: uploadStateKey('take'),
  uploadId: 'u',
  key: 'recordings/a.wav',
  totalParts: 9,
  completedParts: Array.from({ length: completed }, (_, i) => ({ PartNumber: i + 1, ETag: '"e"' })),
  headerCopied: true,
  blobSize: 1,
  createdAt: 0,
});

function openStore() {
  const rows = new Map<string, UploadStateRow>();
  const disk = { isFull: false };
  const kept: UploadStateStore = {
    get: async (takeKey) => rows.get(uploadStateKey(takeKey)),
    put: async (put) => {
      if (disk.isFull) throw new DOMException('full', 'QuotaExceededError');
      rows.set(put.sessionKey, put);
    },
    delete: async (takeKey) => void rows.delete(uploadStateKey(takeKey)),
  };
  return { disk, kept, states: rememberingStates(kept) };
}

it('goes on from what it could not keep, and keeps it again when it can', async () => {
  const { disk, kept, states } = openStore();
  await states.put(row(1));
  disk.isFull = true;
  const changing = row(2);
  await states.put(changing);
  changing.completedParts = [];
  expect(await states.get('take')).toEqual(row(2));
  expect(await kept.get('take')).toEqual(row(1));
  disk.isFull = false;
  await states.put(row(3));
  expect(await kept.get('take')).toEqual(row(3));
  // What another tab notes from then on is what counts.
  await kept.put(row(4));
  expect(await states.get('take')).toEqual(row(4));
});

it('forgets both', async () => {
  const { disk, states } = openStore();
  await states.put(row(1));
  disk.isFull = true;
  await states.put(row(2));
  await states.delete('take');
  expect(await states.get('take')).toBeUndefined();
});
