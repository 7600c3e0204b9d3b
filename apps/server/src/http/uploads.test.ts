import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CHECKSUM_HEADER,
  ledgerKey,
  listRecordingsAnswerSchema,
  type TrackLedger,
  type UploadUrlAnswer,
} from '@audio-studio/contract';
import { readBytes, type ObjectStore } from '@audio-studio/ports';
import { handedOver } from '../testing/handed-over.ts';
import { testLedger } from '../testing/test-ledger.ts';
import { TestRig } from '../testing/test-rig.ts';
import { streamedParts, testWav } from '../testing/test-wav.ts';
import { putTo, recordedRoom, uploadParts, uploadSimple } from '../testing/track-upload.ts';

let rig: TestRig;
let objects: ObjectStore;
beforeAll(async () => {
  rig = await TestRig.start();
  ({ objects } = rig.adapters);
});
afterAll(() => rig.close());

const stored = async (key: string) => readBytes((await objects.get(key))!);
const rowsOf = async (meetingId: string) => (await rig.studio.tables.recordings.query({ partition: meetingId })).rows;

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

  test('with a checksum takes that body alone, and says it when complete', async () => {
    const { meetingId, sessionId, hostClient } = await recordedRoom(rig);
    const wav = testWav(5_000);
    const value = createHash('sha256').update(wav).digest('base64');
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const checksum = { algorithm: 'sha256', value };
    const ask = { ...track, contentType: 'audio/wav', fileSize: 5_000, checksum };
    const { uploadUrl, key } = await hostClient.must<UploadUrlAnswer>('/api/upload/url', ask);
    await expect(putTo(uploadUrl, wav, 'audio/wav')).rejects.toThrow('403');
    const headers = { 'content-type': 'audio/wav', [CHECKSUM_HEADER]: value };
    expect((await fetch(uploadUrl, { method: 'PUT', body: wav, headers })).status).toBe(200);
    expect(await hostClient.must('/api/upload/complete', { ...track, key })).toMatchObject({ sha256: value });
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
    ['the header names a larger size', testWav(4_000, 9_000), 400],
    ['the header names a smaller size', testWav(4_000, 2_000), 400],
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
    const whole = testLedger(0, 1_000, 20_000);
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
    const host = await upload(hostClient, 'Hanna', testLedger(48, 1_001));
    expect((await rig.studio.tables.takes.get({ meetingId, sessionId }))?.state).toBe('uploading');
    const guest = await upload(guestClient, 'Gustav', testLedger(0, 1_250));
    await Promise.all([host.again(), guest.again()]);
    expect((await rig.studio.tables.takes.get({ meetingId, sessionId }))?.state).toBe('processing');

    expect(await handedOver(rig, meetingId)).toMatchObject([
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
