import { inviteUrl, signInUrl } from '@audio-studio/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { invitePath, joinTargetOf } from './join-target.ts';

const ID = 'd9428888-122b-41e1-b85c-61f4ac3f1a01';
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzY29wZSI6Imludml0ZSJ9.c2lnbmF0dXJl-_1';
const CODE = 'Zk3_vN-8qLwP0aYtR2bXcD5eF7gHiJ1k';
const invitation = { kind: 'invite', path: `/room/${ID}/green-room#invite=${TOKEN}` };
const room = { kind: 'room', path: `/room/${ID}/green-room` };

describe('an invitation', () => {
  test.each([
    ['as the server makes it', inviteUrl('https://studio.example', ID, TOKEN)],
    ['from another host, of which only the path counts', inviteUrl('https://evil.example', ID, TOKEN)],
    ['in a message', `Hi! Join here: ${inviteUrl('http://localhost:4000', ID, TOKEN)}.\nSee you`],
    ['in angle brackets', `<${inviteUrl('https://studio.example', ID, TOKEN)}>`],
    ['without its host', inviteUrl('', ID, TOKEN)],
    ['with the id in capitals', inviteUrl('https://studio.example', ID.toUpperCase(), TOKEN)],
  ])('%s', (_, text) => {
    expect(joinTargetOf(text)).toEqual(invitation);
  });

  test.each(['', 'eyJhbGciOiJIUzI1NiJ9', 'eyJhbGciOiJIUzI1NiJ9.eyJz'])('cut off after "%s" says so', (token) => {
    expect(joinTargetOf(inviteUrl('https://studio.example', ID, token))).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringContaining('missing'),
    });
  });
});

describe('a meeting', () => {
  test.each([
    ID,
    ` ${ID}\n`,
    ID.toUpperCase(),
    `https://studio.example/room/${ID}`,
    `https://studio.example/room/${ID}/results`,
  ])('by %j', (text) => {
    expect(joinTargetOf(text)).toEqual(room);
  });
});

test('a sign-in link leads to the sign-in page', () => {
  const path = `/sign-in#code=${CODE}`;
  expect(joinTargetOf(signInUrl('http://localhost:4000', CODE))).toEqual({ kind: 'sign-in', path });
  expect(joinTargetOf('http://localhost:4000/sign-in#code=')).toMatchObject({ kind: 'unreadable' });
});

test.each(['', '   ', 'hello', 'https://example.com', `${ID}0`, `x${ID}`, 'javascript:alert(1)', 'x'.repeat(9000)])(
  'garbage %j is refused with a reason',
  (text) => {
    const target = joinTargetOf(text);
    expect(target.kind).toBe('unreadable');
    expect(target).toHaveProperty('reason', expect.stringMatching(/\.$/));
  },
);

test('whatever is pasted, the target is a path of this server', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ID,
      TOKEN,
      '#invite=',
      '/room/',
      '/sign-in#code=',
      CODE,
      '//evil.example/',
      'javascript:',
      '\u202e',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const target = joinTargetOf(pieces.join(''));
      if (target.kind === 'unreadable') return;
      expect(target.path).toMatch(/^\/(room\/[0-9a-f-]{36}\/green-room(#invite=[\w.-]+)?|sign-in#code=[\w-]+)$/);
    }),
  );
});

test('an invite of the server opens in this page whatever host it names', () => {
  expect(invitePath(inviteUrl('https://studio.example', ID, TOKEN))).toBe(invitation.path);
  expect(invitePath(inviteUrl('', ID, TOKEN))).toBe(invitation.path);
});
