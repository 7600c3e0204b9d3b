import { trackLedgerSchema } from '@audio-studio/contract';
import { encodeWavHeader, WAV_HEADER_BYTES } from '@audio-studio/dsp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IndexedDbRecordingFile } from '../storage/indexeddb-recording-file.ts';
import { takeFileName, takeKeyOf } from '../storage/take-key.ts';
import { changeTake } from '../storage/take-records.ts';
import { deleteTake, listLocalTakes, recoverTake } from '../storage/take-store.ts';
import { BlockFeed } from '../testing/block-feed.ts';
import { amplitudeAt, readOpfsTake, samplesOf } from '../testing/read-take.ts';
import { newTake } from '../testing/take.ts';
import { startRecordingWorker, type RecordingClient } from './recording-client.ts';
import type { TakeStart } from './take-start.ts';

const TONE = { frames: 480, rateHz: 48_000, frequencyHz: 1000, amplitude: 0.5 };

let take: TakeStart;
let takeKey: string;
const workers: RecordingClient[] = [];

beforeEach(() => {
  take = newTake();
  takeKey = takeKeyOf(take);
});
afterEach(async () => {
  for (const worker of workers.splice(0)) worker.terminate();
  // A worker that was just ended holds its lock for a moment.
  await vi.waitFor(() => deleteTake(takeKey));
});

/** A recording worker fed by the test, one block in, ready for a take. */
async function feedWorker(forceFile?: 'opfs' | 'indexeddb') {
  const worker = startRecordingWorker();
  workers.push(worker);
  await worker.call('configure', { warmUpSeconds: 0, forceFile });
  const feed = await attach(worker);
  let takeFrames = 0;
  worker.events.on('levels', (levels) => (takeFrames = levels.takeFrames ?? 0));
  return { worker, feed, takeFrames: () => takeFrames };
}

async function attach(worker: RecordingClient): Promise<BlockFeed> {
  const source = new BlockFeed();
  const { feed } = source;
  const transfer = feed.kind === 'block-port' ? [feed.port] : [];
  const attached = worker.call('attachSource', { path: 'audio-worklet', feed }, transfer);
  source.sendTone({ ...TONE, blocks: 1 });
  await attached;
  return source;
}

function saved(worker: RecordingClient, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    worker.events.on('saved', ({ secondsSaved }) => {
      if (secondsSaved >= seconds) resolve();
    });
  });
}

const thisTake = async () => (await listLocalTakes()).find((each) => each.takeKey === takeKey);

describe('a take that the room began a moment ago', () => {
  it('begins with what was heard then, not with what comes after its file is open', async () => {
    const { worker, feed } = await feedWorker();
    // The first block ends when it arrives, so it began 10 ms before.
    const startedAtServerMs = Date.now() - 20;
    feed.sendTone({ ...TONE, blocks: 100 });
    await worker.call('startTake', { ...take, startedAtServerMs });
    const { ledger } = await worker.call('stopTake', undefined);
    expect(ledger.framesWritten).toBeGreaterThanOrEqual(48_000);
    expect(ledger.framesDelivered).toBe(ledger.framesWritten);
    expect(ledger.gaps ?? []).toEqual([]);
  });

  it('does not reach back to before the room began', async () => {
    const { worker, feed } = await feedWorker();
    feed.sendTone({ ...TONE, blocks: 100 });
    await worker.call('startTake', { ...take, startedAtServerMs: Date.now() + 60_000 });
    feed.sendTone({ ...TONE, blocks: 10 });
    const { ledger } = await worker.call('stopTake', undefined);
    expect(ledger.framesWritten).toBe(4_800);
  });
});

describe('a recorder that dies mid-take', () => {
  it.each(['opfs', 'indexeddb'] as const)('loses at most the last block of its file (%s)', async (forceFile) => {
    const { worker, feed, takeFrames } = await feedWorker(forceFile);
    await worker.call('startTake', take);
    const twoSecondsSaved = saved(worker, 2);
    feed.sendTone({ ...TONE, blocks: 250 });
    await expect.poll(takeFrames).toBeGreaterThan(118_000);
    await twoSecondsSaved;
    const framesHeard = takeFrames();
    worker.terminate();

    await expect.poll(async () => (await thisTake())?.recoverable).toBe(true);
    expect(await thisTake()).toMatchObject({ state: 'recording', participantName: 'Ada', role: 'guest' });
    const recovered = await recoverTake(takeKey);
    // OPFS has every block that was handed over; the fallback stores whole seconds.
    const allowedFrames = forceFile === 'opfs' ? 0 : 48_000;
    expect(recovered.ledger.framesWritten).toBeGreaterThanOrEqual(framesHeard - allowedFrames);
    expect(trackLedgerSchema.parse(recovered.ledger)).toEqual(recovered.ledger);
    expect(recovered.ledger.framesDelivered).toBe(recovered.ledger.framesWritten);

    const file = forceFile === 'opfs' ? undefined : await IndexedDbRecordingFile.open(takeKey);
    const wav = file === undefined ? await readOpfsTake(takeKey) : await file.read(0, file.sizeBytes);
    expect(wav.length).toBe(recovered.fileBytes);
    expect(wav.slice(0, WAV_HEADER_BYTES)).toEqual(encodeWavHeader({ dataBytes: wav.length - WAV_HEADER_BYTES }));
    expect(amplitudeAt(samplesOf(wav).slice(0, 48_000), 1000)).toBeCloseTo(0.5, 3);
    expect(await thisTake()).toMatchObject({ state: 'recorded', bytes: recovered.fileBytes, recoverable: true });
    expect(await recoverTake(takeKey)).toEqual(recovered);
  });

  it('drops half a sample at the end', async () => {
    const { worker, feed } = await feedWorker('opfs');
    await worker.call('startTake', take);
    feed.sendTone({ ...TONE, blocks: 100 });
    await saved(worker, 1);
    worker.terminate();
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('takes');
    const handle = await folder.getFileHandle(takeFileName(takeKey));
    await expect.poll(async () => (await thisTake())?.recoverable).toBe(true);
    const { size } = await handle.getFile();
    const writable = await handle.createWritable({ keepExistingData: true });
    await writable.write({ type: 'write', position: size, data: Uint8Array.of(42) });
    await writable.close();
    expect((await recoverTake(takeKey)).fileBytes).toBe(size);
    expect((await readOpfsTake(takeKey)).length).toBe(size);
  });

  it('is continued in the same file by the next page, the time between filled with listed silence', async () => {
    const first = await feedWorker('opfs');
    await first.worker.call('startTake', take);
    first.feed.sendTone({ ...TONE, blocks: 100 });
    await saved(first.worker, 1);
    first.worker.terminate();

    const second = await feedWorker();
    await second.worker.call('setServerOffset', 5000);
    await second.worker.call('startTake', take);
    second.feed.sendTone({ ...TONE, blocks: 100 });
    await expect.poll(second.takeFrames).toBeGreaterThan(96_000 + 3 * 48_000);
    const { ledger } = await second.worker.call('stopTake', undefined);

    expect(ledger.gaps).toEqual([{ frame: 48_000, frames: expect.any(Number), reason: 'recorder-restarted' }]);
    // The second of tone was over before a second had passed: the server's clock has gone on by five.
    const gapFrames = ledger.gaps![0]!.frames;
    expect(gapFrames).toBeGreaterThan(3.9 * 48_000);
    expect(ledger.framesDelivered).toBe(96_000);
    expect(ledger.framesWritten).toBe(96_000 + gapFrames);
    const samples = samplesOf(await readOpfsTake(takeKey));
    expect(samples.length).toBe(ledger.framesWritten);
    expect(amplitudeAt(samples.slice(0, 48_000), 1000)).toBeCloseTo(0.5, 3);
    expect(samples.slice(48_000, 48_000 + gapFrames).every((sample) => sample === 0)).toBe(true);
    expect(amplitudeAt(samples.slice(48_000 + gapFrames), 1000)).toBeCloseTo(0.5, 3);
  });

  it('cannot be recovered, deleted or recorded by others while it lives', async () => {
    const { worker, feed } = await feedWorker('opfs');
    await worker.call('startTake', take);
    feed.sendTone({ ...TONE, blocks: 50 });
    await saved(worker, 0.5);
    expect(await thisTake()).toMatchObject({ state: 'recording', recoverable: false });
    await expect(recoverTake(takeKey)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(deleteTake(takeKey)).rejects.toMatchObject({ code: 'CONFLICT' });
    const other = await feedWorker('opfs');
    await expect(other.worker.call('startTake', take)).rejects.toMatchObject({ code: 'CONFLICT' });
    await worker.call('stopTake', undefined);
    expect((await readOpfsTake(takeKey)).length).toBe(WAV_HEADER_BYTES + 50 * 480 * 2);
  });

  it('is begun anew once the server has what came before', async () => {
    const first = await feedWorker('opfs');
    await first.worker.call('startTake', take);
    first.feed.sendTone({ ...TONE, blocks: 100 });
    await first.worker.call('stopTake', undefined);
    await changeTake(takeKey, { state: 'uploaded', uploaded: { success: true, sizeBytes: 96_044 } });
    await first.worker.call('startTake', take);
    first.feed.sendTone({ ...TONE, blocks: 50 });
    const { ledger } = await first.worker.call('stopTake', undefined);
    expect(ledger).toMatchObject({ framesWritten: 24_000, framesDelivered: 24_000 });
    expect(ledger.gaps).toBeUndefined();
    expect(await thisTake()).toMatchObject({ state: 'recorded', uploaded: null, recoverable: true });
  });

  it('leaves nothing to recover when it heard nothing', async () => {
    const { worker } = await feedWorker('opfs');
    await worker.call('startTake', take);
    worker.terminate();
    await expect.poll(() => recoverTake(takeKey).catch((error: { code: string }) => error.code)).toBe('NOT_FOUND');
    expect(await thisTake()).toMatchObject({ recoverable: false, durationSeconds: 0 });
  });
});

describe('a microphone that changes', () => {
  it('keeps time and pitch when its rate changes mid-take', async () => {
    const { worker, feed, takeFrames } = await feedWorker('opfs');
    await worker.call('startTake', take);
    feed.sendTone({ ...TONE, blocks: 100 });
    feed.sendTone({ ...TONE, blocks: 100, frames: 160, rateHz: 16_000 });
    feed.sendTone({ ...TONE, blocks: 100, frames: 441, rateHz: 44_100 });
    await expect.poll(takeFrames).toBeGreaterThan(142_000);
    const { ledger } = await worker.call('stopTake', undefined);
    expect(ledger).toMatchObject({ sourceRateHz: 48_000, framesDelivered: 144_000, framesWritten: 144_000 });
    const samples = samplesOf(await readOpfsTake(takeKey));
    for (const second of [0, 1, 2])
      expect(amplitudeAt(samples.slice(second * 48_000, (second + 1) * 48_000), 1000)).toBeCloseTo(0.5, 2);
  });

  it('is recorded at its full level when it is mono presented as stereo', async () => {
    const { worker, feed, takeFrames } = await feedWorker('opfs');
    await worker.call('startTake', take);
    feed.sendTone({ ...TONE, blocks: 100, channels: 2 });
    await expect.poll(takeFrames).toBeGreaterThan(46_000);
    await worker.call('stopTake', undefined);
    expect(amplitudeAt(samplesOf(await readOpfsTake(takeKey)), 1000)).toBeCloseTo(0.5, 3);
  });

  it('is replaced in the same file; the time without one is listed silence', async () => {
    const { worker, feed, takeFrames } = await feedWorker('opfs');
    await worker.call('startTake', take);
    feed.sendTone({ ...TONE, blocks: 100 });
    await expect.poll(takeFrames).toBeGreaterThan(46_000);
    // The first is unplugged: nothing more comes, and 300 ms later it counts as gone.
    await expect.poll(async () => (await thisTake())!.bytes).toBe(WAV_HEADER_BYTES + 96_000);
    await worker.call('setServerOffset', 3000);
    const replacement = await attach(worker);
    replacement.sendTone({ ...TONE, blocks: 100, frequencyHz: 3000 });
    await expect.poll(takeFrames).toBeGreaterThan(190_000);
    const { ledger } = await worker.call('stopTake', undefined);
    expect(ledger.gaps).toEqual([{ frame: 48_000, frames: expect.any(Number), reason: 'microphone-switched' }]);
    const gapFrames = ledger.gaps![0]!.frames;
    expect(ledger.framesDelivered).toBe(48_000 + 480 + 48_000);
    expect(ledger.framesWritten).toBe(ledger.framesDelivered + gapFrames);
    const samples = samplesOf(await readOpfsTake(takeKey));
    expect(amplitudeAt(samples.slice(0, 48_000), 1000)).toBeCloseTo(0.5, 2);
    expect(amplitudeAt(samples.slice(-48_000), 3000)).toBeCloseTo(0.5, 2);
  });
});
