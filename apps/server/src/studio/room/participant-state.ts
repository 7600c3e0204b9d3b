import { AppError } from '@audio-studio/contract';
import type { RoomConnection } from './room-connection.ts';
import { channels, meetingOf, type RoomServer, type RoomSocket, type SocketData } from './room-socket.ts';

/** `participant-state`: where a person is and whether they are muted; to everyone else, now and later. */
export function handleParticipantState(connection: RoomConnection): void {
  const { socket } = connection;
  connection.on('participant-state', (state) => {
    const meetingId = meetingOf(socket.data);
    const person = personOf(socket.data);
    if (meetingId === undefined || person === undefined) throw AppError.forbidden('Join the room first.');
    socket.data.participantState = state;
    socket.to(channels.all(meetingId)).emit('participant-state', { ...state, ...person });
  });
}

/**
 * Tells the meeting that a person without a seat is gone: nothing else would (`user-left` is for those
 * with one). Whoever is still here on another connection, from another tab or on the way in, is not gone.
 */
export async function announceAbsence({ socket, deps }: RoomConnection): Promise<void> {
  const { participantState } = socket.data;
  const meetingId = meetingOf(socket.data);
  const person = personOf(socket.data);
  if (participantState === undefined || meetingId === undefined || person === undefined) return;
  if ((await deps.io.in(channels.user(person.userId)).fetchSockets()).length > 0) return;
  deps.studio.gateway.broadcast(meetingId, 'participant-state', { ...participantState, ...person, place: 'away' });
}

/** Tells a newcomer what the others in the meeting last said of themselves. */
export async function sendParticipantStates(io: RoomServer, socket: RoomSocket, meetingId: string): Promise<void> {
  const present = await io.in(channels.all(meetingId)).fetchSockets();
  for (const other of present) {
    const { participantState } = other.data;
    const person = personOf(other.data);
    if (other.id === socket.id || participantState === undefined || person === undefined) continue;
    socket.emit('participant-state', { ...participantState, ...person });
  }
}

function personOf({ seat, principal }: SocketData) {
  if (seat !== undefined) return { userId: seat.userId, role: seat.role };
  return principal.kind === 'participant' ? { userId: principal.userId, role: principal.role } : undefined;
}
