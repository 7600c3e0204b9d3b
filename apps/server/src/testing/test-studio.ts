import { randomUUID } from 'node:crypto';
import { LIMITS, type InitiateAnswer, type Role } from '@audio-studio/contract';
import { ManualClock } from '@audio-studio/flow';
import { FakeObjectStore, FakeQueues, FakeTables } from '@audio-studio/ports/testing';
import type { ParticipantPrincipal } from '../auth/principal.ts';
import { createLogger } from '../log.ts';
import { createStudio } from '../studio/studio.ts';
import { RecordedGateway } from './recorded-gateway.ts';
import { TEST_SECRET } from './test-rig.ts';

/** The Studio's services on fakes and a clock that stands still: no sockets, no HTTP, nothing by itself. */
export function testStudio() {
  const clock = new ManualClock();
  const tables = new FakeTables();
  const objects = new FakeObjectStore(clock);
  const queues = new FakeQueues(clock);
  const gateway = new RecordedGateway();
  /** One more process on the same data. */
  const open = () =>
    createStudio({
      tables,
      objects,
      queues,
      gateway,
      clock,
      jwtSecret: TEST_SECRET,
      publicUrl: 'http://localhost',
      salvageAfterMs: LIMITS.SALVAGE_AFTER_MS,
      log: createLogger('silent'),
    });
  return { clock, objects, queues, gateway, open, studio: open() };
}

export type TestStudio = ReturnType<typeof testStudio>;

/** A take of `lengthMs` that has been stopped (unless it still runs), and the two people who were in it. */
export async function recordedTake({ studio, clock }: TestStudio, lengthMs: number, { stopped = true } = {}) {
  const created = await studio.meetings.create({ kind: 'organizer', organizerId: 'alice' }, { title: 'A talk' });
  const { meetingId } = created;
  const ids = { hostUserId: randomUUID(), guestUserId: randomUUID() };
  const meeting = (await studio.tables.meetings.update({ meetingId }, { set: ids }))!;
  const startedAtMs = clock.nowMs();
  const { sessionId } = await studio.takes.start(meeting, { socketId: 'socket', userId: ids.hostUserId });
  await clock.advance(lengthMs);
  if (stopped) await studio.takes.stop(meeting);
  const person = (role: Role): ParticipantPrincipal => ({
    kind: 'participant',
    meetingId,
    role,
    userId: role === 'host' ? ids.hostUserId : ids.guestUserId,
  });
  return { meeting, meetingId, sessionId, startedAtMs, host: person('host'), guest: person('guest') };
}

export interface SentParts {
  sessionId: string;
  chunks: readonly Uint8Array[];
  startedAtMs?: number;
  /** Numbers of the parts that arrive; default: all. */
  arriving?: readonly number[];
  withCopy?: boolean;
}

/** Begins an upload and lets parts of it arrive; answers what a client knows then. */
export async function sendParts(
  { studio, objects }: TestStudio,
  by: ParticipantPrincipal,
  { sessionId, chunks, startedAtMs, arriving, withCopy = true }: SentParts,
) {
  const request = {
    roomId: by.meetingId,
    participantName: by.role,
    sessionId,
    contentType: 'audio/wav' as const,
    fileSize: 1,
    startedAtMs,
  };
  const answer: InitiateAnswer = await studio.multipartUploads.initiate(by, request);
  const { key, uploadId } = answer;
  const { tempKey } = await studio.multipartUploads.signPartOneCopy(by, uploadId);
  if (withCopy) await objects.put(tempKey, chunks[0]!, { contentType: 'audio/wav' });
  const parts = [];
  for (const [index, chunk] of chunks.entries()) {
    const PartNumber = index + 1;
    if (arriving !== undefined && !arriving.includes(PartNumber)) continue;
    parts.push({ PartNumber, ETag: await objects.uploadPart({ key, uploadId }, PartNumber, chunk) });
  }
  return { key, uploadId, tempKey, parts, roomId: by.meetingId, sessionId };
}
