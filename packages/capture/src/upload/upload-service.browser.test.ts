import { ROUTES } from '@audio-studio/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLiveTake } from '../recording/live-takes.ts';
import { startRecordingWorker } from '../recording/recording-client.ts';
import type { TakeStart } from '../recording/take-start.ts';
import { acquireTakeLock } from '../storage/take-lock.ts';
import { takeKeyOf } from '../storage/take-key.ts';
import { deleteTake, listLocalTakes } from '../storage/take-store.ts';
import { BlockFeed } from '../testing/block-feed.ts';
import { FakeUploadServer } from '../testing/fake-upload-server.ts';
import { newTake } from '../testing/take.ts';
import { TakeUploader } from './uploader.ts';
import type { UploadProgress } from './upload-progress.ts';
import { UploadService } from './upload-service.ts';

let take: TakeStart;
let takeKey: string;
let server: FakeUploadServer;
let progress: UploadProgress[];

beforeEach(() => {
  take = newTake();
  takeKey = takeKeyOf(take);
  server = new FakeUploadServer();
  progress = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  await vi.waitFor(() => deleteTake(takeKey));
});

/** Records so many seconds of tone, as fast as the worker takes them; ends properly or by death. */
async function record(seconds: number, forceFile: 'opfs' | 'indexeddb', end: 'stop' | 'die'): Promise<number> {
  const worker = startRecordingWorker();
  await worker.call('configure', { warmUpSeconds: 0, forceFile });
  const source = new BlockFeed();
  const transfer = source.feed.kind === 'block-port' ? [source.feed.port] : [];
  const attached = worker.call('attachSource', { path: 'audio-worklet', feed: source.feed }, transfer);
  const tone = { frames: 480, rateHz: 48_000, frequencyHz: 700, amplitude: 0.3 };
  source.sendTone({ ...tone, blocks: 1 });
  await attached;
  await worker.call('startTake', take);
  const isSaved = new Promise<void>((resolve) => {
    worker.events.on('saved', ({ secondsSaved }) => {
      if (secondsSaved >= seconds) resolve();
    });
  });
  source.sendTone({ ...tone, blocks: seconds * 100 });
  if (end === 'stop') await worker.call('stopTake', undefined);
  else await isSaved;
  worker.terminate();
  return 44 + seconds * 96_000;
}

/** Uploads in this thread, where the network can be replaced; OPFS files need the worker. */
function serviceHere() {
  vi.spyOn(globalThis, 'fetch').mockImplementation(server.fetch);
  const answers: unknown[] = [];
  const service = new UploadService({
    apiBase: '',
    getToken: () => Promise.resolve('good'),
    openLiveTake: (key) => Promise.resolve(openLiveTake(key)),
    emit: (name, payload) => {
      if (name === 'progress') progress.push((payload as { progress: UploadProgress }).progress);
      if (name === 'done') answers.push(payload);
    },
  });
  return { service, answers };
}

const thisTake = async () => (await listLocalTakes()).find((each) => each.takeKey === takeKey);

describe('UploadService', () => {
  it.each([
    [2, 'stop'],
    [2, 'die'],
    [120, 'stop'],
  ] as const)('sends a take of %d s (%s), then lets the local audio go', async (seconds, end) => {
    const sizeBytes = await record(seconds, 'indexeddb', end);
    const { service, answers } = serviceHere();
    await vi.waitFor(async () => expect((await thisTake())?.recoverable).toBe(true));
    service.start(takeKey);
    service.start(takeKey);
    await expect.poll(() => answers, { timeout: 15_000 }).toHaveLength(1);
    expect(answers[0]).toMatchObject({ takeKey, answer: { success: true, sizeBytes } });
    expect(server.objects.get(server.recordings[0]!.filePath!)!.length).toBe(sizeBytes);
    expect(server.count(ROUTES.multipartInitiate)).toBe(sizeBytes > 10 * 1024 * 1024 ? 1 : 0);
    expect(progress.at(-1)).toEqual({ state: 'done', percent: 100, bytesSent: sizeBytes, totalBytes: sizeBytes });
    expect(progress.every((each) => each.percent < 100 || each.state === 'done')).toBe(true);
    expect(await thisTake()).toMatchObject({ state: 'uploaded', bytes: 0, recoverable: false });

    // Asked again after a reload: the confirmation is remembered and nothing is sent.
    const requests = server.requests.length;
    service.start(takeKey);
    await expect.poll(() => answers).toHaveLength(2);
    expect(server.requests.length).toBe(requests);
  });

  it('keeps the audio when the server stored another size', async () => {
    const sizeBytes = await record(1, 'indexeddb', 'stop');
    const { service, answers } = serviceHere();
    server.fault = ({ target }) =>
      target === ROUTES.uploadComplete ? Response.json({ success: true, sizeBytes: sizeBytes - 2 }) : undefined;
    service.start(takeKey);
    await expect.poll(() => progress.at(-1)?.state).toBe('failed');
    expect(progress.at(-1)!.message).toContain('safe on this device');
    expect(answers).toEqual([]);
    expect(await thisTake()).toMatchObject({ state: 'uploading', bytes: sizeBytes, recoverable: true });

    server.fault = () => undefined;
    service.start(takeKey);
    await expect.poll(() => answers).toHaveLength(1);
  });

  it('sends a take although nothing can be noted about it any more, and lets its audio make room', async () => {
    const sizeBytes = await record(1, 'indexeddb', 'stop');
    const { service, answers } = serviceHere();
    // The disk is full until the audio is gone.
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const remove = vi.spyOn(IDBCursor.prototype, 'delete').mockImplementation(function (this: IDBCursor) {
      put.mockRestore();
      remove.mockRestore();
      return this.delete();
    });
    service.start(takeKey);
    await expect.poll(() => answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({ answer: { sizeBytes } });
    expect(await thisTake()).toMatchObject({ state: 'uploaded', bytes: 0 });
  });

  it('begins again at once after it was aborted', async () => {
    await record(1, 'indexeddb', 'stop');
    const { service, answers } = serviceHere();
    service.start(takeKey);
    void service.abort(takeKey);
    service.start(takeKey);
    await expect.poll(() => answers).toHaveLength(1);
  });

  it('waits for another tab that is at the same take, and sends nothing once that is aborted', async () => {
    await record(1, 'indexeddb', 'stop');
    const release = await acquireTakeLock(takeKey);
    const { service } = serviceHere();
    service.start(takeKey);
    await expect.poll(() => progress.at(-1)?.state).toBe('waiting');
    await service.abort(takeKey);
    release();
    expect(server.requests).toEqual([]);
    await vi.waitFor(async () => expect(await thisTake()).toMatchObject({ state: 'recorded', recoverable: true }));
  });

  it('asked for while the take is recorded, waits for its end and then sends all of it', async () => {
    const worker = startRecordingWorker();
    await worker.call('configure', { warmUpSeconds: 0, forceFile: 'indexeddb' });
    const source = new BlockFeed();
    const transfer = source.feed.kind === 'block-port' ? [source.feed.port] : [];
    const attached = worker.call('attachSource', { path: 'audio-worklet', feed: source.feed }, transfer);
    const tone = { frames: 480, rateHz: 48_000, frequencyHz: 700, amplitude: 0.3 };
    source.sendTone({ ...tone, blocks: 1 });
    await attached;
    await worker.call('startTake', take);
    const { service, answers } = serviceHere();
    service.start(takeKey);
    await expect.poll(() => progress.at(-1)).toMatchObject({ state: 'waiting', percent: 0 });
    source.sendTone({ ...tone, blocks: 300 });
    const { fileBytes } = await worker.call('stopTake', undefined);
    worker.terminate();
    await expect.poll(() => answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({ answer: { sizeBytes: 44 + 3 * 96_000 } });
    expect(fileBytes).toBe(44 + 3 * 96_000);
  });

  it('says so when there is no such take', async () => {
    const { service } = serviceHere();
    service.start(takeKey);
    await expect.poll(() => progress.at(-1)?.state).toBe('failed');
    expect(progress.at(-1)!.message).toMatch(/not found/);
  });
});

describe('TakeUploader', () => {
  it('asks the page for a token and reports a server that cannot be reached, keeping the audio', async () => {
    const sizeBytes = await record(1, 'opfs', 'die');
    await vi.waitFor(async () => expect((await thisTake())?.recoverable).toBe(true));
    const asked: [string, boolean][] = [];
    const uploader = new TakeUploader({
      apiBase: 'http://127.0.0.1:1',
      getToken: (meetingId, refresh) => {
        asked.push([meetingId, refresh]);
        return Promise.resolve('token');
      },
    });
    const upload = uploader.upload(takeKey);
    expect(uploader.upload(takeKey)).toBe(upload);
    await expect
      .poll(() => upload.progress, { timeout: 5000 })
      .toMatchObject({
        state: 'waiting',
        totalBytes: sizeBytes,
        message: expect.stringContaining('safe on this device') as string,
      });
    expect(asked[0]).toEqual([take.meetingId, false]);
    upload.abort();
    await expect(upload.done).rejects.toMatchObject({ name: 'AbortError' });
    uploader.close();
    await vi.waitFor(async () => expect(await thisTake()).toMatchObject({ bytes: sizeBytes, recoverable: true }));
  });

  it('fails for good without a token', async () => {
    await record(1, 'opfs', 'stop');
    const uploader = new TakeUploader({ apiBase: '', getToken: () => Promise.reject(new Error('signed out')) });
    const upload = uploader.upload(takeKey);
    await expect.poll(() => upload.progress.state, { timeout: 5000 }).toBe('failed');
    expect(upload.progress.message).toContain('open your invitation again');
    uploader.close();
  });
});
