import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorBodySchema } from '@audio-studio/contract';
import type { RestClient } from '../testing/rest-client.ts';
import { TEST_SECRET, TestRig } from '../testing/test-rig.ts';
import { recordedRoom, uploadParts, uploadSimple } from '../testing/track-upload.ts';
import { testWav } from '../testing/test-wav.ts';

let rig: TestRig;
let world: Awaited<ReturnType<typeof makeWorld>>;

/** A meeting with everything a meeting can have, and ids to aim at it with. */
async function makeWorld() {
  const room = await recordedRoom(rig);
  const track = { roomId: room.meetingId, participantName: 'Hanna', sessionId: room.sessionId };
  const done = await uploadSimple(room.hostClient, track, testWav(2_000));
  const open = await uploadParts(room.hostClient, track, [testWav(5_000)]);
  return { ...room, done, open };
}

beforeAll(async () => {
  rig = await TestRig.start();
  world = await makeWorld();
});
afterAll(() => rig.close());

/** Every route about one meeting, well-formed. */
function requests(): [name: string, send: (client: RestClient) => Promise<{ status: number; body: unknown }>][] {
  const { meetingId, sessionId, open, done } = world;
  const meeting = `/api/meetings/${meetingId}`;
  const owner = { roomId: meetingId, participantName: 'Hanna', sessionId };
  const { uploadId, key, parts } = open;
  return [
    ['GET meeting', (client) => client.get(meeting)],
    ['PATCH status', (client) => client.call('PATCH', `${meeting}/status`, { body: { status: 'cancelled' } })],
    ['assign-host', (client) => client.post(`${meeting}/assign-host`, { email: 'x@example.com' })],
    ['assign-guest', (client) => client.post(`${meeting}/assign-guest`, { email: 'x@example.com' })],
    ['invites', (client) => client.post(`${meeting}/invites`, { role: 'host' })],
    ['upload/url', (client) => client.post('/api/upload/url', { ...owner, contentType: 'audio/wav' })],
    ['upload/complete', (client) => client.post('/api/upload/complete', { ...owner, key: done.key })],
    [
      'initiate',
      (client) => client.post('/api/multipart-upload/initiate', { ...owner, contentType: 'audio/wav', fileSize: 9 }),
    ],
    ['part-1', (client) => client.post('/api/multipart-upload/part-1', { uploadId })],
    ['part-url', (client) => client.post('/api/multipart-upload/part-url', { uploadId, key, partNumber: 2 })],
    [
      'multipart complete',
      (client) => client.post('/api/multipart-upload/complete', { ...owner, uploadId, key, parts }),
    ],
    ['abort', (client) => client.post('/api/multipart-upload/abort', { uploadId, key })],
    [
      'parts',
      (client) => client.get(`/api/multipart-upload/parts?${new URLSearchParams({ uploadId, key }).toString()}`),
    ],
    ['recordings', (client) => client.get(`/api/recordings/${meetingId}`)],
    [
      'download-url',
      (client) => client.post(`/api/recordings/${meetingId}/${encodeURIComponent(done.recordingId!)}/download-url`),
    ],
    ['overview', (client) => client.get(`/api/recordings/${meetingId}/takes/${sessionId}/overview`)],
    ['DELETE meeting', (client) => client.call('DELETE', meeting)],
  ];
}

/** All rows and the fate of the open upload: what nobody uninvited may change. */
async function snapshot() {
  const { tables } = rig.studio;
  const { meetingId, open } = world;
  return {
    meeting: await tables.meetings.get({ meetingId }),
    recordings: (await tables.recordings.query({ partition: meetingId })).rows,
    takes: (await tables.takes.query({ partition: meetingId })).rows,
    uploads: (await tables.uploads.query({ index: 'MeetingIndex', partition: meetingId })).rows,
    parts: await rig.adapters.objects.listParts(open),
  };
}

const NAMES = [
  'GET meeting',
  'PATCH status',
  'assign-host',
  'assign-guest',
  'invites',
  'upload/url',
  'upload/complete',
  'initiate',
  'part-1',
  'part-url',
  'multipart complete',
  'abort',
  'parts',
  'recordings',
  'download-url',
  'overview',
  'DELETE meeting',
];

async function sendAs(name: string, client: RestClient) {
  const found = requests().find(([each]) => each === name);
  if (found === undefined) throw new Error(`no request "${name}"`);
  return found[1](client);
}

describe('a second organizer', () => {
  test('every route is tried', () => {
    expect(requests().map(([name]) => name)).toEqual(NAMES);
  });

  test.each(NAMES)('is told NOT_FOUND by %s, and changes nothing', async (name) => {
    const before = await snapshot();
    const answer = await sendAs(name, await rig.organizer('mallory'));
    expect(answer.status).toBe(404);
    expect(errorBodySchema.parse(answer.body).code).toBe('NOT_FOUND');
    expect(await snapshot()).toEqual(before);
  });

  test('does not see the meeting in their list', async () => {
    const { body } = await (await rig.organizer('mallory')).get('/api/meetings');
    expect(body).toEqual({ meetings: [] });
  });
});

describe('a participant of another meeting', () => {
  test.each(NAMES)('is refused by %s, and changes nothing', async (name) => {
    const other = await rig.meeting();
    const before = await snapshot();
    const answer = await sendAs(name, rig.client(other.host.token));
    expect([403, 404]).toContain(answer.status);
    expect(['FORBIDDEN', 'NOT_FOUND']).toContain(errorBodySchema.parse(answer.body).code);
    expect(await snapshot()).toEqual(before);
  });
});

describe('the other participant of the same meeting', () => {
  test.each(['upload/complete', 'part-1', 'part-url', 'multipart complete', 'abort', 'parts'])(
    'cannot use uploads issued to their partner: %s',
    async (name) => {
      const before = await snapshot();
      expect(await sendAs(name, world.guestClient)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
      expect(await snapshot()).toEqual(before);
    },
  );

  test.each(['PATCH status', 'invites', 'DELETE meeting'])('is no organizer: %s', async (name) => {
    const before = await snapshot();
    expect(await sendAs(name, world.guestClient)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await snapshot()).toEqual(before);
  });
});

describe('the holder of an invite who has not joined', () => {
  test.each(NAMES.filter((name) => name !== 'GET meeting'))('is refused by %s', async (name) => {
    const meeting = await (await rig.organizer()).createMeeting();
    const before = await snapshot();
    const answer = await sendAs(name, rig.client(meeting.invites.host.token));
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await snapshot()).toEqual(before);
  });
});

const UNAUTHORIZED = { code: 'UNAUTHORIZED', error: expect.any(String) };

describe('tokens that are not good', () => {
  const sign = (claims: Record<string, unknown>, options: { secret?: string; alg?: string; expires?: string } = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: options.alg ?? 'HS256' })
      .setExpirationTime(options.expires ?? '1h')
      .sign(new TextEncoder().encode(options.secret ?? TEST_SECRET));
  const organizer = { scope: 'organizer', sub: 'alice' };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  const bad: [string, () => Promise<string | undefined>][] = [
    ['none', async () => undefined],
    ['nonsense', async () => 'abc'],
    ['one signed by someone else', () => sign(organizer, { secret: 'some other secret, long enough to be one' })],
    ['an expired one', () => sign(organizer, { expires: '1h ago' })],
    ['one of alg none', async () => `${encode({ alg: 'none' })}.${encode({ ...organizer, exp: 9e9 })}.`],
    ['one of another alg', () => sign(organizer, { alg: 'HS512', secret: TEST_SECRET.repeat(2) })],
    ['one without a scope', () => sign({ sub: 'alice' })],
    ['one of an unknown scope', () => sign({ scope: 'admin', sub: 'alice' })],
    ['an organizer one without a name', () => sign({ scope: 'organizer' })],
    ['one of 10 kB', () => sign({ ...organizer, sub: 'a'.repeat(10_000) })],
    ['a listener one', () => sign({ scope: 'listener', sessionId: 'golden-eagle-427' })],
  ];

  test.each(bad)('%s is UNAUTHORIZED everywhere', async (_, make) => {
    const client = rig.client(await make());
    const before = await snapshot();
    for (const name of NAMES) expect(await sendAs(name, client)).toMatchObject({ status: 401, body: UNAUTHORIZED });
    expect(await snapshot()).toEqual(before);
  });

  test('a participant one of a made-up user opens nothing', async () => {
    const { meetingId } = world;
    const token = await sign({ scope: 'participant', sub: randomUUID(), meetingId, role: 'host' });
    const before = await snapshot();
    for (const name of NAMES) expect([401, 403, 404]).toContain((await sendAs(name, rig.client(token))).status);
    expect(await snapshot()).toEqual(before);
  });

  test('a tampered payload is refused', async () => {
    const [header, , signature] = (await sign({ scope: 'organizer', sub: 'mallory' })).split('.');
    const forged = `${header}.${encode({ ...organizer, exp: 9e9 })}.${signature}`;
    expect(await rig.client(forged).get('/api/meetings')).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHORIZED' },
    });
  });

  test('a scope of several words that has organizer among them is good', async () => {
    const token = await sign({ scope: 'openid organizer', sub: 'alice' });
    expect(await rig.client(token).get('/api/meetings')).toMatchObject({ status: 200 });
  });
});
