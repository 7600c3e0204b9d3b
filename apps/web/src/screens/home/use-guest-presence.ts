import { SOCKET_EVENTS } from '@audio-studio/contract';
import { useEffect, useState } from 'react';
import { RoomClient } from '../../model/room-client.ts';
import { openRoomSocket } from '../../model/room-socket.ts';
import { withEvent, type GuestPresence, type PresenceEvent } from './guest-presence.ts';

/** Follows the guest of one meeting, without taking a seat in it. */
export function useGuestPresence(meetingId: string, token: string): GuestPresence {
  const [presence, setPresence] = useState<GuestPresence>('unseen');
  useEffect(() => {
    const room = new RoomClient({ socket: openRoomSocket(() => token), roomId: meetingId });
    const follow = (event: PresenceEvent) => setPresence((before) => withEvent(before, event));
    const { PARTICIPANT_STATE, USER_JOINED, USER_LEFT } = SOCKET_EVENTS;
    room.events.on(PARTICIPANT_STATE, (payload) => follow({ name: PARTICIPANT_STATE, payload }));
    room.events.on(USER_JOINED, (payload) => follow({ name: USER_JOINED, payload }));
    room.events.on(USER_LEFT, (payload) => follow({ name: USER_LEFT, payload }));
    room.open();
    return () => room.close();
  }, [meetingId, token]);
  return presence;
}
