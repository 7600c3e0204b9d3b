import { evaluateMicCheck } from '../green-room.ts';
import type { RoomConnection } from './room-connection.ts';
import { channels, meetingOf, userIdOf } from './room-socket.ts';

/** `mic-check`: answered with `mic-status`, which the room hears too. Works before `join-room`. */
export function handleMicCheck(connection: RoomConnection): void {
  const { socket } = connection;
  connection.on('mic-check', (check) => {
    const userId = userIdOf(socket.data);
    const status = { ...evaluateMicCheck(check), ...(userId === undefined ? {} : { userId }) };
    socket.emit('mic-status', status);
    const meetingId = meetingOf(socket.data);
    if (meetingId === undefined) return;
    socket.to(channels.all(meetingId)).emit('mic-status', status);
  });
}
