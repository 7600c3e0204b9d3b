import { SOCKET_EVENTS, type ServerEvent } from '@audio-studio/contract';

/** Where the guest was last seen. `joined`: took the invitation up, no more is known. */
export type GuestPresence = 'unseen' | 'joined' | 'green-room' | 'ready' | 'studio' | 'left' | 'results' | 'away';

export type PresenceEvent =
  | { name: typeof SOCKET_EVENTS.PARTICIPANT_STATE; payload: Pick<ServerEvent<'participant-state'>, 'role' | 'place'> }
  | { name: typeof SOCKET_EVENTS.USER_JOINED; payload: Pick<ServerEvent<'user-joined'>, 'role'> }
  | { name: typeof SOCKET_EVENTS.USER_LEFT; payload: Pick<ServerEvent<'user-left'>, 'role'> };

/** The next presence after something happened in the meeting. What concerns the host changes nothing. */
export function withEvent(presence: GuestPresence, { name, payload }: PresenceEvent): GuestPresence {
  if (payload.role !== 'guest') return presence;
  switch (name) {
    case SOCKET_EVENTS.PARTICIPANT_STATE:
      return payload.place;
    case SOCKET_EVENTS.USER_JOINED:
      return 'studio';
    default:
      return 'left';
  }
}

export const PRESENCE_WORDS: Record<GuestPresence, string> = {
  unseen: 'Nobody has used this link yet.',
  joined: 'has used this link.',
  'green-room': 'is checking the microphone.',
  ready: 'is ready and on the way in.',
  studio: 'is in the studio.',
  left: 'has left the studio.',
  results: 'is looking at the results.',
  away: 'has closed the page.',
};
