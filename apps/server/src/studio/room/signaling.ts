import { AppError } from '@audio-studio/contract';
import type { RoomConnection } from './room-connection.ts';

/**
 * `offer`, `answer` and `ice-candidate` go from one seated socket to the other of the same meeting, and
 * nowhere else. The target is a socket id, or the userId of the other participant.
 */
export function handleSignaling(connection: RoomConnection): void {
  const { socket, deps } = connection;

  const peerSocketId = async (target: string): Promise<string> => {
    const { meetingId } = connection.requireSeat();
    const occupants = await deps.studio.seating.occupants(meetingId);
    // The row decides, not what this process remembers: the seat may have gone to another tab.
    const isSeated = occupants.some((occupant) => occupant.socketId === socket.id);
    const peer = occupants.find((other) => other.socketId === target || other.userId === target);
    if (!isSeated || peer === undefined || peer.socketId === socket.id)
      throw AppError.notFound('The other participant');
    return peer.socketId;
  };

  connection.on('offer', async ({ target, sdp }) => {
    deps.io.to(await peerSocketId(target)).emit('offer', { sdp, sender: socket.id });
  });
  connection.on('answer', async ({ target, sdp }) => {
    deps.io.to(await peerSocketId(target)).emit('answer', { sdp, sender: socket.id });
  });
  connection.on('ice-candidate', async ({ target, candidate }) => {
    deps.io.to(await peerSocketId(target)).emit('ice-candidate', { candidate, sender: socket.id });
  });
}
