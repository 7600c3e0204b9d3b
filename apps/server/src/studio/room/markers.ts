import type { RoomConnection } from './room-connection.ts';

/** `add-marker`: notes a point of the running take for both, and for later. */
export function handleMarkers(connection: RoomConnection): void {
  const { studio } = connection.deps;
  connection.on('add-marker', ({ roomId, label }) =>
    connection.exclusively(async () => {
      const { role } = connection.requireSeat(roomId);
      const meeting = await studio.access.forMember(connection.socket.data.principal, roomId);
      studio.gateway.broadcast(roomId, 'marker-added', await studio.takes.addMarker(meeting, label, role));
    }),
  );
}
