import { LIMITS } from '@audio-studio/contract';
import { parseWavHeader, WAV_HEADER_BYTES } from '@audio-studio/dsp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announceLiveTake } from '../recording/live-takes.ts';
import type { RecordingClient } from '../recording/recording-client.ts';
import { startRecordingWorker } from '../recording/recording-client.ts';
import { openRecordingFile } from '../storage/recording-file.ts';
import { takeKeyOf } from '../storage/take-key.ts';
import { deleteTake, listLocalTakes } from '../storage/take-store.ts';
import { BlockFeed } from '../testing/block-feed.ts';
import type { FakeServerReport } from '../testing/fake-server.worker.ts';
import { readOpfsTake } from '../testing/read-take.ts';
import { newTake } from '../testing/take.ts';
import { TakeUploader } from './uploader.ts';

const PART = LIMITS.UPLOAD_PART_SIZE;
const BLOCK = { frames: 4800, rateHz: 48_000, frequencyHz: 700, amplitude: 0.3 };
/** A part and more than a second over: IndexedDB takes whole seconds. */
const BLOCKS_PER_PART = Math.ceil(PART / (2 * BLOCK.frames)) + 12;

let takeKey: string;
let take: ReturnType<typeof newTake>;
let source: BlockFeed;
let recorder: RecordingClient;
let uploader: TakeUploader;
let channel: BroadcastChannel;
let name: string;

beforeEach(() => {
  take = newTake();
  takeKey = takeKeyOf(take);
  name = `fake-server-${crypto.randomUUID()}`;
  channel = new BroadcastChannel(name);
  uploader = new TakeUploader({
    apiBase: '',
    getToken: () => Promise.resolve('good'),
    startWorker: () =>
      new Worker(new URL('../testing/fake-server.worker.ts', import.meta.url), { type: 'module', name }),
  });
});
afterEach(async () => {
  uploader.close();
  recorder.terminate();
  channel.close();
  await vi.waitFor(() => deleteTake(takeKey));
});

/** A recorder as the page has it, that records what the test feeds it, as fast as it can. */
async function startRecorder(forceFile: 'opfs' | 'indexeddb'): Promise<() => void> {
  recorder = startRecordingWorker();
  await recorder.call('configure', { warmUpSeconds: 0, forceFile });
  source = new BlockFeed();
  const transfer = source.feed.kind === 'block-port' ? [source.feed.port] : [];
  const attached = recorder.call('attachSource', { path: 'audio-worklet', feed: source.feed }, transfer);
  source.sendTone({ ...BLOCK, blocks: 1 });
  await attached;
  await recorder.call('startTake', take);
  return announceLiveTake(takeKey, recorder);
}

function tellServer(what: 'report' | 'release'): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none
  channel.postMessage(what);
}

function askServer(): Promise<FakeServerReport> {
  return new Promise((resolve) => {
    const onReport = ({ data }: MessageEvent<FakeServerReport>) => resolve(data);
    channel.addEventListener('message', onReport, { once: true });
    tellServer('report');
  });
}

/** The take's file as it lies on this device. */
async function readLocal(kind: 'opfs' | 'indexeddb'): Promise<Uint8Array> {
  if (kind === 'opfs') return readOpfsTake(takeKey);
  const file = await openRecordingFile(takeKey, kind);
  return file.read(0, file.sizeBytes);
}

/** The header went up before the sizes were known: the server writes them into it. */
function expectSame(stored: Uint8Array, local: Uint8Array): void {
  expect(stored.length).toBe(local.length);
  expect(parseWavHeader(stored.slice(0, WAV_HEADER_BYTES))).toMatchObject({ dataBytes: 0 });
  expect(stored.subarray(WAV_HEADER_BYTES).every((byte, i) => byte === local[WAV_HEADER_BYTES + i])).toBe(true);
}

describe.each(['opfs', 'indexeddb'] as const)('a running take in a file of kind %s', (kind) => {
  it('goes up part by part while it is appended to, and is the file byte for byte in the end', async () => {
    const unannounce = await startRecorder(kind);
    const upload = uploader.upload(takeKey);
    await expect.poll(() => upload.progress.message).toMatch(/piece by piece/);
    for (const parts of [1, 2]) {
      source.sendTone({ ...BLOCK, blocks: BLOCKS_PER_PART });
      await expect.poll(() => upload.progress.bytesSent, { timeout: 20_000 }).toBe(parts * PART);
      expect(upload.progress.state).toBe('uploading');
      expect((await askServer()).partPuts).toBe(parts);
    }
    source.sendTone({ ...BLOCK, blocks: 20 });
    const { fileBytes } = await recorder.call('stopTake', undefined);
    unannounce();

    await expect.poll(() => upload.progress.state, { timeout: 10_000 }).toBe('verifying');
    expect(upload.progress).toMatchObject({ bytesSent: fileBytes, totalBytes: fileBytes });
    const local = await readLocal(kind);
    tellServer('release');
    expect((await upload.done).sizeBytes).toBe(fileBytes);
    const { partPuts, stored } = await askServer();
    expect(partPuts).toBe(3);
    expectSame(stored!, local);
  });
});

describe('a running take', () => {
  it('goes on after its page was reloaded, and what was up stays up', async () => {
    await startRecorder('opfs');
    source.sendTone({ ...BLOCK, blocks: BLOCKS_PER_PART });
    const before = uploader.upload(takeKey);
    await expect.poll(() => before.progress.bytesSent, { timeout: 20_000 }).toBe(PART);
    // The recorder dies; the upload worker lives on with its server, as the real one does elsewhere.
    before.abort();
    recorder.terminate();

    const unannounce = await startRecorder('opfs');
    const upload = uploader.upload(takeKey);
    source.sendTone({ ...BLOCK, blocks: 1 });
    await expect.poll(() => upload.progress.bytesSent, { timeout: 20_000 }).toBe(PART);
    source.sendTone({ ...BLOCK, blocks: BLOCKS_PER_PART });
    await expect.poll(() => upload.progress.bytesSent, { timeout: 20_000 }).toBe(2 * PART);
    await recorder.call('stopTake', undefined);
    unannounce();
    await expect.poll(() => upload.progress.state, { timeout: 10_000 }).toBe('verifying');
    const local = await readOpfsTake(takeKey);
    tellServer('release');
    await upload.done;
    const { partPuts, stored } = await askServer();
    expect(partPuts).toBe(3);
    expectSame(stored!, local);
  });

  it('whose recorder dies is made whole and sent to its end', async () => {
    await startRecorder('opfs');
    source.sendTone({ ...BLOCK, blocks: BLOCKS_PER_PART });
    const upload = uploader.upload(takeKey);
    await expect.poll(() => upload.progress.bytesSent, { timeout: 20_000 }).toBe(PART);
    recorder.terminate();
    tellServer('release');
    const { sizeBytes } = await upload.done;
    expect(sizeBytes).toBeGreaterThan(PART);
    expect((await listLocalTakes()).find((each) => each.takeKey === takeKey)).toMatchObject({
      state: 'uploaded',
      bytes: 0,
    });
    expect((await askServer()).partPuts).toBe(2);
  });
});
