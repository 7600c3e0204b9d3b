import { randomUUID } from 'node:crypto';
import type { Role } from '@audio-studio/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestRig } from '../../testing/test-rig.ts';
import { TestSocket } from '../../testing/test-socket.ts';
import { until } from '../../testing/until.ts';

let rig: TestRig;
beforeAll(async () => {
  rig = await TestRig.start();
});
afterAll(() => rig.close());

const occupantsOf = (meetingId: string) => rig.studio.seating.occupants(meetingId);

describe('connecting', () => {
  test.each([
    ['no token', undefined],
    ['a number for a token', 42],
    ['nonsense', 'x.y.z'],
  ])('a socket with %s is refused with UNAUTHORIZED', async (_, token) => {
    await expect(TestSocket.connect(rig.url, token)).rejects.toMatchObject({ data: { code: 'UNAUTHORIZED' } });
  });

  test('an invite alone opens no socket', async () => {
    const meeting = await (await rig.organizer()).createMeeting();
    await expect(rig.connect(meeting.invites.host.token)).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } });
  });

  test("a participant's token ends with the invite it came from, and so does their socket", async () => {
    const { organizer, meetingId, guest } = await rig.meeting();
    const { socket } = await rig.seat(guest, meetingId);
    await organizer.must(`/api/meetings/${meetingId}/invites`, { role: 'guest' });
    expect(await socket.nextError()).toMatchObject({ code: 'UNAUTHORIZED' });
    await socket.disconnected();
    await expect(rig.connect(guest.token)).rejects.toMatchObject({ data: { code: 'UNAUTHORIZED' } });
    await until(async () => (await occupantsOf(meetingId)).length === 0);
  });
});

describe('join-room', () => {
  test('answers the room as it is and tells the others', async () => {
    const { meetingId, host, guest } = await rig.meeting();
    const first = await rig.seat(host, meetingId);
    expect(first.state).toEqual({
      meeting: { meetingId, title: 'A talk', status: 'active', createdAt: expect.any(String) },
      participants: [{ socketId: first.socket.id, userId: host.userId, role: 'host', userEmail: null, name: 'Hanna' }],
      recordingState: { isRecording: false, startedAt: null, sessionId: null },
    });
    const second = await rig.seat(guest, meetingId);
    expect(second.state.participants.map(({ userId }) => userId)).toEqual([host.userId, guest.userId]);
    expect(await first.socket.next('user-joined')).toEqual({
      userId: guest.userId,
      persistentId: guest.userId,
      role: 'guest',
      userEmail: null,
      isReconnection: false,
      socketId: second.socket.id,
      name: 'Gustav',
    });
    expect(await second.socket.hasReceived('user-joined')).toBe(false);
  });

  test('shows the address a person gave with join-room, never the one the organizer noted', async () => {
    const { organizer, meetingId, host, guest } = await rig.meeting();
    await organizer.must(`/api/meetings/${meetingId}/assign-host`, { email: 'noted@example.com' });
    await rig.seat(host, meetingId);
    const socket = await rig.connect(guest.token);
    socket.send('join-room', { roomId: meetingId, role: 'guest', userId: guest.userId, userEmail: 'own@example.com' });
    const { participants } = await socket.next('room-state');
    expect(participants.map(({ userEmail }) => userEmail)).toEqual([null, 'own@example.com']);
  });

  test('an organizer joining an unknown meeting makes it theirs', async () => {
    const organizer = await rig.organizer('lazy');
    const meetingId = randomUUID();
    const { state } = await rig.seat({ token: organizer.token!, userId: randomUUID(), role: 'host' }, meetingId);
    expect(state.meeting.meetingId).toBe(meetingId);
    expect((await organizer.get(`/api/meetings/${meetingId}`)).status).toBe(200);
    expect((await (await rig.organizer('other')).get(`/api/meetings/${meetingId}`)).status).toBe(404);
  });

  test("an organizer cannot join another organizer's meeting", async () => {
    const { meetingId } = await rig.meeting('alice');
    const socket = await rig.connect((await rig.organizer('mallory')).token);
    socket.send('join-room', { roomId: meetingId, role: 'host', userId: randomUUID() });
    expect(await socket.nextError()).toMatchObject({ code: 'NOT_FOUND' });
    expect(await occupantsOf(meetingId)).toEqual([]);
  });

  test.each<[string, { userId?: string; role?: Role; roomId?: string }]>([
    ['another userId', { userId: randomUUID() }],
    ['another role', { role: 'host' }],
    ['another room', { roomId: randomUUID() }],
  ])('a participant cannot join with %s than their token says', async (_, lie) => {
    const { meetingId, guest } = await rig.meeting();
    const socket = await rig.connect(guest.token);
    socket.send('join-room', { roomId: meetingId, role: 'guest', userId: guest.userId, ...lie });
    expect(await socket.nextError()).toMatchObject({ code: 'FORBIDDEN' });
    expect(await occupantsOf(meetingId)).toEqual([]);
    expect(await rig.studio.tables.meetings.get({ meetingId: lie.roomId ?? randomUUID() })).toBeUndefined();
  });

  test('of ten people joining at once exactly two are seated and eight are told the room is full', async () => {
    const { token } = await rig.organizer('crowd');
    const meetingId = randomUUID();
    const sockets = await Promise.all(Array.from({ length: 10 }, () => rig.connect(token)));
    for (const socket of sockets) socket.send('join-room', { roomId: meetingId, role: 'guest', userId: randomUUID() });
    const outcomes = await Promise.all(
      sockets.map((socket) =>
        Promise.any([socket.next('room-state').then(() => 'seated'), socket.next('room-full').then(() => 'full')]),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'seated')).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === 'full')).toHaveLength(8);
    expect(await occupantsOf(meetingId)).toHaveLength(2);
    const full = sockets.filter((_, index) => outcomes[index] === 'full');
    await Promise.all(full.map((socket) => socket.disconnected()));
  });

  test('of five sockets of one person joining at once exactly one survives, and holds the seat', async () => {
    const { meetingId, host } = await rig.meeting();
    const sockets = await Promise.all(Array.from({ length: 5 }, () => rig.connect(host.token)));
    for (const socket of sockets) socket.send('join-room', { roomId: meetingId, role: 'host', userId: host.userId });
    await until(() => sockets.filter((socket) => socket.raw.connected).length === 1);
    const survivor = sockets.find((socket) => socket.raw.connected)!;
    await survivor.next('room-state');
    expect(await occupantsOf(meetingId)).toMatchObject([{ userId: host.userId, socketId: survivor.id }]);
    for (const socket of sockets) if (socket !== survivor) await socket.next('duplicate-session');
    expect(survivor.received.some(({ event }) => event === 'duplicate-session')).toBe(false);
  });

  test('a second tab takes the seat over: the first is told and ended, the partner hears of the new socket', async () => {
    const { meetingId, host, hostSocket, guestSocket } = await rig.room();
    const { socket, state } = await rig.seat(host, meetingId);
    await hostSocket.next('duplicate-session');
    await hostSocket.disconnected();
    expect(state.participants).toHaveLength(2);
    expect(await guestSocket.next('user-joined', ({ isReconnection }) => isReconnection)).toMatchObject({
      userId: host.userId,
    });
    expect(await guestSocket.next('peer-reconnected')).toEqual({ userId: host.userId, newSocketId: socket.id });
    expect(await guestSocket.hasReceived('user-left')).toBe(false);
    const sessions = await rig.studio.tables.sessions.query({ partition: meetingId });
    const ofHost = sessions.rows.filter(({ userId }) => userId === host.userId);
    expect(ofHost).toMatchObject([{ socketId: socket.id, isActive: true, leftAt: null }]);
  });

  test('joining again on the same socket changes nothing and answers the room again', async () => {
    const { meetingId, host, hostSocket } = await rig.room();
    hostSocket.send('join-room', { roomId: meetingId, role: 'host', userId: host.userId });
    expect((await hostSocket.next('room-state')).participants).toHaveLength(2);
    expect(await occupantsOf(meetingId)).toHaveLength(2);
  });

  test('a seat whose server crashed is given to who comes next', async () => {
    const { token } = await rig.organizer('crashed');
    const meetingId = randomUUID();
    await rig.studio.stats.add({ activeSessionCount: 2, activePairCount: 1 });
    const ghost = (socketId: string) => {
      const userId = randomUUID();
      return { userId, socketId, role: 'guest' as const, userEmail: null, name: null, sessionId: `${userId}#x` };
    };
    const occupants = [ghost('gone-1'), ghost('gone-2')];
    await rig.studio.tables.seatings.put({ meetingId, version: 1, occupants, occupied: 'yes' });
    const { state } = await rig.seat({ token: token!, userId: randomUUID(), role: 'host' }, meetingId);
    expect(state.participants).toHaveLength(1);
  });

  test.each([
    ['nothing', undefined],
    ['a string', 'join'],
    ['no role', { roomId: randomUUID(), userId: randomUUID() }],
    ['a path for a room', { roomId: '../../etc', role: 'host', userId: randomUUID() }],
    ['10 kB of name', { roomId: 'x'.repeat(10_000), role: 'host', userId: randomUUID() }],
    ['a role of its own', { roomId: randomUUID(), role: 'admin', userId: randomUUID() }],
    ['a NUL in the id', { roomId: `${randomUUID()}\0`, role: 'host', userId: randomUUID() }],
  ])('join-room with %s is answered by VALIDATION_ERROR', async (_, payload) => {
    const socket = await rig.connect((await rig.organizer()).token);
    socket.raw.emit('join-room', payload);
    expect(await socket.nextError()).toMatchObject({ code: 'VALIDATION_ERROR', message: expect.any(String) });
    expect(socket.raw.connected).toBe(true);
  });
});

describe('leaving', () => {
  test('frees the seat, ends the session, counts down and tells the room', async () => {
    const { meetingId, guest, guestSocket, hostSocket } = await rig.room();
    const before = await rig.studio.stats.read();
    guestSocket.close();
    expect(await hostSocket.next('user-left')).toEqual({
      userId: guest.userId,
      persistentId: guest.userId,
      role: 'guest',
    });
    expect(await occupantsOf(meetingId)).toHaveLength(1);
    const { rows } = await rig.studio.tables.sessions.query({
      partition: meetingId,
      sort: { beginsWith: guest.userId },
    });
    expect(rows).toMatchObject([{ isActive: false, leftAt: expect.any(String) }]);
    expect(await rig.studio.stats.read()).toEqual({
      ...before,
      activeSessionCount: before.activeSessionCount - 1,
      activePairCount: before.activePairCount - 1,
    });
  });

  test('a socket that leaves while it joins leaves no seat behind', async () => {
    const { token } = await rig.organizer('hasty');
    const meetingIds = Array.from({ length: 12 }, (): string => randomUUID());
    for (const [index, roomId] of meetingIds.entries()) {
      const socket = await rig.connect(token);
      socket.send('join-room', { roomId, role: 'host', userId: randomUUID() });
      // Sometimes before the server has read it, sometimes while it works on it.
      for (let turn = 0; turn < index; turn += 1) await new Promise(setImmediate);
      socket.close();
    }
    const seated = async () => {
      const { rows } = await rig.studio.tables.seatings.query({ index: 'OccupiedIndex', partition: 'yes' });
      return rows.filter(({ meetingId }) => meetingIds.includes(meetingId));
    };
    await until(async () => (await seated()).length === 0);
    // Nothing that was still under way seats anyone afterwards.
    await rig.server.close();
    expect(await seated()).toEqual([]);
    await rig.restart();
  });
});
