import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLIENT_EVENTS, LIMITS, type AudioMetrics } from '@audio-studio/contract';
import { TestRig } from '../../testing/test-rig.ts';
import { until } from '../../testing/until.ts';

let rig: TestRig;
beforeAll(async () => {
  rig = await TestRig.start();
});
afterAll(() => rig.close());

const sdp = { type: 'offer', sdp: 'v=0' };

describe('signaling', () => {
  test('goes to the other seat and says who sent it, by socket id or by userId', async () => {
    const { guest, hostSocket, guestSocket } = await rig.room();
    hostSocket.send('offer', { target: guestSocket.id, sdp });
    expect(await guestSocket.next('offer')).toEqual({ sdp, sender: hostSocket.id });
    hostSocket.send('offer', { target: guest.userId, sdp });
    expect(await guestSocket.next('offer')).toEqual({ sdp, sender: hostSocket.id });
    guestSocket.send('answer', { target: hostSocket.id, sdp: { type: 'answer', sdp: 'v=0' } });
    expect(await hostSocket.next('answer')).toMatchObject({ sender: guestSocket.id });
    hostSocket.send('ice-candidate', { target: guestSocket.id, candidate: { candidate: 'candidate:1' } });
    expect(await guestSocket.next('ice-candidate')).toEqual({
      candidate: { candidate: 'candidate:1' },
      sender: hostSocket.id,
    });
    hostSocket.send('ice-candidate', { target: guestSocket.id, candidate: null });
    expect(await guestSocket.next('ice-candidate')).toEqual({ candidate: null, sender: hostSocket.id });
  });

  test("is never delivered to another meeting's socket", async () => {
    const mine = await rig.room();
    const other = await rig.room();
    for (const target of [other.guestSocket.id, other.guest.userId, `room:${other.meetingId}`]) {
      mine.hostSocket.send('offer', { target, sdp });
      expect(await mine.hostSocket.nextError()).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await other.guestSocket.hasReceived('offer')).toBe(false);
    expect(await other.hostSocket.hasReceived('offer')).toBe(false);
  });

  test('is refused to a socket whose seat was given away without its knowing', async () => {
    const { meetingId, hostSocket, guestSocket } = await rig.room();
    await rig.studio.seating.release(meetingId, hostSocket.id);
    hostSocket.send('offer', { target: guestSocket.id, sdp });
    expect(await hostSocket.nextError()).toMatchObject({ code: 'NOT_FOUND' });
    expect(await guestSocket.hasReceived('offer')).toBe(false);
  });

  test('is refused to a socket that has no seat', async () => {
    const { guest, guestSocket } = await rig.room();
    const outsider = await rig.connect((await rig.organizer()).token);
    outsider.send('offer', { target: guestSocket.id, sdp });
    expect(await outsider.nextError()).toMatchObject({ code: 'FORBIDDEN' });
    outsider.send('offer', { target: guest.userId, sdp });
    expect(await outsider.nextError()).toMatchObject({ code: 'FORBIDDEN' });
    expect(await guestSocket.hasReceived('offer')).toBe(false);
  });
});

describe('recording control', () => {
  test('the host starts and stops; both hear it, and the rows say so', async () => {
    const { organizer, meetingId, hostSocket, guestSocket } = await rig.room();
    const before = await rig.studio.stats.read();
    hostSocket.send('start-recording', { roomId: meetingId });
    const started = await hostSocket.next('start-recording');
    expect(await guestSocket.next('start-recording')).toEqual(started);
    expect(started).toEqual({ sessionId: expect.any(String), startedAt: expect.any(String) });
    expect((await organizer.get(`/api/meetings/${meetingId}`)).body).toMatchObject({ status: 'recording' });
    expect((await rig.studio.stats.read()).activeRecordingCount).toBe(before.activeRecordingCount + 1);

    hostSocket.send('stop-recording', { roomId: meetingId });
    await hostSocket.next('stop-recording');
    await guestSocket.next('stop-recording');
    const { body } = await organizer.get<{ takes: unknown[] }>(`/api/recordings/${meetingId}`);
    expect(body.takes).toMatchObject([{ ...started, state: 'uploading', stoppedAt: expect.any(String) }]);
    expect((await organizer.get(`/api/meetings/${meetingId}`)).body).toMatchObject({ status: 'active' });
    expect((await rig.studio.stats.read()).activeRecordingCount).toBe(before.activeRecordingCount);
  });

  test('of many starts at once one begins a take and the others get CONFLICT', async () => {
    const { meetingId, hostSocket, guestSocket } = await rig.room();
    for (let press = 0; press < 8; press += 1) hostSocket.send('start-recording', { roomId: meetingId });
    for (let press = 0; press < 7; press += 1) expect(await hostSocket.nextError()).toMatchObject({ code: 'CONFLICT' });
    const { sessionId } = await guestSocket.next('start-recording');
    expect(await guestSocket.hasReceived('start-recording')).toBe(false);
    const { rows } = await rig.studio.tables.takes.query({ partition: meetingId });
    expect(rows).toMatchObject([{ sessionId, state: 'recording' }]);
  });

  test('stopping twice is no error, and counts once', async () => {
    const { meetingId, hostSocket, guestSocket } = await rig.room();
    const before = await rig.studio.stats.read();
    hostSocket.send('start-recording', { roomId: meetingId });
    await guestSocket.next('start-recording');
    hostSocket.send('stop-recording', { roomId: meetingId });
    hostSocket.send('stop-recording', { roomId: meetingId });
    await hostSocket.next('stop-recording');
    await hostSocket.next('stop-recording');
    expect(await rig.studio.stats.read()).toEqual(before);
    expect(await hostSocket.hasReceived('error')).toBe(false);
  });

  test('start and stop in one breath leave a take that has ended', async () => {
    const { meetingId, hostSocket } = await rig.room();
    hostSocket.send('start-recording', { roomId: meetingId });
    hostSocket.send('stop-recording', { roomId: meetingId });
    await hostSocket.next('stop-recording');
    expect((await rig.studio.takes.state(meetingId)).isRecording).toBe(false);
    const { rows } = await rig.studio.tables.takes.query({ partition: meetingId });
    expect(rows).toMatchObject([{ state: 'uploading', stoppedAt: expect.any(String) }]);
  });

  test("a guest's start and stop change nothing", async () => {
    const { meetingId, hostSocket, guestSocket } = await rig.room();
    guestSocket.send('start-recording', { roomId: meetingId });
    expect(await guestSocket.nextError()).toMatchObject({ code: 'FORBIDDEN' });
    expect((await rig.studio.takes.state(meetingId)).isRecording).toBe(false);
    hostSocket.send('start-recording', { roomId: meetingId });
    await guestSocket.next('start-recording');
    guestSocket.send('stop-recording', { roomId: meetingId });
    expect(await guestSocket.nextError()).toMatchObject({ code: 'FORBIDDEN' });
    expect((await rig.studio.takes.state(meetingId)).isRecording).toBe(true);
  });

  test('a host cannot start a recording in a room they are not in', async () => {
    const mine = await rig.room();
    const other = await rig.room();
    mine.hostSocket.send('start-recording', { roomId: other.meetingId });
    expect(await mine.hostSocket.nextError()).toMatchObject({ code: 'FORBIDDEN' });
    expect((await rig.studio.takes.state(other.meetingId)).isRecording).toBe(false);
  });

  test('a marker lands in the running take, and only there', async () => {
    const { meetingId, hostSocket, guestSocket } = await rig.room();
    guestSocket.send('add-marker', { roomId: meetingId, label: 'too early' });
    expect(await guestSocket.nextError()).toMatchObject({ code: 'CONFLICT' });
    hostSocket.send('start-recording', { roomId: meetingId });
    const { sessionId } = await guestSocket.next('start-recording');
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => {
        guestSocket.send('add-marker', { roomId: meetingId, label: `retake ${index}` });
        return hostSocket.next('marker-added');
      }),
    );
    const take = await rig.studio.tables.takes.get({ meetingId, sessionId });
    expect(new Set(take?.markers.map(({ label }) => label)).size).toBe(10);
    expect(take?.markers[0]).toMatchObject({ role: 'guest', atSeconds: expect.any(Number) });
  });
});

describe('resuming', () => {
  test('who comes back during a take is told where it stands', async () => {
    const { meetingId, guest, hostSocket, guestSocket } = await rig.room();
    hostSocket.send('start-recording', { roomId: meetingId });
    const { sessionId, startedAt } = await guestSocket.next('start-recording');
    guestSocket.close();
    await hostSocket.next('user-left');
    const { socket } = await rig.seat(guest, meetingId);
    expect(await socket.next('resume-recording')).toEqual({
      sessionId,
      startedAt: Date.parse(startedAt!),
      elapsedSeconds: expect.any(Number),
    });
    expect(await hostSocket.next('peer-reconnected')).toMatchObject({ userId: guest.userId });
  });

  test('a take outlives everyone leaving, and the crash of the server', async () => {
    const own = await TestRig.start();
    try {
      const { meetingId, host, guest, hostSocket, guestSocket } = await own.room();
      hostSocket.send('start-recording', { roomId: meetingId });
      const { sessionId } = await guestSocket.next('start-recording');
      await own.crashAndRestart();
      expect(await own.studio.stats.read()).toEqual({
        activeSessionCount: 0,
        activePairCount: 0,
        activeRecordingCount: 1,
      });
      expect(await own.studio.seating.occupants(meetingId)).toEqual([]);
      const back = await own.seat(guest, meetingId);
      expect(back.state.recordingState).toMatchObject({ isRecording: true, sessionId });
      expect(await back.socket.next('resume-recording')).toMatchObject({ sessionId });
      const hostBack = await own.seat(host, meetingId);
      await hostBack.socket.next('resume-recording');
      hostBack.socket.send('stop-recording', { roomId: meetingId });
      await back.socket.next('stop-recording');
      expect(await own.studio.stats.read()).toEqual({
        activeSessionCount: 2,
        activePairCount: 1,
        activeRecordingCount: 0,
      });
    } finally {
      await own.close();
    }
  });

  test('a newcomer during a take learns of it from room-state and is not told to resume', async () => {
    const { meetingId, host, guest } = await rig.meeting();
    const { socket: hostSocket } = await rig.seat(host, meetingId);
    hostSocket.send('start-recording', { roomId: meetingId });
    const { sessionId } = await hostSocket.next('start-recording');
    const late = await rig.seat(guest, meetingId);
    expect(late.state.recordingState).toMatchObject({ isRecording: true, sessionId });
    expect(await late.socket.hasReceived('resume-recording')).toBe(false);
  });
});

describe('talking', () => {
  test('chat reaches both, under the name and role the server knows, with its time', async () => {
    const { meetingId, hostSocket, guestSocket } = await rig.room();
    guestSocket.send('chat-message', { roomId: meetingId, message: 'hi\nthere', sender: 'The host', role: 'host' });
    const heard = await hostSocket.next('chat-message');
    expect(heard).toEqual({ message: 'hi\nthere', sender: 'Gustav', role: 'guest', timestamp: expect.any(String) });
    expect(await guestSocket.next('chat-message')).toEqual(heard);
  });

  test('chat is not heard by watchers nor sent without a seat', async () => {
    const { organizer, meetingId, hostSocket } = await rig.room();
    const watcher = await rig.connect(organizer.token);
    watcher.send('watch-room', { roomId: meetingId });
    watcher.send('chat-message', { roomId: meetingId, message: 'psst', sender: 'x', role: 'host' });
    expect(await watcher.nextError()).toMatchObject({ code: 'FORBIDDEN' });
    hostSocket.send('chat-message', { roomId: meetingId, message: 'hi', sender: 'x', role: 'host' });
    await hostSocket.next('chat-message');
    expect(await watcher.hasReceived('chat-message')).toBe(false);
  });

  test('time-sync answers with the server time, before any room', async () => {
    const socket = await rig.connect((await rig.organizer()).token);
    const before = Date.now();
    const { clientTimeMs, serverTimeMs } = await socket.fence();
    expect(clientTimeMs).toBe(1);
    expect(serverTimeMs).toBeGreaterThanOrEqual(before - 1);
  });
});

describe('watching', () => {
  test('takes no seat, and hears who comes, uploads and says where they are', async () => {
    const { organizer, meetingId, host, guest } = await rig.meeting();
    const green = await rig.connect(host.token);
    green.send('participant-state', { place: 'green-room', muted: false, microphone: 'ok' });
    await green.fence();
    const watcher = await rig.connect(organizer.token);
    green.send('watch-room', { roomId: meetingId });
    await green.fence();
    watcher.send('watch-room', { roomId: meetingId });
    expect(await watcher.next('participant-state')).toEqual({
      place: 'green-room',
      muted: false,
      microphone: 'ok',
      userId: host.userId,
      role: 'host',
    });
    await rig.seat(guest, meetingId);
    expect(await watcher.next('user-joined')).toMatchObject({ userId: guest.userId });
    green.send('upload-progress', { percent: 40, participantName: 'Hanna' });
    expect(await watcher.next('upload-progress')).toEqual({
      percent: 40,
      participantName: 'Hanna',
      userId: host.userId,
    });
    expect(await green.hasReceived('upload-progress')).toBe(false);
    expect(await rig.studio.seating.occupants(meetingId)).toHaveLength(1);
  });

  test('ROOM-9 hears when who was in the green room is gone, but not while another tab of theirs is there', async () => {
    const { organizer, meetingId, guest } = await rig.meeting();
    const watcher = await rig.connect(organizer.token);
    watcher.send('watch-room', { roomId: meetingId });
    await watcher.fence();
    const said = { place: 'green-room', muted: false, microphone: 'ok' } as const;
    const tabs = [await rig.connect(guest.token), await rig.connect(guest.token)];
    for (const tab of tabs) {
      tab.send('participant-state', said);
      await watcher.next('participant-state');
    }
    const { id } = tabs[0]!;
    tabs[0]!.close();
    await until(async () => !(await rig.studio.gateway.isConnected(id)));
    expect(await watcher.hasReceived('participant-state')).toBe(false);
    tabs[1]!.close();
    const away = { ...said, place: 'away', userId: guest.userId, role: 'guest' };
    expect(await watcher.next('participant-state')).toEqual(away);
    const latecomer = await rig.connect(organizer.token);
    latecomer.send('watch-room', { roomId: meetingId });
    expect(await latecomer.hasReceived('participant-state')).toBe(false);
  });

  test('hears nothing of a place from who never said where they were', async () => {
    const { organizer, meetingId, guest } = await rig.meeting();
    const watcher = await rig.connect(organizer.token);
    watcher.send('watch-room', { roomId: meetingId });
    await watcher.fence();
    const tab = await rig.connect(guest.token);
    const { id } = tab;
    tab.close();
    await until(async () => !(await rig.studio.gateway.isConnected(id)));
    expect(await watcher.hasReceived('participant-state')).toBe(false);
  });

  test('is refused to other organizers and to other meetings’ participants', async () => {
    const mine = await rig.meeting('alice');
    const other = await rig.meeting('alice');
    const stranger = await rig.connect((await rig.organizer('mallory')).token);
    stranger.send('watch-room', { roomId: mine.meetingId });
    expect(await stranger.nextError()).toMatchObject({ code: 'NOT_FOUND' });
    const neighbour = await rig.connect(other.host.token);
    neighbour.send('watch-room', { roomId: mine.meetingId });
    expect(await neighbour.nextError()).toMatchObject({ code: 'FORBIDDEN' });
    rig.studio.gateway.broadcast(mine.meetingId, 'recordings-updated', { meetingId: mine.meetingId, sessionId: null });
    expect(await stranger.hasReceived('recordings-updated')).toBe(false);
    expect(await neighbour.hasReceived('recordings-updated')).toBe(false);
  });
});

describe('green room', () => {
  test('mic-check works before join-room: the sender is answered and the room hears whose it is', async () => {
    const { meetingId, host, guest } = await rig.meeting();
    const { socket: hostSocket } = await rig.seat(host, meetingId);
    const green = await rig.connect(guest.token);
    green.send('mic-check', { rms: -50, peak: -30, noiseFloor: -20, isClipping: true });
    const status = await green.next('mic-status');
    expect(status).toEqual({
      level: 'too-quiet',
      noiseFloor: 'unacceptable',
      clipping: true,
      suggestions: expect.arrayContaining(['Move closer to microphone', 'Use a quieter room']),
      userId: guest.userId,
    });
    expect(await hostSocket.next('mic-status')).toEqual(status);
  });
});

describe('live metrics', () => {
  test('a loud, clipping guest is named to both; reports of another take are ignored', async () => {
    const { meetingId, hostSocket, guestSocket } = await rig.room();
    hostSocket.send('start-recording', { roomId: meetingId });
    const { sessionId } = await guestSocket.next('start-recording');
    const report: AudioMetrics = {
      sessionId,
      timestamp: 1_000,
      rms: -3,
      peak: 0,
      clipCount: 7,
      silenceDuration: 0,
      speechDetected: true,
    };
    guestSocket.send('audio-metrics', { ...report, sessionId: randomUUID() });
    expect(await hostSocket.hasReceived('quality-update')).toBe(false);
    guestSocket.send('audio-metrics', report);
    expect(await hostSocket.next('recording-warning', ({ type }) => type === 'clipping')).toMatchObject({
      speaker: 'guest',
      severity: 'warning',
    });
    await guestSocket.next('recording-warning', ({ type }) => type === 'too-loud');
    expect(await hostSocket.next('quality-update')).toMatchObject({
      estimatedProfile: 'P2',
      metrics: { clipCount: 7, overlapPercent: 0 },
    });
  });
});

describe('bad input', () => {
  const wrong: unknown[] = [
    undefined,
    null,
    7,
    'text',
    [],
    { roomId: 5 },
    { roomId: '../x' },
    { target: '\0', sdp: 1 },
  ];

  test.each(Object.keys(CLIENT_EVENTS))(
    '%s of a wrong shape is answered by an error and changes nothing',
    async (event) => {
      const { meetingId, hostSocket, guestSocket } = await rig.room();
      for (const payload of wrong) hostSocket.raw.emit(event, payload);
      for (const _ of wrong) {
        expect(await hostSocket.nextError()).toEqual({ code: 'VALIDATION_ERROR', message: expect.any(String) });
      }
      await guestSocket.fence();
      expect(guestSocket.received).toEqual([]);
      expect(await rig.studio.seating.occupants(meetingId)).toHaveLength(2);
      expect((await rig.studio.takes.state(meetingId)).isRecording).toBe(false);
    },
  );

  test.each([
    ['10 kB', 'x'.repeat(10_000)],
    ['a NUL', 'a\0b'],
    ['a right-to-left override', 'a\u202eb'],
    ['nothing', ''],
  ])('a chat message of %s is refused', async (_, message) => {
    const { meetingId, hostSocket, guestSocket } = await rig.room();
    hostSocket.send('chat-message', { roomId: meetingId, message, sender: 'Hanna', role: 'host' });
    expect(await hostSocket.nextError()).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(await guestSocket.hasReceived('chat-message')).toBe(false);
  });

  test('an unknown event is answered by an error', async () => {
    const { hostSocket } = await rig.room();
    for (const event of ['make-coffee', 'toString', '__proto__']) {
      hostSocket.raw.emit(event, {});
      expect(await hostSocket.nextError()).toMatchObject({ code: 'VALIDATION_ERROR' });
    }
  });

  test('a message above the size limit ends the connection', async () => {
    const { hostSocket } = await rig.room();
    hostSocket.raw.emit('mic-check', 'x'.repeat(LIMITS.SOCKET_MAX_MESSAGE_BYTES + 1));
    await hostSocket.disconnected();
    expect(hostSocket.received.filter(({ event }) => event === 'mic-status')).toEqual([]);
  });

  test('a flood is dropped beyond the burst and complained of once, and the connection stays', async () => {
    const { hostSocket } = await rig.room();
    for (let count = 0; count < 400; count += 1) {
      hostSocket.send('mic-check', { rms: -20, peak: -10, noiseFloor: -60, isClipping: false });
    }
    expect(await hostSocket.nextError()).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED' });
    expect(hostSocket.raw.connected).toBe(true);
    const answered = () => hostSocket.received.filter(({ event }) => event === 'mic-status').length;
    await until(() => answered() >= 150);
    // Let through again once the flood is over.
    await until(() => hostSocket.fence(100).catch(() => false));
    expect(answered()).toBeLessThan(300);
  });
});
