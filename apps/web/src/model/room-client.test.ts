import { ManualClock } from '@audio-studio/flow';
import { describe, expect, it, vi } from 'vitest';
import { RoomClient } from './room-client.ts';
import { FakeRoomSocket } from './testing/fake-room-socket.ts';

const ROOM = '7f0c5a52-6d0e-4b5c-9c0e-0d4a3a1f7f11';
const USER = '0f6b3c9e-3b52-4c53-8f1a-1df2b1a2c3d4';
const TAKE = '11111111-1111-4111-8111-111111111111';

function openRoom() {
  const socket = new FakeRoomSocket();
  const clock = new ManualClock();
  const malformed: string[] = [];
  const room = new RoomClient({ socket, roomId: ROOM, clock, onMalformed: (event) => malformed.push(event) });
  room.open();
  return { socket, clock, malformed, room };
}

describe('RoomClient', () => {
  it('takes its place at every connection', () => {
    const { socket, room } = openRoom();
    room.attend({ kind: 'join', userId: USER, role: 'guest' });
    expect(socket.sent).toEqual([]);
    socket.becomeConnected();
    socket.becomeDisconnected();
    socket.becomeConnected('second');
    expect(socket.sentOf('join-room')).toEqual([
      { roomId: ROOM, role: 'guest', userId: USER },
      { roomId: ROOM, role: 'guest', userId: USER },
    ]);
  });

  it('watches until it is told to join', () => {
    const { socket, room } = openRoom();
    socket.becomeConnected();
    expect(socket.sentOf('watch-room')).toEqual([{ roomId: ROOM }]);
    room.attend({ kind: 'join', userId: USER, role: 'host' });
    expect(socket.sentOf('join-room')).toHaveLength(1);
  });

  it('hands on what is as the contract says, and drops the rest', () => {
    const { socket, room, malformed } = openRoom();
    const started = vi.fn();
    room.events.on('start-recording', started);
    socket.deliver('start-recording', { sessionId: 'not-a-take' });
    socket.deliver('start-recording', null);
    socket.deliver('start-recording', { sessionId: TAKE });
    expect(started.mock.calls).toEqual([[{ sessionId: TAKE }]]);
    expect(malformed).toEqual(['start-recording', 'start-recording']);
  });

  it('sends nothing while offline, so that nothing arrives late', () => {
    const { socket, room } = openRoom();
    expect(room.send('start-recording', { roomId: ROOM })).toBe(false);
    socket.becomeConnected();
    expect(room.send('start-recording', { roomId: ROOM })).toBe(true);
    socket.becomeDisconnected();
    expect(room.send('stop-recording', { roomId: ROOM })).toBe(false);
    expect(socket.sentOf('stop-recording')).toEqual([]);
  });

  it('sends nothing the contract forbids', () => {
    const { socket, room } = openRoom();
    socket.becomeConnected();
    expect(room.send('chat-message', { roomId: ROOM, message: '', sender: 'A', role: 'host' })).toBe(false);
  });

  it.each([
    ['room-full', 'full'],
    ['duplicate-session', 'replaced'],
  ] as const)('on %s it leaves and stays away', async (event, link) => {
    const { socket, room, clock } = openRoom();
    socket.becomeConnected();
    socket.deliver(event);
    socket.becomeDisconnected('io server disconnect');
    await clock.advance(60_000);
    expect(room.status.get().link).toBe(link);
    expect(socket.connects).toBe(1);
  });

  it('goes on trying when the attempts of the library are used up', async () => {
    const { socket, room, clock } = openRoom();
    socket.becomeConnected();
    socket.becomeDisconnected();
    socket.failReconnecting();
    expect(room.status.get().link).toBe('offline');
    await clock.advance(5_000);
    expect(socket.connects).toBe(2);
    socket.failReconnecting();
    await clock.advance(5_000);
    expect(socket.connects).toBe(3);
  });

  it('comes back after a server that restarted', async () => {
    const { socket, clock } = openRoom();
    socket.becomeConnected();
    socket.becomeDisconnected('io server disconnect');
    await clock.advance(5_000);
    expect(socket.connects).toBe(2);
  });

  it('gives up when the token is refused', async () => {
    const { socket, room, clock } = openRoom();
    socket.active = false;
    socket.deliver('connect_error', Object.assign(new Error('No.'), { data: { code: 'UNAUTHORIZED' } }));
    await clock.advance(60_000);
    expect(room.status.get()).toEqual({ link: 'refused', refusal: 'No.' });
    expect(socket.connects).toBe(1);
  });

  it('tries again after a refusal that may pass', async () => {
    const { socket, room, clock } = openRoom();
    socket.active = false;
    socket.deliver('connect_error', Object.assign(new Error('busy'), { data: { code: 'UNAVAILABLE' } }));
    await clock.advance(5_000);
    expect(room.status.get().link).toBe('connecting');
    expect(socket.connects).toBe(2);
  });

  it('exchanges the time, and takes nonsense for no answer', async () => {
    const { socket, room } = openRoom();
    socket.becomeConnected();
    socket.ack = (_event, payload) => Promise.resolve({ ...(payload as object), serverTimeMs: 42 });
    await expect(room.exchangeTime(7)).resolves.toEqual({ clientTimeMs: 7, serverTimeMs: 42 });
    socket.ack = () => Promise.resolve({ serverTimeMs: 'later' });
    await expect(room.exchangeTime(7)).resolves.toBeNull();
    socket.ack = () => Promise.reject(new Error('timeout'));
    await expect(room.exchangeTime(7)).resolves.toBeNull();
  });

  it('is closed once and for all', async () => {
    const { socket, room, clock } = openRoom();
    socket.becomeConnected();
    room.close();
    room.close();
    socket.becomeDisconnected('io server disconnect');
    await clock.advance(60_000);
    expect(room.status.get().link).toBe('closed');
    expect(socket.connects).toBe(1);
  });
});
