import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { overviewKey, type ProcessingProgress, type ProcessingResult } from '@audio-studio/contract';
import { FakeObjectStore, FakeTables } from '@audio-studio/ports/testing';
import { ManualClock } from '@audio-studio/flow';
import { ProcessingResults } from './processing-results.ts';
import { RecordedGateway } from '../testing/recorded-gateway.ts';
import { testTake } from '../testing/test-take.ts';
import { STUDIO_TABLES } from './tables.ts';

const roomId = randomUUID();

async function setUp() {
  const sessionId = randomUUID();
  const takes = new FakeTables().open(STUDIO_TABLES.takes);
  await takes.put(testTake({ meetingId: roomId, sessionId }));
  const gateway = new RecordedGateway();
  const objects = new FakeObjectStore(new ManualClock());
  const results = new ProcessingResults({ tables: { takes }, objects, gateway });
  const read = () => takes.get({ meetingId: roomId, sessionId });
  return { sessionId, takes, gateway, objects, results, read };
}

const progress = (sessionId: string, step: ProcessingProgress['step'], done: number): ProcessingProgress => ({
  roomId,
  sessionId,
  step,
  progress: done,
  estimatedTimeLeft: 3,
});
const result = (sessionId: string, changes: Partial<ProcessingResult> = {}): ProcessingResult => ({
  roomId,
  sessionId,
  status: 'completed',
  profile: 'P1',
  metrics: { snr: 22, rms: -20, srmr: 4, overlapPercent: 3, speakerBalance: 0.8, echoCorrelation: 0.1 },
  processingTimeMs: 900,
  ...changes,
});

test('progress is stored and told', async () => {
  const { sessionId, results, read, gateway } = await setUp();
  await results.handle(progress(sessionId, 'validating', 30));
  expect(await read()).toMatchObject({ step: 'validating', progress: 30, state: 'processing' });
  expect(gateway.sent).toEqual([
    {
      meetingId: roomId,
      event: 'processing-status',
      payload: { step: 'validating', progress: 30, estimatedTimeLeft: 3, sessionId },
    },
  ]);
});

test('a result is stored and told, with warnings even when there are none', async () => {
  const { sessionId, results, read, gateway } = await setUp();
  await results.handle(result(sessionId, { reasons: ['a little noise'] }));
  expect(await read()).toMatchObject({
    state: 'completed',
    step: 'complete',
    progress: 100,
    result: { profile: 'P1' },
  });
  expect(gateway.sent).toMatchObject([
    { event: 'processing-complete', payload: { profile: 'P1', warnings: [], sessionId, reasons: ['a little noise'] } },
  ]);
});

test('a rejection is stored and told with what to do', async () => {
  const { sessionId, results, read, gateway } = await setUp();
  await results.handle(
    result(sessionId, { status: 'rejected', rejectionReason: 'Too noisy', suggestions: ['Close the window'] }),
  );
  expect(await read()).toMatchObject({ state: 'rejected', result: { rejectionReason: 'Too noisy' } });
  expect(gateway.sent).toMatchObject([
    { event: 'recording-rejected', payload: { reason: 'Too noisy', suggestions: ['Close the window'], sessionId } },
  ]);
});

test('TAKE-7 what processing gave up on is stored and told as failed, not as a verdict', async () => {
  const { sessionId, results, read, gateway } = await setUp();
  await results.handle(result(sessionId, { status: 'rejected', failed: true, rejectionReason: 'The fault is ours.' }));
  expect(await read()).toMatchObject({ state: 'failed', result: { rejectionReason: 'The fault is ours.' } });
  expect(gateway.sent).toEqual([
    {
      meetingId: roomId,
      event: 'recording-rejected',
      payload: { reason: 'The fault is ours.', suggestions: [], sessionId, failed: true },
    },
  ]);
});

test('late progress never replaces a result, nor later progress', async () => {
  const { sessionId, results, read, gateway } = await setUp();
  await results.handle(progress(sessionId, 'classifying', 60));
  await results.handle(progress(sessionId, 'syncing', 10));
  expect(await read()).toMatchObject({ step: 'classifying', progress: 60 });
  await results.handle(result(sessionId));
  await results.handle(progress(sessionId, 'preprocessing', 90));
  expect(await read()).toMatchObject({ state: 'completed', progress: 100 });
  expect(gateway.sent.map(({ event }) => event)).toEqual(['processing-status', 'processing-complete']);
});

test('whatever the order at once, the result stays', async () => {
  const { sessionId, results, read } = await setUp();
  await Promise.all([
    results.handle(progress(sessionId, 'syncing', 10)),
    results.handle(result(sessionId)),
    results.handle(progress(sessionId, 'preprocessing', 90)),
    results.handle(progress(sessionId, 'classifying', 60)),
  ]);
  expect(await read()).toMatchObject({ state: 'completed', step: 'complete', progress: 100 });
});

test('TAKE-6 what is said of tracks that were replaced since counts for nothing', async () => {
  const { sessionId, results, read, takes, gateway } = await setUp();
  await takes.update({ meetingId: roomId, sessionId }, { set: { state: 'uploading' }, add: { revision: 1 } });
  await results.handle(progress(sessionId, 'classifying', 60));
  await results.handle(result(sessionId));
  expect(await read()).toMatchObject({ state: 'uploading', progress: 0, result: null });
  expect(gateway.sent).toEqual([]);
  await results.handle({ ...progress(sessionId, 'syncing', 10), revision: 1 });
  await results.handle(result(sessionId, { revision: 1, profile: 'P2' }));
  expect(await read()).toMatchObject({ state: 'completed', result: { profile: 'P2' } });
  expect(gateway.sent.map(({ event }) => event)).toEqual(['processing-status', 'processing-complete']);
});

test('nothing is told, and the message comes again, when it cannot be stored', async () => {
  const { sessionId, results, takes, gateway } = await setUp();
  takes.update = () => Promise.reject(new Error('the disk is full'));
  await expect(results.handle(result(sessionId))).rejects.toThrow('the disk is full');
  expect(gateway.sent).toEqual([]);
});

test('a result of a meeting deleted meanwhile is dropped with its objects', async () => {
  const { results, objects, gateway } = await setUp();
  const gone = randomUUID();
  await objects.put(overviewKey(roomId, gone), new Uint8Array(3), { contentType: 'application/json' });
  await results.handle(result(gone));
  await results.handle(progress(gone, 'syncing', 10));
  expect(await objects.head(overviewKey(roomId, gone))).toBeUndefined();
  expect(gateway.sent).toEqual([]);
});
