import { AppError } from '@audio-studio/contract';
import type { RoomConnection } from './room-connection.ts';
import { channels, meetingOf } from './room-socket.ts';

/** `upload-progress`: to everyone else. The upload may go on after its person has left the room. */
export function handleUploadProgress(connection: RoomConnection): void {
  const { socket } = connection;
  connection.on('upload-progress', (progress) => {
    const meetingId = meetingOf(socket.data);
    if (meetingId === undefined) throw AppError.forbidden('Join or watch the room first.');
    const { seat, principal } = socket.data;
    const userId = seat?.userId ?? (principal.kind === 'participant' ? principal.userId : undefined);
    socket
      .to([channels.seated(meetingId), channels.watching(meetingId)])
      .emit('upload-progress', { ...progress, ...(userId === undefined ? {} : { userId }) });
  });
}
