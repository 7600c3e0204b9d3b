import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LIMITS } from '@audio-studio/contract';
import { ManualClock } from '@audio-studio/flow';
import { readBytes, RESULTS_QUEUE } from '@audio-studio/ports';
import { failAfter } from './testing/failing-port.ts';
import { TestRig } from './testing/test-rig.ts';
import { streamedParts } from './testing/test-wav.ts';
import { recordedRoom, uploadParts } from './testing/track-upload.ts';
import { until } from './testing/until.ts';

let rig: TestRig;
beforeEach(async () => {
  rig = await TestRig.start();
});
afterEach(() => rig.close());

describe('who is gone', () => {
  const clock = new ManualClock();
  beforeEach(async () => {
    await rig.close();
    rig = await TestRig.start({ clock });
  });

  test('is told by what comes from them, and their track is finished by the running server', async () => {
    const room = await recordedRoom(rig);
    const { meetingId, sessionId, hostClient, hostSocket, guestSocket, host } = room;
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const { chunks, finished } = streamedParts(LIMITS.MIN_PART_SIZE, 5_000);
    const { key } = await uploadParts(hostClient, track, chunks);
    const { presences } = rig.studio;
    const silentForMs = () => presences.silentForMs(meetingId, `participant:${host.userId}`);

    await clock.advance(LIMITS.SALVAGE_AFTER_MS - 1);
    expect(await silentForMs()).toBe(LIMITS.SALVAGE_AFTER_MS - 1);
    await hostSocket.fence();
    await until(async () => (await silentForMs()) === 0);
    // What the server sends says nothing of whether anyone is there.
    await clock.advance(60_000);
    guestSocket.send('chat-message', { roomId: meetingId, message: 'Still there?', sender: 'Gustav', role: 'guest' });
    await hostSocket.next('chat-message');
    expect(await silentForMs()).toBe(60_000);

    hostSocket.close();
    await clock.advance(LIMITS.SALVAGE_AFTER_MS);
    await until(async () => {
      await clock.advance(60_000);
      const { rows } = await rig.studio.tables.recordings.query({ partition: meetingId });
      return rows[0]?.status === 'completed' && rows[0].salvaged === true;
    });
    const object = await rig.adapters.objects.get(key);
    expect(Buffer.compare(await readBytes(object!), finished)).toBe(0);
    expect(await guestSocket.next('recordings-updated')).toEqual({ meetingId, sessionId });
  });
});

describe('shutting down', () => {
  test('lets a running request end, frees every seat, and leaves a running take running', async () => {
    const { organizer, meetingId, hostSocket, guestSocket } = await rig.room();
    hostSocket.send('start-recording', { roomId: meetingId });
    await guestSocket.next('start-recording');
    const { tables } = rig.studio;
    const get = tables.meetings.get.bind(tables.meetings);
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    tables.meetings.get = async (key) => {
      reached.resolve();
      await held.promise;
      return get(key);
    };
    const answer = organizer.get(`/api/meetings/${meetingId}`);
    await reached.promise;
    const closed = rig.server.close();
    expect(await hostSocket.nextError()).toMatchObject({ code: 'UNAVAILABLE' });
    await hostSocket.disconnected();
    await expect(fetch(`${rig.url}/health`)).rejects.toThrow('fetch failed');
    held.resolve();
    expect((await answer).status).toBe(200);
    await closed;
    await rig.server.close();
    expect(await rig.studio.seating.occupants(meetingId)).toEqual([]);
    expect((await rig.studio.takes.state(meetingId)).isRecording).toBe(true);
    expect(await rig.studio.stats.read()).toEqual({
      activeSessionCount: 0,
      activePairCount: 0,
      activeRecordingCount: 1,
    });
  });

  test('clients take it for a lost line and come back by themselves', async () => {
    const { hostSocket } = await rig.room();
    const reason = new Promise<string>((resolve) => hostSocket.raw.once('disconnect', resolve));
    const closing = rig.server.close();
    // Socket.IO's client reconnects after these, and never after "io server disconnect".
    expect(['transport close', 'transport error']).toContain(await reason);
    await closing;
  });
});

describe('starting', () => {
  test('rejects when the port is taken, and clears nothing up', async () => {
    const { meetingId } = await rig.room();
    const { createServer } = await import('./server.ts');
    const { loadConfig } = await import('./config.ts');
    const { createLogger } = await import('./log.ts');
    const { systemClock } = await import('@audio-studio/flow');
    const second = createServer({
      ...rig.adapters,
      config: loadConfig({ PORT: String(rig.port) }),
      jwtSecret: 'x'.repeat(40),
      webRoot: '/nowhere',
      version: '0.0.0',
      clock: systemClock,
      log: createLogger('silent'),
    });
    await expect(second.listen()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.close();
    expect(await rig.studio.seating.occupants(meetingId)).toHaveLength(2);
  });
});

test('results on the queue reach the rows and the room, also those sent while the server was down', async () => {
  const { meetingId, sessionId, organizer } = await recordedRoom(rig);
  const send = (message: Parameters<ReturnType<typeof openResults>['send']>[0]) => openResults().send(message);
  const openResults = () => rig.adapters.queues.open(RESULTS_QUEUE);
  await rig.server.close();
  await send({ roomId: meetingId, sessionId, step: 'validating', progress: 40, estimatedTimeLeft: 2 });
  await rig.restart();
  await until(async () => (await rig.studio.tables.takes.get({ meetingId, sessionId }))?.progress === 40);

  const watcher = await rig.connect(organizer.token);
  watcher.send('watch-room', { roomId: meetingId });
  await watcher.fence();
  await send({
    roomId: meetingId,
    sessionId,
    status: 'completed',
    profile: 'P0',
    metrics: { snr: 30, rms: -22, srmr: 5, overlapPercent: 1, speakerBalance: 0.9, echoCorrelation: 0 },
    processingTimeMs: 10,
  });
  expect(await watcher.next('processing-complete')).toMatchObject({ profile: 'P0', sessionId, warnings: [] });
  const { body } = await organizer.get<{ takes: unknown[] }>(`/api/recordings/${meetingId}`);
  expect(body.takes).toMatchObject([{ state: 'completed', result: { profile: 'P0' } }]);
  const list = await organizer.get<{ meetings: unknown[] }>('/api/meetings');
  expect(list.body.meetings).toMatchObject([{ meetingId, takeCount: 1, bestGrade: 'P0' }]);
});

test('a start that fails half-way is undone, and can be tried again', async () => {
  const { organizer, meetingId, hostSocket, guestSocket } = await rig.room();
  const { takes, meetings, stats } = rig.studio.tables;
  for (const broken of [
    [takes, 'putIfAbsent'],
    [meetings, 'update'],
    [stats, 'update'],
  ] as const) {
    const method = broken[0] as unknown as Record<string, () => Promise<unknown>>;
    const original = method[broken[1]]!;
    // Fails once: the undoing gets through.
    method[broken[1]] = () => {
      method[broken[1]] = original;
      return Promise.reject(new Error('the disk is full'));
    };
    hostSocket.send('start-recording', { roomId: meetingId });
    expect(await hostSocket.nextError()).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(await rig.studio.takes.state(meetingId)).toMatchObject({ isRecording: false, sessionId: null });
    expect((await takes.query({ partition: meetingId })).rows).toEqual([]);
    expect((await organizer.get(`/api/meetings/${meetingId}`)).body).toMatchObject({ status: 'active' });
  }
  hostSocket.send('start-recording', { roomId: meetingId });
  await guestSocket.next('start-recording');
  expect((await rig.studio.stats.read()).activeRecordingCount).toBe(1);
});

test('a take whose row was never written, because the process died first, is there all the same', async () => {
  const { meetingId, host, hostSocket, guestSocket } = await rig.room();
  const { takes } = rig.studio.tables;
  const heal = failAfter(0, [[takes, ['putIfAbsent', 'delete']]]);
  hostSocket.send('start-recording', { roomId: meetingId });
  expect(await hostSocket.nextError()).toMatchObject({ code: 'INTERNAL_ERROR' });
  heal();
  await rig.restart();
  const { state, socket } = await rig.seat(host, meetingId);
  const { sessionId } = state.recordingState;
  expect(state.recordingState).toMatchObject({ isRecording: true, sessionId: expect.any(String) });
  const body = { roomId: meetingId, participantName: 'Hanna', sessionId, contentType: 'audio/wav' };
  expect(await rig.client(host.token).post('/api/upload/url', body)).toMatchObject({ status: 200 });
  socket.send('stop-recording', { roomId: meetingId });
  await socket.next('stop-recording');
  expect(await rig.studio.tables.takes.get({ meetingId, sessionId: sessionId! })).toMatchObject({ state: 'uploading' });
  expect(await rig.client(host.token).post('/api/upload/url', { ...body, sessionId: randomUUID() })).toMatchObject({
    status: 404,
  });
  guestSocket.close();
});
