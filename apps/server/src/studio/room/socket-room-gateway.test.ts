import { expect, test } from 'vitest';
import { LIMITS } from '@audio-studio/contract';
import { ManualClock } from '@audio-studio/flow';
import type { RoomServer } from './room-socket.ts';
import { SocketRoomGateway } from './socket-room-gateway.ts';

/** A socket on another server that answers "still here" for a while after it was told to go. */
function distantSocket(goneAfterLooks: number) {
  const told: string[] = [];
  let looks = 0;
  const io = {
    to: () => ({ emit: (event: string) => told.push(event) }),
    in: () => ({
      disconnectSockets: () => told.push('disconnected'),
      fetchSockets: async () => (looks++ < goneAfterLooks ? [{}] : []),
    }),
  } as unknown as RoomServer;
  return { io, told };
}

test('replacing tells the socket first, then waits only until it is gone', async () => {
  const clock = new ManualClock();
  const { io, told } = distantSocket(3);
  let isDone = false;
  const replacing = new SocketRoomGateway(io, clock).replace('old').then(() => (isDone = true));
  await clock.advance(59);
  expect(told).toEqual(['duplicate-session', 'disconnected']);
  expect(isDone).toBe(false);
  await clock.advance(1);
  await replacing;
});

test('replacing gives up waiting at the bound', async () => {
  const clock = new ManualClock();
  const { io } = distantSocket(Infinity);
  let isDone = false;
  const replacing = new SocketRoomGateway(io, clock).replace('old').then(() => (isDone = true));
  await clock.advance(LIMITS.GHOST_SOCKET_DELAY_MS - 1);
  expect(isDone).toBe(false);
  await clock.advance(20);
  await replacing;
});
