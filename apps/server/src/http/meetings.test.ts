import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMeetingAnswerSchema, joinMeetingAnswerSchema, listMeetingsAnswerSchema } from '@audio-studio/contract';
import { TEST_SECRET, TestRig } from '../testing/test-rig.ts';
import { uploadParts, uploadSimple, recordedRoom } from '../testing/track-upload.ts';
import { testTake } from '../testing/test-take.ts';
import { testWav } from '../testing/test-wav.ts';

let rig: TestRig;
beforeAll(async () => {
  rig = await TestRig.start();
});
afterAll(() => rig.close());

describe('meetings', () => {
  test('creating answers the meeting and its two invites', async () => {
    const organizer = await rig.organizer();
    const { status, body } = await organizer.post('/api/meetings', { title: '  An interview ' });
    expect(status).toBe(201);
    const meeting = createMeetingAnswerSchema.parse(body);
    expect(meeting).toMatchObject({ title: 'An interview', status: 'scheduled', hostName: null, guestEmail: null });
    expect(meeting.invites.host.url).toBe(
      `${rig.url}/room/${meeting.meetingId}/green-room#invite=${meeting.invites.host.token}`,
    );
  });

  test('the list holds own meetings only, newest first, with what was recorded', async () => {
    const [alice, bob] = [await rig.organizer('lister'), await rig.organizer('other-lister')];
    const first = await alice.createMeeting('first');
    const second = await alice.createMeeting('second');
    await bob.createMeeting('not yours');
    const at = (seconds: number) => new Date(Date.parse(first.createdAt) + seconds * 1000).toISOString();
    const take = { ...testTake({ meetingId: first.meetingId, sessionId: randomUUID() }), organizerId: 'lister' };
    const result = (profile: 'P1' | 'P3', sessionId: string) => ({
      roomId: first.meetingId,
      sessionId,
      status: 'completed' as const,
      profile,
      metrics: { snr: 20, rms: -20, srmr: 1, overlapPercent: 1, speakerBalance: 1, echoCorrelation: 0 },
      processingTimeMs: 1,
    });
    const ids = [randomUUID(), randomUUID(), randomUUID()] as const;
    const state = 'completed' as const;
    const { takes } = rig.studio.tables;
    await takes.put({
      ...take,
      sessionId: ids[0],
      startedAt: at(0),
      stoppedAt: at(30),
      state,
      result: result('P3', ids[0]),
    });
    await takes.put({
      ...take,
      sessionId: ids[1],
      startedAt: at(40),
      stoppedAt: at(45),
      state,
      result: result('P1', ids[1]),
    });
    await takes.put({
      ...take,
      sessionId: ids[2],
      startedAt: at(50),
      stoppedAt: null,
      state: 'recording',
      result: null,
    });
    const { meetings } = listMeetingsAnswerSchema.parse((await alice.get('/api/meetings')).body);
    expect(meetings).toMatchObject([
      { meetingId: second.meetingId, takeCount: 0, bestGrade: null, recordedSeconds: 0 },
      { meetingId: first.meetingId, takeCount: 3, bestGrade: 'P1', recordedSeconds: 35 },
    ]);
  });

  test('status is set by the organizer alone, to one of the five', async () => {
    const { organizer, meetingId, host } = await rig.meeting();
    const path = `/api/meetings/${meetingId}/status`;
    const changed = await organizer.call('PATCH', path, { body: { status: 'completed' } });
    expect(changed).toMatchObject({ status: 200, body: { meetingId, status: 'completed' } });
    expect(await organizer.call('PATCH', path, { body: { status: 'finished' } })).toMatchObject({ status: 400 });
    expect(await rig.client(host.token).call('PATCH', path, { body: { status: 'cancelled' } })).toMatchObject({
      status: 403,
    });
    expect((await organizer.get(`/api/meetings/${meetingId}`)).body).toMatchObject({ status: 'completed' });
  });

  test('email addresses are for the organizer and their owners', async () => {
    const { organizer, meetingId, host, guest } = await rig.meeting();
    const path = `/api/meetings/${meetingId}`;
    await rig.client(host.token).must(`${path}/assign-host`, { email: 'host@example.com' });
    await organizer.must(`${path}/assign-guest`, { email: 'guest@example.com' });
    expect((await organizer.get(path)).body).toMatchObject({
      hostEmail: 'host@example.com',
      guestEmail: 'guest@example.com',
    });
    expect((await rig.client(host.token).get(path)).body).toMatchObject({
      hostEmail: 'host@example.com',
      guestEmail: null,
    });
    expect((await rig.client(guest.token).get(path)).body).toMatchObject({
      hostEmail: null,
      guestEmail: 'guest@example.com',
    });
  });

  test('an invite shows its meeting, without addresses', async () => {
    const organizer = await rig.organizer();
    const meeting = await organizer.createMeeting();
    await organizer.must(`/api/meetings/${meeting.meetingId}/assign-host`, { email: 'host@example.com' });
    const seen = await rig.client(meeting.invites.host.token).get(`/api/meetings/${meeting.meetingId}`);
    expect(seen).toMatchObject({ status: 200, body: { title: 'A talk', hostEmail: null } });
  });
});

describe('assigning', () => {
  test.each(['host', 'guest'] as const)('of twenty assign-%s at once exactly one wins', async (role) => {
    const { organizer, meetingId } = await rig.meeting();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        organizer.post(`/api/meetings/${meetingId}/assign-${role}`, { email: `person${index}@example.com` }),
      ),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    const row = await rig.studio.tables.meetings.get({ meetingId });
    const { meeting } = won[0]!.body as { meeting: Record<string, string> };
    expect(row?.[`${role}Email`]).toBe(meeting[`${role}Email`]);
  });

  test('a participant assigns their own role only', async () => {
    const { meetingId, guest } = await rig.meeting();
    const answer = await rig
      .client(guest.token)
      .post(`/api/meetings/${meetingId}/assign-host`, { email: 'me@example.com' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect((await rig.studio.tables.meetings.get({ meetingId }))?.hostEmail).toBeNull();
  });
});

describe('invitations', () => {
  const join = (meetingId: string, body: unknown, bearer?: string) =>
    rig.client(bearer).post(`/api/meetings/${meetingId}/join`, body);

  test('the first to use an invite is bound to it, the second gets CONFLICT', async () => {
    const meeting = await (await rig.organizer()).createMeeting();
    const invite = meeting.invites.guest.token;
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => join(meeting.meetingId, { invite, name: `Person ${index}` })),
    );
    const joined = answers.filter(({ status }) => status === 200);
    expect(joined).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(11);
    const answer = joinMeetingAnswerSchema.parse(joined[0]!.body);
    const row = await rig.studio.tables.meetings.get({ meetingId: meeting.meetingId });
    expect(row).toMatchObject({ guestUserId: answer.userId, guestName: answer.meeting.guestName, hostUserId: null });
  });

  test('those who find it free at the same moment are told apart by the write', async () => {
    const meeting = await (await rig.organizer()).createMeeting();
    const { meetingId, invites } = meeting;
    const { meetings } = rig.studio.tables;
    const get = meetings.get.bind(meetings);
    const everyoneHasRead = Promise.withResolvers<void>();
    let readers = 0;
    meetings.get = async (key) => {
      const row = await get(key);
      readers += 1;
      if (readers === 12) everyoneHasRead.resolve();
      await everyoneHasRead.promise;
      return row;
    };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) =>
        rig.studio.invitations.join(meetingId, { invite: invites.guest.token, name: `Person ${index}` }),
      ),
    );
    meetings.get = get;
    const joined = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(joined).toHaveLength(1);
    expect(await meetings.get({ meetingId })).toMatchObject({ guestUserId: joined[0]!.value.userId });
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject(outcome.status === 'rejected' ? { reason: { code: 'CONFLICT' } } : {});
    }
  });

  test('a name is needed to take an invite up, and the invite stays good without one', async () => {
    const meeting = await (await rig.organizer()).createMeeting();
    const invite = meeting.invites.host.token;
    expect(await join(meeting.meetingId, { invite })).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_ERROR' },
    });
    expect(await join(meeting.meetingId, { invite, name: 'Hanna' })).toMatchObject({ status: 200 });
  });

  test('an address the organizer gave is kept, and one is noted where there was none', async () => {
    const organizer = await rig.organizer();
    const meeting = await organizer.createMeeting();
    const { meetingId, invites } = meeting;
    await organizer.must(`/api/meetings/${meetingId}/assign-host`, { email: 'given@example.com' });
    await join(meetingId, { invite: invites.host.token, name: 'Hanna', email: 'other@example.com' });
    await join(meetingId, { invite: invites.guest.token, name: 'Gustav', email: 'guest@example.com' });
    expect(await rig.studio.tables.meetings.get({ meetingId })).toMatchObject({
      hostEmail: 'given@example.com',
      guestEmail: 'guest@example.com',
    });
  });

  test('the holder renews with the old token, or with the invite and the old token as bearer', async () => {
    const { meeting, meetingId, guest } = await rig.meeting();
    const renewed = await join(meetingId, { invite: guest.token });
    expect(renewed).toMatchObject({ status: 200, body: { userId: guest.userId, role: 'guest' } });
    const again = await join(meetingId, { invite: meeting.invites.guest.token }, guest.token);
    expect(again).toMatchObject({ status: 200, body: { userId: guest.userId } });
    expect(await join(meetingId, { invite: meeting.invites.guest.token, name: 'Thief' })).toMatchObject({
      status: 409,
    });
  });

  test('ACC-9 who did not hear the answer joins again with the same client id; nobody else does', async () => {
    const meeting = await (await rig.organizer()).createMeeting();
    const { meetingId } = meeting;
    const clientId = randomUUID();
    const body = { invite: meeting.invites.guest.token, name: 'Gustav', clientId };
    const answers = await Promise.all([1, 2, 3].map(() => join(meetingId, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.body['userId'])).size).toBe(1);
    for (const other of [{ clientId: randomUUID() }, { clientId: undefined }]) {
      expect(await join(meetingId, { ...body, ...other, name: 'Thief' })).toMatchObject({ status: 409 });
    }
    const row = await rig.studio.tables.meetings.get({ meetingId });
    expect(row).toMatchObject({ guestUserId: answers[0]!.body['userId'], guestName: 'Gustav' });
    expect(JSON.stringify(row)).not.toContain(clientId);
    const host = { ...body, invite: meeting.invites.host.token };
    expect((await join(meetingId, host)).body).toMatchObject({ role: 'host' });
  });

  test('an invite taken up without a client id is not opened by sending none, nor by any', async () => {
    const meeting = await (await rig.organizer()).createMeeting();
    const invite = meeting.invites.guest.token;
    await join(meeting.meetingId, { invite, name: 'Gustav' });
    for (const clientId of [undefined, randomUUID()]) {
      expect(await join(meeting.meetingId, { invite, name: 'Thief', clientId })).toMatchObject({ status: 409 });
    }
  });

  test.each([
    ['29 days', 29, 200],
    ['31 days', 31, 401],
  ])(
    'a token that ended %s ago answers accordingly when renewed, and is good for nothing else',
    async (_, days, status) => {
      const { meetingId, guest } = await rig.meeting();
      const expired = await new SignJWT({ scope: 'participant', sub: guest.userId, meetingId, role: 'guest' })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime(Math.floor(Date.now() / 1000) - days * 24 * 3600)
        .sign(new TextEncoder().encode(TEST_SECRET));
      expect(await rig.client(expired).get(`/api/meetings/${meetingId}`)).toMatchObject({ status: 401 });
      expect(await join(meetingId, { invite: expired })).toMatchObject({ status });
    },
  );

  test('a re-issued invite ends the old one and its holder’s token', async () => {
    const { organizer, meeting, meetingId, guest } = await rig.meeting();
    const { token } = await organizer.must<{ token: string; url: string }>(`/api/meetings/${meetingId}/invites`, {
      role: 'guest',
    });
    expect(await rig.client(guest.token).get(`/api/meetings/${meetingId}`)).toMatchObject({ status: 401 });
    expect(await join(meetingId, { invite: guest.token })).toMatchObject({ status: 401 });
    expect(await join(meetingId, { invite: meeting.invites.guest.token, name: 'Old' })).toMatchObject({ status: 401 });
    const fresh = await join(meetingId, { invite: token, name: 'New' });
    expect(fresh).toMatchObject({ status: 200, body: { role: 'guest' } });
    expect(fresh.body['userId']).not.toBe(guest.userId);
  });

  test('an invite opens no other meeting', async () => {
    const organizer = await rig.organizer();
    const [mine, other] = [await organizer.createMeeting(), await organizer.createMeeting()];
    const answer = await join(other.meetingId, { invite: mine.invites.host.token, name: 'Hanna' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect((await rig.studio.tables.meetings.get({ meetingId: other.meetingId }))?.hostUserId).toBeNull();
  });

  test("an organizer's token is no invite", async () => {
    const organizer = await rig.organizer();
    const { meetingId } = await organizer.createMeeting();
    expect(await join(meetingId, { invite: organizer.token, name: 'Hanna' })).toMatchObject({ status: 403 });
  });
});

describe('deleting', () => {
  test('removes every row and object, ends the sockets, and is gone for everyone', async () => {
    const before = await rig.studio.stats.read();
    const room = await recordedRoom(rig);
    const { organizer, meetingId, sessionId, hostClient, guestClient, hostSocket } = room;
    const track = { roomId: meetingId, participantName: 'Hanna', sessionId };
    const { key } = await uploadSimple(hostClient, track, testWav(10_000));
    const open = await uploadParts(guestClient, { ...track, participantName: 'Gustav' }, [testWav(5 * 1024 * 1024)]);
    hostSocket.send('start-recording', { roomId: meetingId });
    await hostSocket.next('start-recording', (take) => take.sessionId !== sessionId);

    expect(await organizer.call('DELETE', `/api/meetings/${meetingId}`)).toMatchObject({
      status: 200,
      body: { success: true },
    });
    expect(await hostSocket.nextError()).toMatchObject({ code: 'NOT_FOUND' });
    await hostSocket.disconnected();
    const { tables } = rig.studio;
    for (const name of ['recordings', 'takes', 'sessions'] as const) {
      expect((await tables[name].query({ partition: meetingId })).rows).toEqual([]);
    }
    expect((await tables.uploads.query({ index: 'MeetingIndex', partition: meetingId })).rows).toEqual([]);
    expect(await tables.meetings.get({ meetingId })).toBeUndefined();
    expect(await tables.recordingStates.get({ meetingId })).toBeUndefined();
    expect(await rig.adapters.objects.head(key)).toBeUndefined();
    expect(await rig.adapters.objects.head(`temp_uploads/${open.uploadId}_part1.wav`)).toBeUndefined();
    expect(await rig.adapters.objects.listParts(open)).toBeUndefined();
    expect(await organizer.call('DELETE', `/api/meetings/${meetingId}`)).toMatchObject({ status: 404 });
    expect(await hostClient.get(`/api/meetings/${meetingId}`)).toMatchObject({ status: 404 });
    expect(await rig.studio.stats.read()).toEqual(before);
  });

  test('one that was cut off half-way is over for everyone, and finished by deleting again', async () => {
    const { organizer, meetingId, host } = await rig.meeting();
    const { tables } = rig.studio;
    const deleteMeeting = tables.meetings.delete.bind(tables.meetings);
    tables.meetings.delete = () => Promise.reject(new Error('the process is gone'));
    const failed = await organizer.call('DELETE', `/api/meetings/${meetingId}`);
    tables.meetings.delete = deleteMeeting;
    expect(failed).toMatchObject({ status: 500, body: { error: 'Internal server error', code: 'INTERNAL_ERROR' } });
    expect(await organizer.get(`/api/meetings/${meetingId}`)).toMatchObject({ status: 404 });
    expect(await rig.client(host.token).get(`/api/recordings/${meetingId}`)).toMatchObject({ status: 404 });
    expect(
      (await organizer.get<{ meetings: { meetingId: string }[] }>('/api/meetings')).body.meetings,
    ).not.toContainEqual(expect.objectContaining({ meetingId }));
    expect(await organizer.call('DELETE', `/api/meetings/${meetingId}`)).toMatchObject({ status: 200 });
    expect(await tables.meetings.get({ meetingId })).toBeUndefined();
  });
});
