import { SOCKET_RECONNECTION } from '@audio-studio/contract';
import { io } from 'socket.io-client';
import { SERVER_ORIGIN } from './server-origin.ts';
import type { RoomSocket } from './room-client.ts';

/** A socket of its own (never shared with another meeting's), not connected yet. */
export function openRoomSocket(getToken: () => string): RoomSocket {
  return io(SERVER_ORIGIN, {
    ...SOCKET_RECONNECTION,
    autoConnect: false,
    forceNew: true,
    // Asked at every attempt, so that a renewed token is the one used.
    auth: (send) => send({ token: getToken() }),
    transports: ['websocket', 'polling'],
  });
}
