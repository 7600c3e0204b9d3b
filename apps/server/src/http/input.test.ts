import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorBodySchema, ROUTES } from '@audio-studio/contract';
import { TestRig } from '../testing/test-rig.ts';
import { recordedRoom } from '../testing/track-upload.ts';

let rig: TestRig;
let world: Awaited<ReturnType<typeof recordedRoom>>;
beforeAll(async () => {
  rig = await TestRig.start();
  world = await recordedRoom(rig);
});
afterAll(() => rig.close());

const LONG = 'x'.repeat(10_000);
const TEXTS: [name: string, text: unknown][] = [
  ['a path', '../../etc/passwd'],
  ['a windows path', '..\\x'],
  ['a NUL', 'a\0b'],
  ['a right-to-left mark', 'abc\u202egnp.wav'],
  ['a zero-width space', 'a\u200bb'],
  ['10 kB', LONG],
  ['nothing', ''],
  ['blanks', '   '],
  ['a number', 7],
  ['an object', { $ne: 1 }],
  ['a list', ['a']],
  ['null', null],
];

async function snapshot() {
  const { tables } = rig.studio;
  const { meetingId } = world;
  return {
    meetings: (await tables.meetings.query({ index: 'OrganizerIndex', partition: 'alice' })).rows,
    recordings: (await tables.recordings.query({ partition: meetingId })).rows,
    uploads: (await tables.uploads.query({ index: 'MeetingIndex', partition: meetingId })).rows,
    takes: (await tables.takes.query({ partition: meetingId })).rows,
  };
}

/** The status and code of an answer that must be in the one error shape. */
async function refusal(call: Promise<{ status: number; body: unknown }>): Promise<string> {
  const { status, body } = await call;
  return `${status} ${errorBodySchema.strict().parse(body).code}`;
}

const INVALID = '400 VALIDATION_ERROR';

describe('every body field', () => {
  const bodies: [route: string, make: () => Record<string, unknown>, fields: string[]][] = [
    ['/api/meetings', () => ({ title: 'A talk' }), ['title']],
    [':meeting/assign-host', () => ({ email: 'a@example.com' }), ['email']],
    [':meeting/assign-guest', () => ({ email: 'a@example.com' }), ['email']],
    [':meeting/join', () => ({ invite: 'x', name: 'Hanna' }), ['name']],
    [':meeting/invites', () => ({ role: 'host' }), ['role']],
    [
      '/api/upload/url',
      () => ({ roomId: world.meetingId, participantName: 'Hanna', contentType: 'audio/wav' }),
      ['roomId', 'participantName', 'contentType'],
    ],
    [
      '/api/upload/complete',
      () => ({ roomId: world.meetingId, participantName: 'Hanna', key: 'recordings/x.wav' }),
      ['roomId', 'participantName', 'key'],
    ],
    [
      '/api/multipart-upload/initiate',
      () => ({ roomId: world.meetingId, participantName: 'Hanna', contentType: 'audio/wav', fileSize: 1 }),
      ['roomId', 'participantName', 'contentType'],
    ],
    ['/api/multipart-upload/part-1', () => ({ uploadId: 'x' }), ['uploadId']],
    ['/api/multipart-upload/part-url', () => ({ key: 'a', uploadId: 'x', partNumber: 1 }), ['key', 'uploadId']],
    ['/api/multipart-upload/abort', () => ({ key: 'a', uploadId: 'x' }), ['key', 'uploadId']],
    ['/api/auth/sign-in', () => ({ code: 'x'.repeat(32) }), ['code']],
  ];
  const cases = bodies.flatMap(([route, make, fields]) => fields.map((field) => ({ route, make, field })));

  test.each(cases)(
    '$field of $route refuses what it should not be, and what is missing',
    async ({ route, make, field }) => {
      const organizer = await rig.organizer();
      const path = route.replace(':meeting', `/api/meetings/${world.meetingId}`);
      const before = await snapshot();
      for (const [name, text] of TEXTS) {
        // A title is shown, never used as a path; an upload id may hold what a store likes to put there.
        if (field === 'title' && name.includes('path')) continue;
        if (field === 'uploadId' && name === 'a path') continue;
        const answer = await organizer.post(path, { ...make(), [field]: text });
        expect({ name, ...answer }).toMatchObject({ status: 400, body: { code: 'VALIDATION_ERROR' } });
        expect(errorBodySchema.parse(answer.body).error).not.toContain(LONG.slice(0, 300));
      }
      const { [field]: _, ...missing } = make();
      // The name may be missing where an invite is renewed; there it is the made-up invite that is refused.
      expect(await refusal(organizer.post(path, missing))).toBe(field === 'name' ? '401 UNAUTHORIZED' : INVALID);
      expect(await snapshot()).toEqual(before);
    },
  );

  test.each([
    ['fileSize', [0, -1, 1.5, 5 * 1024 ** 3 + 1, '10', null]],
    ['contentType', ['text/html', 'audio/wav2', 'application/x-sh']],
    ['sessionId', ['x', randomUUID().slice(1), 5]],
  ])('%s of an upload is bounded', async (field, values) => {
    const before = await snapshot();
    for (const value of values) {
      const body = {
        roomId: world.meetingId,
        participantName: 'Hanna',
        contentType: 'audio/wav',
        fileSize: 10,
        [field]: value,
      };
      expect(await refusal(world.hostClient.post('/api/multipart-upload/initiate', body))).toBe(INVALID);
      expect(await refusal(world.hostClient.post('/api/upload/url', body))).toBe(INVALID);
    }
    expect(await snapshot()).toEqual(before);
  });

  test.each([0, 10_001, 1.5, '1', null])('part number %j is refused', async (partNumber) => {
    expect(
      await refusal(world.hostClient.post('/api/multipart-upload/part-url', { key: 'a', uploadId: 'x', partNumber })),
    ).toBe(INVALID);
  });
});

describe('paths and queries', () => {
  test.each(['not-a-uuid', '..%2f..%2fetc', '%00', 'x'.repeat(5_000), '%e2%80%ae', '%ff'])(
    'a meeting id like %s is refused',
    async (id) => {
      const organizer = await rig.organizer();
      for (const path of [`/api/meetings/${id}`, `/api/recordings/${id}`]) {
        const { status, body } = await organizer.get(path);
        expect([400, 404]).toContain(status);
        errorBodySchema.parse(body);
      }
    },
  );

  test.each(['..%2f..%2fx', 'a%00b', 'x'.repeat(201), 'a%20b'])('a recording id like %s is refused', async (id) => {
    expect(await refusal(world.hostClient.post(`/api/recordings/${world.meetingId}/${id}/download-url`))).toBe(INVALID);
  });

  test('a query that is missing or repeated is refused', async () => {
    expect(await refusal(world.hostClient.get('/api/multipart-upload/parts'))).toBe(INVALID);
    expect(await refusal(world.hostClient.get('/api/multipart-upload/parts?key=a&key=b&uploadId=x'))).toBe(INVALID);
    expect(await refusal(world.hostClient.get('/api/multipart-upload/parts?key=../a&uploadId=x'))).toBe(INVALID);
  });

  test('an unknown route of the API answers the error shape', async () => {
    expect(await refusal(rig.client().get('/api/nothing'))).toBe('404 NOT_FOUND');
    expect(await refusal(rig.client().call('PUT', ROUTES.meetings))).toBe('404 NOT_FOUND');
  });
});

describe('bodies', () => {
  test.each([
    ['broken JSON', '{"title": '],
    ['a bare value', '"title"'],
    ['a list', '[]'],
    ['nothing', ''],
  ])('%s is refused', async (_, body) => {
    expect(await refusal((await rig.organizer()).call('POST', '/api/meetings', { body }))).toBe(INVALID);
  });

  test('a body above the limit is PAYLOAD_TOO_LARGE', async () => {
    const organizer = await rig.organizer();
    expect(await refusal(organizer.post('/api/meetings', { title: 'x'.repeat(300_000) }))).toBe(
      '413 PAYLOAD_TOO_LARGE',
    );
    const parts = Array.from({ length: 10_000 }, (_, index) => ({
      PartNumber: index + 1,
      ETag: `"${'f'.repeat(32)}"`,
    }));
    const body = { roomId: world.meetingId, participantName: 'Hanna', key: 'a', uploadId: 'x', parts };
    expect(await refusal(world.hostClient.post('/api/multipart-upload/complete', body))).toBe('404 NOT_FOUND');
    expect(
      await refusal(world.hostClient.post('/api/multipart-upload/complete', { ...body, junk: 'x'.repeat(6_000_000) })),
    ).toBe('413 PAYLOAD_TOO_LARGE');
  });

  test('another content type than JSON is no body', async () => {
    const organizer = await rig.organizer();
    const headers = { 'content-type': 'text/plain' };
    expect(await refusal(organizer.call('POST', '/api/meetings', { body: '{"title":"A talk"}', headers }))).toBe(
      INVALID,
    );
  });

  test('keys that reach for the prototype do nothing', async () => {
    const organizer = await rig.organizer();
    const body = '{"title":"A talk","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
    expect(await organizer.call('POST', '/api/meetings', { body })).toMatchObject({ status: 201 });
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });
});
