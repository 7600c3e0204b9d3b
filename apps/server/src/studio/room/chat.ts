import type { RoomConnection } from './room-connection.ts';
import { channels } from './room-socket.ts';

/** `chat-message`: to everyone seated, the sender included. Not stored. */
export function handleChat(connection: RoomConnection): void {
  const { deps } = connection;
  connection.on('chat-message', ({ roomId, message, sender }) => {
    const seat = connection.requireSeat(roomId);
    deps.io.to(channels.seated(roomId)).emit('chat-message', {
      message,
      // Nobody speaks in another one's name or role.
      sender: seat.name ?? sender,
      role: seat.role,
      timestamp: new Date(deps.clock.nowMs()).toISOString(),
    });
  });
}
