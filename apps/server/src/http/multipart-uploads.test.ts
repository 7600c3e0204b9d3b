import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CHECKSUM_HEADER, tempPartKey, type InitiateAnswer, type ListPartsAnswer } from '@audio-studio/contract';
import { readBytes, type ObjectStore } from '@audio-studio/ports';
import { failAfter } from '../testing/failing-port.ts';
import { handedOver } from '../testing/handed-over.ts';
import type { RestClient } from '../testing/rest-client.ts';
import { testLedger } from '../testing/test-ledger.ts';
import { TestRig } from '../testing/test-rig.ts';
import { streamedParts, testWav } from '../testing/test-wav.ts';
import { recordedRoom, uploadParts, uploadSimple, type PartsUploaded, type Track } from '../testing/track-upload.ts';

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

  test('UP-7 a part that was damaged on the way is refused, and listed with its checksum once it is whole', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const wav = testWav(5_000);
    const value = createHash('sha256').update(wav).digest('base64');
    const body = { roomId: meetingId, participantName: 'Hanna', sessionId, contentType: 'audio/wav', fileSize: 5_000 };
    const { key, uploadId } = await hostClient.must<InitiateAnswer>('/api/multipart-upload/initiate', body);
    const checksum = { algorithm: 'sha256', value };
    const part = await hostClient.must<{ url: string }>('/api/multipart-upload/part-url', {
      key,
      uploadId,
      partNumber: 1,
      checksum,
    });
    const copy = await hostClient.must<{ url: string }>('/api/multipart-upload/part-1', { uploadId, checksum });
    const flipped = wav.map((byte, index) => (index === 3_000 ? byte ^ 1 : byte));
    for (const [url, contentType] of [
      [part.url, 'application/octet-stream'],
      [copy.url, 'audio/wav'],
    ] as const) {
      const send = (bytes: Uint8Array<ArrayBuffer>) =>
        fetch(url, { method: 'PUT', body: bytes, headers: { 'content-type': contentType, [CHECKSUM_HEADER]: value } });
      expect((await send(flipped)).status).toBe(400);
      expect((await send(wav)).status).toBe(200);
    }
    const query = new URLSearchParams({ key, uploadId }).toString();
    const { body: listed } = await hostClient.get<ListPartsAnswer>(`/api/multipart-upload/parts?${query}`);
    expect(listed.parts).toMatchObject([{ PartNumber: 1, Size: 5_000, ChecksumSHA256: value }]);
    const parts = listed.parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
    await hostClient.must('/api/multipart-upload/complete', { ...body, key, uploadId, parts });
    expect(Buffer.compare(await stored(key), wav)).toBe(0);
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

  const WRITES_TO_COMPLETE = 9;
  // Each write on the way to the answer is in turn the last that the process does.
  test.each(Array.from({ length: WRITES_TO_COMPLETE + 1 }, (_, writes) => [writes]))(
    'after %i writes leaves something that completing again finishes',
    async (writes) => {
      const { meetingId, sessionId, hostClient, guestClient } = await recordedRoom(rig);
      await uploadSimple(guestClient, { roomId: meetingId, participantName: 'Gustav', sessionId }, testWav(2_000));
      const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
      const { chunks, finished } = streamedParts(PART_BYTES, 4_322);
      const open = await uploadParts(hostClient, track, chunks);
      const body = { ...track, ...open, ledger: testLedger(0, 1_000) };

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
      expect(await handedOver(rig, meetingId)).toHaveLength(1);
      expect(await objects.head(tempPartKey(open.uploadId))).toBeUndefined();
    },
  );
});
