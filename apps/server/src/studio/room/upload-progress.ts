import { AppError } from '@audio-studio/contract';
import type { RoomConnection } from './room-connection.ts';
import { channels, meetingOf, userIdOf } from './room-socket.ts';

/** `upload-progress`: to everyone else. The upload may go on after its person has left the room. */
export function handleUploadProgress(connection: RoomConnection): void {
  const { socket } = connection;
  connection.on('upload-progress', (progress) => {
    const meetingId = meetingOf(socket.data);
    if (meetingId === undefined) throw AppError.forbidden('Join or watch the room first.');
    const userId = userIdOf(socket.data);
    socket
      .to(channels.all(meetingId))
      .emit('upload-progress', { ...progress, ...(userId === undefined ? {} : { userId }) });
  });
}
