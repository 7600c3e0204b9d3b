import { randomUUID } from 'node:crypto';
import { ManualClock } from '@audio-studio/flow';
import { FakeTables } from '@audio-studio/ports/testing';
import { expect, test, vi } from 'vitest';
import { memberId, type MemberPrincipal } from './meeting-access.ts';
import { Presences } from './presences.ts';
import { STUDIO_TABLES } from './tables.ts';

const GONE_AFTER_MS = 900_000;
const meetingId = randomUUID();
const guest: MemberPrincipal = { kind: 'participant', userId: randomUUID(), meetingId, role: 'guest' };

function setUp() {
  const clock = new ManualClock();
  const rows = new FakeTables().open(STUDIO_TABLES.presences);
  return { clock, rows, presences: new Presences(rows, clock, GONE_AFTER_MS) };
}

test('silence is counted from the last that came, for each member and meeting', async () => {
  const { clock, presences } = setUp();
  await clock.advance(60_000);
  await presences.note(meetingId, guest);
  await clock.advance(5_000);
  expect(await presences.silentForMs(meetingId, memberId(guest))).toBe(5_000);
  expect(await presences.silentForMs(randomUUID(), memberId(guest))).toBe(65_000);
  expect(await presences.silentForMs(meetingId, 'organizer:alice')).toBe(65_000);
});

test('frames that come all the time are written twice a minute', async () => {
  const { clock, rows, presences } = setUp();
  const put = vi.spyOn(rows, 'put');
  for (let second = 0; second < 61; second += 1) {
    await presences.note(meetingId, guest);
    await clock.advance(1_000);
  }
  expect(put).toHaveBeenCalledTimes(3);
});

test('frames are written often enough for a silence that is soon held against somebody', async () => {
  const { clock, rows } = setUp();
  const presences = new Presences(rows, clock, 6_000);
  await presences.note(meetingId, guest);
  await clock.advance(2_000);
  await presences.note(meetingId, guest);
  expect(await presences.silentForMs(meetingId, memberId(guest))).toBe(0);
});

test('what another process heard counts; the time before this one began does not', async () => {
  const { clock, rows, presences } = setUp();
  await presences.note(meetingId, guest);
  await clock.advance(3_600_000);
  const restarted = new Presences(rows, clock, GONE_AFTER_MS);
  await clock.advance(1_000);
  expect(await restarted.silentForMs(meetingId, memberId(guest))).toBe(1_000);
  await presences.note(meetingId, guest);
  expect(await restarted.silentForMs(meetingId, memberId(guest))).toBe(0);
});
