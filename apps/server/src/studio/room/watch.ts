import type { RoomConnection } from './room-connection.ts';
import { channels } from './room-socket.ts';
import { sendParticipantStates } from './participant-state.ts';

/** `watch-room`: hears what happens in a meeting without taking a seat. */
export function handleWatch(connection: RoomConnection): void {
  const { socket, deps } = connection;
  connection.on('watch-room', ({ roomId }) =>
    connection.exclusively(async () => {
      await deps.studio.access.forMember(socket.data.principal, roomId);
      const { watching } = socket.data;
      if (watching !== undefined && watching !== roomId) await socket.leave(channels.watching(watching));
      socket.data.watching = roomId;
      await socket.join(channels.watching(roomId));
      await sendParticipantStates(deps.io, socket, roomId);
    }),
  );
}
