import { AppError } from '@audio-studio/contract';
import type { MeetingRow } from '../tables.ts';
import type { RoomConnection } from './room-connection.ts';

/** `start-recording` and `stop-recording`: for the host, or an organizer who is in the room. */
export function handleRecordingControl(connection: RoomConnection): void {
  const { socket, deps } = connection;
  const { studio } = deps;

  const requireControl = async (roomId: string): Promise<MeetingRow> => {
    const { role } = connection.requireSeat(roomId);
    const { principal } = socket.data;
    if (role !== 'host' && principal.kind !== 'organizer') throw AppError.forbidden('Only the host can do that.');
    return studio.access.forMember(principal, roomId);
  };

  connection.on('start-recording', ({ roomId }) =>
    connection.exclusively(async () => {
      const meeting = await requireControl(roomId);
      const { userId } = connection.requireSeat(roomId);
      const take = await studio.takes.start(meeting, { socketId: socket.id, userId });
      studio.gateway.broadcast(roomId, 'start-recording', take);
    }),
  );

  connection.on('stop-recording', ({ roomId }) =>
    connection.exclusively(async () => {
      const meeting = await requireControl(roomId);
      const stopped = await studio.takes.stop(meeting);
      if (stopped === undefined) {
        // Somebody stopped it already; whoever asks again learns that it is so.
        socket.emit('stop-recording');
        return;
      }
      studio.gateway.broadcast(roomId, 'stop-recording');
      await studio.trigger.triggerIfReady(roomId, stopped.sessionId);
    }),
  );
}
