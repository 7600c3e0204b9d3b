import type { RoomConnection } from './room-connection.ts';
import { meetingOf } from './room-socket.ts';

/** Notes that the person is there with every frame that comes from them, the answers to pings included. */
export function handleHeartbeat({ socket, deps }: RoomConnection): void {
  const note = () => {
    const meetingId = meetingOf(socket.data);
    if (meetingId === undefined) return;
    deps.studio.presences.note(meetingId, socket.data.principal).catch((err: unknown) => {
      deps.log.warn({ err }, 'A presence could not be noted');
    });
  };
  socket.conn.on('packet', note);
  socket.on('disconnect', () => socket.conn.off('packet', note));
  note();
}
