import { describe, expect, it } from 'vitest';
import { credentialsFrom, inviteFromHash, roleOfInvite } from './invitation.ts';

const ID = '7f0c5a52-6d0e-4b5c-9c0e-0d4a3a1f7f11';
const token = (claims: unknown) => `h.${btoa(JSON.stringify(claims)).replaceAll('+', '-').replaceAll('/', '_')}.s`;

describe('inviteFromHash', () => {
  it.each([
    ['#invite=a.b-c_d', 'a.b-c_d'],
    ['#x=1&invite=t', 't'],
    ['#invite=', null],
    ['#code=t', null],
    ['', null],
  ])('%s', (hash, invite) => expect(inviteFromHash(hash)).toBe(invite));
});

describe('roleOfInvite', () => {
  it('reads the role', () => {
    expect(roleOfInvite(token({ scope: 'invite', meetingId: ID, role: 'host', jti: ID, exp: 1 }))).toBe('host');
  });

  it.each(['', 'x', 'a.b.c', token({ role: 'host' }), token({ scope: 'invite', role: 'king' })])(
    'makes nothing of %s',
    (text) => expect(roleOfInvite(text)).toBeNull(),
  );
});

it('keeps the name that was given', () => {
  const meeting = {
    meetingId: ID,
    title: 'Harbour',
    hostName: null,
    hostEmail: null,
    guestName: null,
    guestEmail: null,
    scheduledTime: null,
    status: 'scheduled' as const,
    createdAt: '',
  };
  expect(credentialsFrom({ token: 't', userId: ID, role: 'guest', meeting }, 'Jón')).toEqual({
    token: 't',
    userId: ID,
    role: 'guest',
    name: 'Jón',
    meetingTitle: 'Harbour',
  });
});
