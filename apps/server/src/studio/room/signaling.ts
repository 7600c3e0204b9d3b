import { AppError } from '@audio-studio/contract';
import type { RoomConnection } from './room-connection.ts';

/**
 * `offer`, `answer` and `ice-candidate` go from one seated socket to the other of the same meeting, and
 * nowhere else. The target is a socket id, or the userId of the other participant.
 */
export function handleSignaling(connection: RoomConnection): void {
  const { socket, deps } = connection;

  const withPeer = (target: string, relay: (peerSocketId: string) => void): Promise<void> =>
    connection.inOrder(async () => {
      const { meetingId } = connection.requireSeat();
      const occupants = await deps.studio.seating.occupants(meetingId);
      // The row decides, not what this process remembers: the seat may have gone to another tab.
      const isSeated = occupants.some((occupant) => occupant.socketId === socket.id);
      const peer = occupants.find((other) => other.socketId === target || other.userId === target);
      if (!isSeated || peer === undefined || peer.socketId === socket.id) {
        throw AppError.notFound('The other participant');
      }
      relay(peer.socketId);
    });

  connection.on('offer', ({ target, sdp }) =>
    withPeer(target, (peer) => deps.io.to(peer).emit('offer', { sdp, sender: socket.id })),
  );
  connection.on('answer', ({ target, sdp }) =>
    withPeer(target, (peer) => deps.io.to(peer).emit('answer', { sdp, sender: socket.id })),
  );
  connection.on('ice-candidate', ({ target, candidate }) =>
    withPeer(target, (peer) => deps.io.to(peer).emit('ice-candidate', { candidate, sender: socket.id })),
  );
}
