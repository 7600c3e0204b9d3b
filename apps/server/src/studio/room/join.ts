import { AppError } from '@audio-studio/contract';
import type { EntryOutcome } from '../room-entry.ts';
import type { RoomConnection } from './room-connection.ts';
import { channels } from './room-socket.ts';
import { sendParticipantStates } from './participant-state.ts';

/** `join-room`: takes one of the two seats, tells the room, and tells the newcomer what is going on there. */
export function handleJoin(connection: RoomConnection): void {
  const { socket, deps } = connection;
  connection.on('join-room', (request) =>
    connection.exclusively(async () => {
      const { seat } = socket.data;
      if (seat !== undefined && (seat.meetingId !== request.roomId || seat.userId !== request.userId)) {
        throw AppError.conflict('This connection is in a room already.');
      }
      const { principal } = socket.data;
      const outcome = await deps.studio.entry
        .enter({ ...request, principal, socketId: socket.id })
        .catch(async (error) => {
          // It may have failed with the seat already taken; nobody else would free it.
          if (seat === undefined) await deps.studio.entry.leave(request.roomId, socket.id);
          throw error;
        });
      if (outcome.kind === 'full') {
        socket.emit('room-full');
        socket.disconnect(true);
        return;
      }
      // Gone, or replaced by another tab, while it came in: the disconnect handler is waiting for us.
      socket.data.seat = seatOf(outcome, request.roomId);
      if (!socket.connected) return;
      await socket.join(channels.seated(request.roomId));
      await announce(connection, outcome, request.roomId);
    }),
  );
}

function seatOf({ occupant }: Extract<EntryOutcome, { kind: 'entered' }>, meetingId: string) {
  return { meetingId, userId: occupant.userId, role: occupant.role, name: occupant.name };
}

async function announce(
  { socket, deps }: RoomConnection,
  { meeting, occupant, evicted, ...outcome }: Extract<EntryOutcome, { kind: 'entered' }>,
  meetingId: string,
): Promise<void> {
  const { studio, clock } = deps;
  // Read after joining the channel: a take started from here on reaches the newcomer as an event.
  const recording = await studio.takes.state(meetingId);
  const resumes = recording.isRecording && (outcome.isReconnection || outcome.wasHereBefore);
  const isReconnection = outcome.isReconnection || resumes;
  const { userId, role, userEmail, name } = occupant;

  const others = socket.to(channels.all(meetingId));
  for (const gone of evicted)
    others.emit('user-left', { userId: gone.userId, persistentId: gone.userId, role: gone.role });
  others.emit('user-joined', {
    userId,
    persistentId: userId,
    role,
    userEmail,
    isReconnection,
    socketId: socket.id,
    name,
  });
  if (isReconnection) others.emit('peer-reconnected', { userId, newSocketId: socket.id });

  const occupants = await studio.seating.occupants(meetingId);
  socket.emit('room-state', {
    meeting: {
      meetingId,
      title: meeting.title,
      status: meeting.status,
      createdAt: meeting.createdAt,
    },
    participants: occupants.map((other) => ({
      socketId: other.socketId,
      userId: other.userId,
      role: other.role,
      userEmail: other.userEmail,
      name: other.name,
    })),
    recordingState: {
      isRecording: recording.isRecording,
      startedAt: recording.startedAt,
      sessionId: recording.sessionId,
    },
  });
  await sendParticipantStates(deps.io, socket, meetingId);
  if (!resumes || recording.startedAt === null || recording.sessionId === null) return;
  const startedAt = Date.parse(recording.startedAt);
  const elapsedSeconds = Math.max(0, (clock.nowMs() - startedAt) / 1000);
  socket.emit('resume-recording', { startedAt, elapsedSeconds, sessionId: recording.sessionId });
}
