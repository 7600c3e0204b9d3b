import { participantPlaceSchema, SOCKET_EVENTS, type ServerEvent } from '@audio-studio/contract';
import { expect, test } from 'vitest';
import { PRESENCE_WORDS, withEvent, type GuestPresence, type PresenceEvent } from './guest-presence.ts';

const at = (place: ServerEvent<'participant-state'>['place'], role: 'guest' | 'host' = 'guest'): PresenceEvent => ({
  name: SOCKET_EVENTS.PARTICIPANT_STATE,
  payload: { role, place },
});

test('the guest is followed from the link to the studio and out again', () => {
  const seen: GuestPresence[] = [];
  const events: PresenceEvent[] = [
    at('green-room'),
    at('ready'),
    { name: SOCKET_EVENTS.USER_JOINED, payload: { role: 'guest' } },
    { name: SOCKET_EVENTS.USER_LEFT, payload: { role: 'guest' } },
    at('results'),
  ];
  let presence: GuestPresence = 'unseen';
  for (const event of events) seen.push((presence = withEvent(presence, event)));
  expect(seen).toEqual(['green-room', 'ready', 'studio', 'left', 'results']);
});

test('a guest who closes the tab in the green room is gone from it, and comes back', () => {
  const away = withEvent('green-room', at('away'));
  expect(PRESENCE_WORDS[away]).toBe('has closed the page.');
  expect(withEvent(away, at('green-room'))).toBe('green-room');
});

test('what the host does says nothing of the guest', () => {
  expect(withEvent('unseen', at('studio', 'host'))).toBe('unseen');
  expect(withEvent('green-room', { name: SOCKET_EVENTS.USER_LEFT, payload: { role: 'host' } })).toBe('green-room');
});

test('every place a participant can report has words', () => {
  for (const place of participantPlaceSchema.options) expect(PRESENCE_WORDS[place]).toMatch(/\.$/);
});
