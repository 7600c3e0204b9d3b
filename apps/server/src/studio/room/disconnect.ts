import { announceAbsence } from './participant-state.ts';
import type { RoomConnection } from './room-connection.ts';

/**
 * Frees the seat and tells the room. A socket that was replaced holds no seat any more, so its end says
 * nothing to anyone. A running take goes on: its people may come back and resume it.
 */
export function handleDisconnect(connection: RoomConnection): void {
  const { socket, deps } = connection;
  connection.onDisconnect(async () => {
    const { seat } = socket.data;
    if (seat === undefined) return announceAbsence(connection);
    const { meetingId } = seat;
    const left = await deps.studio.entry.leave(meetingId, socket.id);
    if (left === undefined) return;
    const { userId, role } = left;
    deps.studio.gateway.broadcast(meetingId, 'user-left', { userId, persistentId: userId, role });
    if ((await deps.studio.seating.occupants(meetingId)).length === 0) deps.studio.liveMetrics.forget(meetingId);
  });
}
