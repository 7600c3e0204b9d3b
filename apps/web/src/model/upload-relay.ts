import { SOCKET_EVENTS } from '@audio-studio/contract';
import type { RoomClient } from './room-client.ts';
import type { DeskUpload, UploadDesk } from './upload-desk.ts';

/** Tells the meeting how far this person's uploads are, a whole percent at a time. Returns the end of it. */
export function relayUploads(
  desk: Pick<UploadDesk, 'events' | 'state'>,
  room: Pick<RoomClient, 'send' | 'events'>,
  who: { meetingId: string; name: () => string },
): () => void {
  const told = new Map<string, number>();
  const tell = ({ takeKey, meetingId, sessionId, progress }: DeskUpload) => {
    if (meetingId !== who.meetingId) return;
    const percent = Math.floor(progress.percent);
    if (told.get(takeKey) === percent) return;
    if (room.send(SOCKET_EVENTS.UPLOAD_PROGRESS, { percent, participantName: who.name(), sessionId }))
      told.set(takeKey, percent);
  };
  const endings = [
    desk.events.on('progressed', tell),
    // Whoever came meanwhile, or was away, hears the present state again.
    room.events.on('connected', () => told.clear()),
    room.events.on(SOCKET_EVENTS.ROOM_STATE, () => repeat()),
    room.events.on(SOCKET_EVENTS.USER_JOINED, () => repeat()),
  ];
  const repeat = () => {
    told.clear();
    for (const upload of desk.state.get().uploads) tell(upload);
  };
  return () => {
    for (const end of endings) end();
  };
}
