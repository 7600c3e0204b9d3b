import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  ledgerKey,
  listRecordingsAnswerSchema,
  tempPartKey,
  type ProcessSessionMessage,
  type TrackLedger,
  type UploadUrlAnswer,
} from '@audio-studio/contract';
import { PROCESSING_QUEUE, readBytes, type ObjectStore } from '@audio-studio/ports';
import { failAfter } from '../testing/failing-port.ts';
import { TestRig } from '../testing/test-rig.ts';
import { testWav } from '../testing/test-wav.ts';
import {
  putTo,
  recordedRoom,
  uploadParts,
  uploadSimple,
  type PartsUploaded,
  type Track,
} from '../testing/track-upload.ts';
import type { RestClient } from '../testing/rest-client.ts';
import { until } from '../testing/until.ts';

const PART_BYTES = 5 * 1024 * 1024;

let rig: TestRig;
let objects: ObjectStore;
beforeAll(async () => {
  rig = await TestRig.start();
  ({ objects } = rig.adapters);
});
afterAll(() => rig.close());

const stored = async (key: string) => readBytes((await objects.get(key))!);
const rowsOf = async (meetingId: string) => (await rig.studio.tables.recordings.query({ partition: meetingId })).rows;

function ledger(firstFrame: number, serverTimeMs: number, pairs = 1): TrackLedger {
  return {
    capturePath: 'audio-worklet',
    sourceRateHz: 48_000,
    framesDelivered: 48_000,
    framesWritten: 48_000,
    fileBytes: 96_044,
    clockPairs: Array.from({ length: pairs }, (_, index) => ({
      frame: firstFrame + index * 48_000,
      serverTimeMs: serverTimeMs + index * 1000,
    })),
    wallClockSeconds: 1,
  };
}

/** A WAV recorded as it was uploaded: the header says nothing of the size yet. */
function streamedParts(...sizes: number[]) {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const whole = testWav(total, 44);
  let offset = 0;
  const chunks = sizes.map((size) => whole.slice(offset, (offset += size)));
  return { chunks, total, finished: testWav(total) };
}

describe('one PUT', () => {
  test('is stored byte for byte, listed, announced, and answered with what the store holds', async () => {
    const { meetingId, sessionId, hostClient, host, guestSocket } = await recordedRoom(rig);
    const wav = testWav(20_000);
    const track = { roomId: meetingId, participantName: 'Hänna Müller', sessionId };
    const answer = await uploadSimple(hostClient, track, wav);
    expect(answer).toMatchObject({ success: true, sizeBytes: 20_000, recordingId: `${sessionId}#Hanna_Muller` });
    expect(answer.key).toMatch(new RegExp(`^recordings/${meetingId}/${sessionId}/Hanna_Muller_\\d+\\.wav$`));
    expect(Buffer.compare(await stored(answer.key), wav)).toBe(0);
    expect(await guestSocket.next('recordings-updated')).toEqual({ meetingId, sessionId });
    const { recordings } = listRecordingsAnswerSchema.parse(
      (await hostClient.get(`/api/recordings/${meetingId}`)).body,
    );
    expect(recordings).toMatchObject([
      { status: 'completed', userId: host.userId, role: 'host', participantName: 'Hänna Müller', sizeBytes: 20_000 },
    ]);
  });

  test('completing again gives the same answer and no second row', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const { key, ...first } = await uploadSimple(hostClient, track, testWav(5_000));
    const again = await Promise.all([1, 2, 3].map(() => hostClient.must('/api/upload/complete', { ...track, key })));
    for (const answer of again) expect(answer).toEqual(first);
    expect(await rowsOf(meetingId)).toHaveLength(1);
  });

  test('two people of one name both keep their track', async () => {
    const { meetingId, sessionId, hostClient, guestClient } = await recordedRoom(rig);
    const track = { roomId: meetingId, participantName: 'Alex', sessionId };
    const [a, b] = await Promise.all([
      uploadSimple(hostClient, track, testWav(5_000)),
      uploadSimple(guestClient, track, testWav(6_000)),
    ]);
    expect(a.key).not.toBe(b.key);
    expect(new Set([a.recordingId, b.recordingId]).size).toBe(2);
    expect((await rowsOf(meetingId)).map(({ sizeBytes }) => sizeBytes)).toEqual(expect.arrayContaining([5_000, 6_000]));
  });

  test('a second file of the same person is kept beside the first, and the larger one is processed', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const small = await uploadSimple(hostClient, track, testWav(5_000));
    const large = await uploadSimple(hostClient, track, testWav(9_000));
    await uploadSimple(hostClient, track, testWav(7_000));
    expect(await rowsOf(meetingId)).toHaveLength(3);
    expect(large.recordingId).not.toBe(small.recordingId);
    expect(await rig.studio.tables.takes.get({ meetingId, sessionId })).toMatchObject({
      hostRecordingId: large.recordingId,
      state: 'uploading',
    });
  });

  test.each([
    ['nothing was uploaded', undefined, 404],
    ['it is empty', new Uint8Array(0), 400],
    ['it is no WAV', new TextEncoder().encode('x'.repeat(500)), 400],
    ['the header names another size', testWav(4_000, 9_000), 400],
    ['it is shorter than a header', testWav(4_000).slice(0, 20), 400],
  ])('completion is refused when %s, and no recording appears', async (_, bytes, status) => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const { uploadUrl, key } = await hostClient.must<UploadUrlAnswer>('/api/upload/url', {
      ...track,
      contentType: 'audio/wav',
    });
    if (bytes !== undefined) await putTo(uploadUrl, bytes, 'audio/wav');
    const answer = await hostClient.post('/api/upload/complete', { ...track, key });
    expect(answer).toMatchObject({ status, body: { code: status === 404 ? 'NOT_FOUND' : 'VALIDATION_ERROR' } });
    expect(await rowsOf(meetingId)).toEqual([]);
  });

  test('a take of another meeting, or none at all, is NOT_FOUND and nothing is issued', async () => {
    const mine = await recordedRoom(rig);
    const other = await recordedRoom(rig);
    for (const sessionId of [other.sessionId, randomUUID()]) {
      const body = {
        roomId: mine.meetingId,
        participantName: 'Hanna',
        sessionId,
        contentType: 'audio/wav',
        fileSize: 99,
      };
      expect(await mine.hostClient.post('/api/upload/url', body)).toMatchObject({ status: 404 });
      expect(await mine.hostClient.post('/api/multipart-upload/initiate', body)).toMatchObject({ status: 404 });
    }
    const query = { index: 'MeetingIndex', partition: mine.meetingId };
    expect((await rig.studio.tables.uploads.query(query)).rows).toEqual([]);
  });

  test('a key that was never issued is NOT_FOUND, even if an object is there', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const key = `recordings/${meetingId}/${sessionId}/planted_1.wav`;
    await objects.put(key, testWav(1_000), { contentType: 'audio/wav' });
    const answer = await hostClient.post('/api/upload/complete', { roomId: meetingId, participantName: 'Hanna', key });
    expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await rowsOf(meetingId)).toEqual([]);
  });

  test('the whole ledger lies beside the track, the row keeps a thinned one', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const { uploadUrl, key } = await hostClient.must<UploadUrlAnswer>('/api/upload/url', {
      ...track,
      contentType: 'audio/wav',
    });
    await putTo(uploadUrl, testWav(1_000), 'audio/wav');
    const whole = ledger(0, 1_000, 20_000);
    await hostClient.must('/api/upload/complete', { ...track, key, ledger: whole });
    expect(JSON.parse(new TextDecoder().decode(await stored(ledgerKey(key))))).toEqual(whole);
    const pairs = (await rowsOf(meetingId))[0]!.ledger!.clockPairs;
    expect(pairs).toHaveLength(600);
    expect([pairs[0], pairs.at(-1)]).toEqual([whole.clockPairs[0], whole.clockPairs.at(-1)]);
  });
});

describe('processing', () => {
  test('begins once, when both roles are complete, with the start of each track', async () => {
    const { meetingId, sessionId, hostClient, guestClient } = await recordedRoom(rig);
    const upload = async (client: typeof hostClient, participantName: string, track: TrackLedger) => {
      const body = { roomId: meetingId, participantName, sessionId };
      const issued = await client.must<UploadUrlAnswer>('/api/upload/url', { ...body, contentType: 'audio/wav' });
      await putTo(issued.uploadUrl, testWav(1_000), 'audio/wav');
      await client.must('/api/upload/complete', { ...body, key: issued.key, ledger: track });
      return {
        ...issued,
        again: () => client.must('/api/upload/complete', { ...body, key: issued.key, ledger: track }),
      };
    };
    const host = await upload(hostClient, 'Hanna', ledger(48, 1_001));
    expect((await rig.studio.tables.takes.get({ meetingId, sessionId }))?.state).toBe('uploading');
    const guest = await upload(guestClient, 'Gustav', ledger(0, 1_250));
    await Promise.all([host.again(), guest.again()]);
    expect((await rig.studio.tables.takes.get({ meetingId, sessionId }))?.state).toBe('processing');

    expect(await handedOver(meetingId)).toMatchObject([
      {
        action: 'process-session',
        roomId: meetingId,
        hostKey: host.key,
        guestKey: guest.key,
        hostStartedAtMs: 1_000,
        guestStartedAtMs: 1_250,
        hostRecordingId: `${sessionId}#Hanna`,
        guestRecordingId: `${sessionId}#Gustav`,
      },
    ]);
  });
});

/** What was handed to processing for one room, so far: a message sent after all of it comes after all of it. */
async function handedOver(roomId: string): Promise<ProcessSessionMessage[]> {
  const queue = rig.adapters.queues.open(PROCESSING_QUEUE);
  const last = randomUUID();
  await queue.send(
    { action: 'process-session', roomId, sessionId: last, hostKey: '', guestKey: '', timestamp: 0 },
    { groupId: roomId, deduplicationId: last },
  );
  const ending = new AbortController();
  const messages: ProcessSessionMessage[] = [];
  const consuming = queue.consume(async (message) => void messages.push(message), { signal: ending.signal });
  await until(() => messages.some(({ sessionId }) => sessionId === last));
  ending.abort();
  await consuming;
  return messages.filter((message) => message.roomId === roomId && message.sessionId !== last);
}

describe('multipart', () => {
  test('patches the header to the size of all parts and joins them byte for byte', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const { chunks, total, finished } = streamedParts(PART_BYTES, PART_BYTES, 12_346);
    const open = await uploadParts(hostClient, track, chunks);
    expect(await rowsOf(meetingId)).toMatchObject([{ status: 'uploading', uploadId: open.uploadId, sizeBytes: null }]);
    const listed = await hostClient.get(
      `/api/multipart-upload/parts?${new URLSearchParams({ key: open.key, uploadId: open.uploadId }).toString()}`,
    );
    expect(listed.body).toMatchObject({
      parts: [{ PartNumber: 1, Size: PART_BYTES }, { PartNumber: 2 }, { PartNumber: 3, Size: 12_346 }],
    });
    const answer = await hostClient.must('/api/multipart-upload/complete', { ...track, ...open });
    expect(answer).toMatchObject({ success: true, sizeBytes: total, recordingId: `${sessionId}#Hanna` });
    expect(Buffer.compare(await stored(open.key), finished)).toBe(0);
    expect(await objects.head(tempPartKey(open.uploadId))).toBeUndefined();
    expect(await rowsOf(meetingId)).toMatchObject([{ status: 'completed', sizeBytes: total }]);
  });

  test('completing twice, and at the same time, gives one recording and one answer', async () => {
    const { meetingId, sessionId, hostClient, guestSocket } = await recordedRoom(rig);
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const { chunks, finished } = streamedParts(PART_BYTES, 999_000);
    const open = await uploadParts(hostClient, track, chunks);
    const complete = () => hostClient.must('/api/multipart-upload/complete', { ...track, ...open });
    const [first, ...others] = await Promise.all([complete(), complete(), complete()]);
    others.push(await complete());
    for (const other of others) expect(other).toEqual(first);
    expect(Buffer.compare(await stored(open.key), finished)).toBe(0);
    expect(await rowsOf(meetingId)).toHaveLength(1);
    await guestSocket.next('recordings-updated');
    expect(await guestSocket.hasReceived('recordings-updated')).toBe(false);
  });

  describe('that names its parts wrongly', () => {
    let upload: { client: RestClient; body: PartsUploaded & Track; finished: Uint8Array; meetingId: string };
    const complete = (parts: unknown) =>
      upload.client.post('/api/multipart-upload/complete', { ...upload.body, parts });

    beforeAll(async () => {
      const { meetingId, sessionId, hostClient: client } = await recordedRoom(rig);
      const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
      const { chunks, finished } = streamedParts(PART_BYTES, PART_BYTES, 100);
      upload = { client, meetingId, finished, body: { ...track, ...(await uploadParts(client, track, chunks)) } };
    });

    test.each<[string, (parts: PartsUploaded['parts']) => unknown[]]>([
      ['a part is left out', (parts) => [parts[0]!, parts[2]!]],
      ['the last part is not named', (parts) => parts.slice(0, 2)],
      ['a part was never uploaded', (parts) => [...parts, { PartNumber: 4, ETag: '"x"' }]],
      ['they are out of order', (parts) => parts.toReversed()],
      ['an ETag is another', (parts) => [parts[0]!, { ...parts[1]!, ETag: `"${'0'.repeat(32)}"` }, parts[2]!]],
      ['one is named twice', (parts) => [parts[0]!, parts[0]!, parts[2]!]],
    ])('is refused when %s, and nothing is joined', async (_, change) => {
      const refused = await complete(change(upload.body.parts));
      expect(refused).toMatchObject({ status: 400, body: { code: 'VALIDATION_ERROR' } });
      expect(await objects.head(upload.body.key)).toBeUndefined();
      expect(await rowsOf(upload.meetingId)).toMatchObject([{ status: 'uploading' }]);
    });

    test('can be completed afterwards', async () => {
      expect(await complete(upload.body.parts)).toMatchObject({ status: 200 });
      expect(Buffer.compare(await stored(upload.body.key), upload.finished)).toBe(0);
    });
  });

  test('is refused without the copy of part 1, or with another one', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const { chunks } = streamedParts(PART_BYTES, 100);
    const open = await uploadParts(hostClient, track, chunks);
    const complete = () => hostClient.post('/api/multipart-upload/complete', { ...track, ...open });
    await objects.put(tempPartKey(open.uploadId), testWav(100), { contentType: 'audio/wav' });
    expect(await complete()).toMatchObject({ status: 400 });
    await objects.put(tempPartKey(open.uploadId), new Uint8Array(PART_BYTES), { contentType: 'audio/wav' });
    expect(await complete()).toMatchObject({ status: 400 });
    await objects.delete(tempPartKey(open.uploadId));
    expect(await complete()).toMatchObject({ status: 400, body: { code: 'VALIDATION_ERROR' } });
    await objects.put(tempPartKey(open.uploadId), chunks[0]!, { contentType: 'audio/wav' });
    expect(await complete()).toMatchObject({ status: 200 });
  });

  test('aborting drops parts, copy and rows; aborting again is NOT_FOUND', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const open = await uploadParts(hostClient, track, streamedParts(5_000).chunks);
    const { key, uploadId } = open;
    expect(await hostClient.post('/api/multipart-upload/abort', { key, uploadId })).toMatchObject({ status: 200 });
    expect(await rowsOf(meetingId)).toEqual([]);
    expect(await objects.listParts(open)).toBeUndefined();
    expect(await objects.head(tempPartKey(uploadId))).toBeUndefined();
    expect(await hostClient.post('/api/multipart-upload/abort', { key, uploadId })).toMatchObject({ status: 404 });
    const url = await hostClient.post('/api/multipart-upload/part-url', { key, uploadId, partNumber: 1 });
    expect(url).toMatchObject({ status: 404 });
  });

  test('a completed upload cannot be aborted', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const open = await uploadParts(hostClient, track, streamedParts(5_000).chunks);
    await hostClient.must('/api/multipart-upload/complete', { ...track, ...open });
    const { key, uploadId } = open;
    expect(await hostClient.post('/api/multipart-upload/abort', { key, uploadId })).toMatchObject({ status: 409 });
    expect(await objects.head(key)).toBeDefined();
    expect(await rowsOf(meetingId)).toMatchObject([{ status: 'completed' }]);
  });

  test('falling back to one PUT after aborting leaves one recording', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const { key, uploadId } = await uploadParts(hostClient, track, streamedParts(5_000).chunks);
    await hostClient.must('/api/multipart-upload/abort', { key, uploadId });
    await uploadSimple(hostClient, track, testWav(5_000));
    expect(await rowsOf(meetingId)).toMatchObject([{ recordingId: `${sessionId}#Hanna`, status: 'completed' }]);
  });
});

describe('a process that dies while completing', () => {
  afterEach(async () => {
    await rig.restart();
    ({ objects } = rig.adapters);
  });

  const WRITES_TO_COMPLETE = 8;
  // Each write on the way to the answer is in turn the last that the process does.
  test.each(Array.from({ length: WRITES_TO_COMPLETE + 1 }, (_, writes) => [writes]))(
    'after %i writes leaves something that completing again finishes',
    async (writes) => {
      const { meetingId, sessionId, hostClient, guestClient } = await recordedRoom(rig);
      await uploadSimple(guestClient, { roomId: meetingId, participantName: 'Gustav', sessionId }, testWav(2_000));
      const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
      const { chunks, finished } = streamedParts(PART_BYTES, 4_322);
      const open = await uploadParts(hostClient, track, chunks);
      const body = { ...track, ...open, ledger: ledger(0, 1_000) };

      const heal = failAfter(writes, [
        [rig.adapters.objects, ['put', 'uploadPart', 'completeMultipart', 'delete']],
        [rig.studio.tables.recordings, ['putIfAbsent', 'update']],
        [rig.studio.tables.takes, ['update']],
        [rig.studio.tables.uploads, ['update']],
      ]);
      const died = await hostClient.post('/api/multipart-upload/complete', body);
      heal();
      expect(died.status).toBe(writes < WRITES_TO_COMPLETE ? 500 : 200);

      await rig.restart();
      ({ objects } = rig.adapters);
      const answer = await hostClient.must('/api/multipart-upload/complete', body);
      expect(answer).toMatchObject({ success: true, sizeBytes: finished.byteLength });
      expect(Buffer.compare(await stored(open.key), finished)).toBe(0);
      const rows = await rowsOf(meetingId);
      expect(rows.map(({ status }) => status)).toEqual(['completed', 'completed']);
      expect(await rig.studio.tables.takes.get({ meetingId, sessionId })).toMatchObject({
        state: 'processing',
        hostRecordingId: `${sessionId}#Hanna`,
        guestRecordingId: `${sessionId}#Gustav`,
      });
      expect(await handedOver(meetingId)).toHaveLength(1);
      expect(await objects.head(tempPartKey(open.uploadId))).toBeUndefined();
    },
  );
});

describe('downloads', () => {
  test('a signed URL gives the track back under a telling name', async () => {
    const { meetingId, sessionId, hostClient, guestClient } = await recordedRoom(rig);
    const wav = testWav(3_000);
    const { recordingId } = await uploadSimple(
      hostClient,
      { roomId: meetingId, participantName: 'Hanna', sessionId },
      wav,
    );
    const path = `/api/recordings/${meetingId}/${encodeURIComponent(recordingId!)}/download-url`;
    const { downloadUrl, expiresAt } = await guestClient.must<{ downloadUrl: string; expiresAt: string }>(path);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 3_500_000);
    const response = await fetch(downloadUrl);
    expect(response.headers.get('content-disposition')).toContain('A_talk_Hanna_take_1.wav');
    expect(Buffer.compare(new Uint8Array(await response.arrayBuffer()), wav)).toBe(0);
  });

  test('a recording that is not complete cannot be downloaded', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    await uploadParts(
      hostClient,
      { roomId: meetingId, participantName: 'Hanna', sessionId },
      streamedParts(5_000).chunks,
    );
    const path = `/api/recordings/${meetingId}/${encodeURIComponent(`${sessionId}#Hanna`)}/download-url`;
    expect(await hostClient.post(path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  test('the overview is NOT_FOUND until processing has made it', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const path = `/api/recordings/${meetingId}/takes/${sessionId}/overview`;
    expect(await hostClient.get(path)).toMatchObject({ status: 404 });
    const overview = { sessionId, durationSeconds: 1, tracks: [], overlap: [] };
    const bytes = new TextEncoder().encode(JSON.stringify(overview));
    await objects.put(`processed/${meetingId}/${sessionId}/overview.json`, bytes, { contentType: 'application/json' });
    expect(await hostClient.get(path)).toMatchObject({ status: 200, body: overview });
    expect(await hostClient.get(path.replace(sessionId, randomUUID()))).toMatchObject({ status: 404 });
  });
});

describe('an organizer who sits in the room themselves', () => {
  test('uploads as whoever they were there, and a take of two such seats is processed', async () => {
    const organizer = await rig.organizer('alone');
    const meetingId = randomUUID();
    const [hostId, guestId] = [randomUUID(), randomUUID()];
    const { socket: hostSocket } = await rig.seat({ token: organizer.token!, userId: hostId, role: 'host' }, meetingId);
    await rig.seat({ token: organizer.token!, userId: guestId, role: 'guest' }, meetingId);
    hostSocket.send('start-recording', { roomId: meetingId });
    const { sessionId } = await hostSocket.next('start-recording');
    hostSocket.send('stop-recording', { roomId: meetingId });
    await hostSocket.next('stop-recording');
    for (const participantName of [hostId, guestId]) {
      await uploadSimple(organizer, { roomId: meetingId, participantName, sessionId }, testWav(1_000));
    }
    const rows = await rowsOf(meetingId);
    expect(new Set(rows.map(({ userId, role }) => `${userId} ${role}`))).toEqual(
      new Set([`${hostId} host`, `${guestId} guest`]),
    );
    expect(await rig.studio.tables.takes.get({ meetingId, sessionId })).toMatchObject({ state: 'processing' });
  });
});
