import { LIMITS, tempPartKey, type ProcessSessionMessage } from '@audio-studio/contract';
import { PROCESSING_QUEUE, readBytes } from '@audio-studio/ports';
import { describe, expect, test } from 'vitest';
import { failAfter } from '../testing/failing-port.ts';
import { recordedTake, sendParts, testStudio, type TestStudio } from '../testing/test-studio.ts';
import { testLedger } from '../testing/test-ledger.ts';
import { streamedParts, testWav } from '../testing/test-wav.ts';

const PART_BYTES = LIMITS.MIN_PART_SIZE;
const GONE_MS = LIMITS.SALVAGE_AFTER_MS;
const WEEK_MS = 7 * 24 * 3600 * 1000;

const rowsOf = async ({ studio }: TestStudio, meetingId: string) =>
  (await studio.tables.recordings.query({ partition: meetingId })).rows;
const stored = async ({ objects }: TestStudio, key: string) => {
  const object = await objects.get(key);
  return object === undefined ? undefined : Buffer.from(await readBytes(object));
};

async function handedOver({ queues }: TestStudio): Promise<ProcessSessionMessage[]> {
  const ending = new AbortController();
  const messages: ProcessSessionMessage[] = [];
  const consuming = queues
    .open(PROCESSING_QUEUE)
    .consume(async (message) => void messages.push(message), { signal: ending.signal });
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  ending.abort();
  await consuming;
  return messages;
}

/** A guest whose track is whole and a host who has vanished with `sizes` bytes of parts sent. */
async function vanishedHost(subject: TestStudio, { sizes = [PART_BYTES, 100_000], arriving = [1, 2] } = {}) {
  const take = await recordedTake(subject, 120_000);
  const { sessionId, startedAtMs } = take;
  const guest = await sendParts(subject, take.guest, { sessionId, chunks: streamedParts(PART_BYTES).chunks });
  await subject.studio.multipartUploads.complete(take.guest, guest);
  const { chunks, finished } = streamedParts(...sizes);
  const host = await sendParts(subject, take.host, { sessionId, chunks, startedAtMs: startedAtMs + 250, arriving });
  return { ...take, hostUpload: host, guestUpload: guest, chunks, finished };
}

describe('a track whose owner is gone', () => {
  test('UP-8 is completed from what arrived, says what is missing, and goes on to processing', async () => {
    const subject = testStudio();
    const { meetingId, sessionId, startedAtMs, hostUpload, guestUpload, finished } = await vanishedHost(subject);
    await subject.clock.advance(GONE_MS - 1);
    expect(await subject.studio.salvage.run()).toBe(0);
    expect(await stored(subject, hostUpload.key)).toBeUndefined();

    await subject.clock.advance(1);
    expect(await subject.studio.salvage.run()).toBe(1);
    expect(Buffer.compare((await stored(subject, hostUpload.key))!, finished)).toBe(0);
    const frames = (PART_BYTES + 100_000 - 44) / 2;
    const row = (await rowsOf(subject, meetingId)).find(({ role }) => role === 'host');
    expect(row).toMatchObject({
      status: 'completed',
      salvaged: true,
      sizeBytes: finished.byteLength,
      disagreements: [],
      ledger: {
        capturePath: 'unknown',
        framesWritten: frames,
        fileBytes: finished.byteLength,
        clockPairs: [{ frame: 0, serverTimeMs: startedAtMs + 250 }],
        wallClockSeconds: 119.75,
        gaps: [{ frame: frames, frames: 119.75 * 48_000 - frames, reason: 'salvage' }],
      },
    });
    expect(subject.gateway.sent).toContainEqual({
      meetingId,
      event: 'recordings-updated',
      payload: { meetingId, sessionId },
    });
    expect(await subject.objects.head(tempPartKey(hostUpload.uploadId))).toBeUndefined();
    expect(await handedOver(subject)).toMatchObject([
      { sessionId, hostKey: hostUpload.key, guestKey: guestUpload.key, hostStartedAtMs: startedAtMs + 250 },
    ]);
    expect(await subject.studio.tables.takes.get({ meetingId, sessionId })).toMatchObject({ state: 'processing' });
    expect(await subject.studio.salvage.run()).toBe(0);
  });

  test.each([
    ['a missing part', { sizes: [PART_BYTES, PART_BYTES, 9_000], arriving: [1, 3] }, PART_BYTES],
    [
      'a part too small to be joined on',
      { sizes: [PART_BYTES, 9_000, PART_BYTES], arriving: [1, 2, 3] },
      PART_BYTES + 9_000,
    ],
  ])('is kept up to %s', async (_, what, sizeBytes) => {
    const subject = testStudio();
    const { meetingId, hostUpload } = await vanishedHost(subject, what);
    await subject.clock.advance(GONE_MS);
    await subject.studio.salvage.run();
    expect((await stored(subject, hostUpload.key))?.byteLength).toBe(sizeBytes);
    expect((await rowsOf(subject, meetingId)).find(({ role }) => role === 'host')).toMatchObject({ sizeBytes });
  });

  test('waits when nothing of it arrived, or not its header, and loses none of it', async () => {
    const subject = testStudio();
    const { meetingId, sessionId, host, guest } = await recordedTake(subject, 60_000);
    const { chunks } = streamedParts(PART_BYTES, 100_000);
    await sendParts(subject, host, { sessionId, chunks, arriving: [] });
    const headless = await sendParts(subject, guest, { sessionId, chunks, withCopy: false });
    await subject.clock.advance(2 * WEEK_MS);
    expect(await subject.studio.salvage.run()).toBe(0);
    expect(await subject.objects.listParts(headless)).toHaveLength(2);
    expect(await subject.studio.tables.takes.get({ meetingId, sessionId })).toMatchObject({ state: 'uploading' });
    expect(await handedOver(subject)).toEqual([]);
  });

  test('is one that came whole by one PUT and was never said to be complete', async () => {
    const subject = testStudio();
    const { meetingId, sessionId, host } = await recordedTake(subject, 1_000);
    const { key } = await subject.studio.uploads.issueUrl(host, {
      roomId: meetingId,
      participantName: 'Hanna',
      sessionId,
      contentType: 'audio/wav',
    });
    await subject.objects.put(key, testWav(96_044), { contentType: 'audio/wav' });
    await subject.clock.advance(GONE_MS);
    expect(await subject.studio.salvage.run()).toBe(1);
    expect(await rowsOf(subject, meetingId)).toMatchObject([
      { salvaged: true, sizeBytes: 96_044, ledger: { gaps: [] } },
    ]);
  });

  test('is left alone while anything comes from them, and while no server was there to hear it', async () => {
    const subject = testStudio();
    const { meetingId, host, hostUpload } = await vanishedHost(subject);
    await subject.clock.advance(GONE_MS - 1);
    await subject.studio.presences.note(meetingId, host);
    await subject.clock.advance(GONE_MS - 1);
    expect(await subject.studio.salvage.run()).toBe(0);
    await subject.clock.advance(GONE_MS);
    const restarted = subject.open();
    await subject.clock.advance(GONE_MS - 1);
    expect(await restarted.salvage.run()).toBe(0);
    await subject.clock.advance(1);
    expect(await restarted.salvage.run()).toBe(1);
    expect(await stored(subject, hostUpload.key)).toBeDefined();
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'after their own call to complete was cut off after %i writes is finished, with their own account where it came',
    async (writes) => {
      const subject = testStudio();
      const { meetingId, sessionId, host, hostUpload, finished } = await vanishedHost(subject);
      const { tables } = subject.studio;
      const frames = (finished.byteLength - 44) / 2;
      const account = testLedger(0, 1_000);
      const ledger = { ...account, fileBytes: finished.byteLength, framesDelivered: frames, framesWritten: frames };
      const heal = failAfter(writes, [
        [subject.objects, ['put', 'uploadPart', 'completeMultipart', 'delete']],
        [tables.recordings, ['putIfAbsent', 'update']],
        [tables.takes, ['update']],
        [tables.uploads, ['update']],
      ]);
      await expect(subject.studio.multipartUploads.complete(host, { ...hostUpload, ledger })).rejects.toThrow('gone');
      heal();
      await subject.clock.advance(GONE_MS);
      expect(await subject.studio.salvage.run()).toBe(1);
      const row = (await rowsOf(subject, meetingId)).find(({ role }) => role === 'host');
      const isTold = writes >= 3;
      expect(row).toMatchObject({ status: 'completed', sizeBytes: finished.byteLength, salvaged: !isTold });
      expect(row?.ledger?.capturePath).toBe(isTold ? 'audio-worklet' : 'unknown');
      expect(await subject.objects.head(hostUpload.tempKey)).toBeUndefined();
      expect(await tables.takes.get({ meetingId, sessionId })).toMatchObject({ state: 'processing', revision: 0 });
      expect(await subject.studio.salvage.run()).toBe(0);
    },
  );

  test('ends the take nobody is left to stop, without inventing what is missing', async () => {
    const subject = testStudio();
    const { meetingId, sessionId, host } = await recordedTake(subject, 60_000, { stopped: false });
    await sendParts(subject, host, { sessionId, chunks: streamedParts(PART_BYTES).chunks });
    await subject.clock.advance(GONE_MS);
    expect(await subject.studio.salvage.run()).toBe(1);
    expect(await subject.studio.takes.state(meetingId)).toMatchObject({ isRecording: false });
    expect(await subject.studio.tables.takes.get({ meetingId, sessionId })).toMatchObject({ state: 'uploading' });
    expect(await rowsOf(subject, meetingId)).toMatchObject([{ salvaged: true, ledger: { gaps: [] } }]);
  });
});

describe('an owner who comes back', () => {
  test('UP-9 TAKE-6 with the rest has the whole track processed in place of the salvaged one', async () => {
    const subject = testStudio();
    const { meetingId, sessionId, host, hostUpload } = await vanishedHost(subject);
    await subject.clock.advance(GONE_MS);
    await subject.studio.salvage.run();
    const more = [...hostUpload.parts, { PartNumber: 3, ETag: '"x"' }];
    await expect(subject.studio.multipartUploads.complete(host, { ...hostUpload, parts: more })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(subject.studio.multipartUploads.listParts(host, hostUpload)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });

    const { chunks, finished } = streamedParts(PART_BYTES, PART_BYTES, 100_000);
    const whole = await sendParts(subject, host, { sessionId, chunks });
    const answer = await subject.studio.multipartUploads.complete(host, whole);
    expect(Buffer.compare((await stored(subject, whole.key))!, finished)).toBe(0);
    expect((await stored(subject, hostUpload.key))?.byteLength).toBe(PART_BYTES + 100_000);
    const messages = await handedOver(subject);
    expect(messages.map(({ hostKey, revision }) => [hostKey, revision])).toEqual([
      [hostUpload.key, undefined],
      [whole.key, 1],
    ]);
    expect(await subject.studio.tables.takes.get({ meetingId, sessionId })).toMatchObject({
      state: 'processing',
      hostRecordingId: answer.recordingId,
      revision: 1,
      result: null,
    });
  });

  test('UP-9 with nothing more finds the track complete, and their own account takes the place of ours', async () => {
    const subject = testStudio();
    const { meetingId, host, hostUpload, finished } = await vanishedHost(subject);
    await subject.clock.advance(GONE_MS);
    await subject.studio.salvage.run();
    const ledger = {
      capturePath: 'audio-worklet' as const,
      sourceRateHz: 48_000,
      framesDelivered: (finished.byteLength - 44) / 2,
      framesWritten: (finished.byteLength - 44) / 2,
      fileBytes: finished.byteLength,
      clockPairs: [],
      wallClockSeconds: 55,
    };
    const answer = await subject.studio.multipartUploads.complete(host, { ...hostUpload, ledger });
    expect(answer).toMatchObject({ sizeBytes: finished.byteLength });
    const row = (await rowsOf(subject, meetingId)).find(({ role }) => role === 'host');
    expect(row).toMatchObject({ salvaged: false, ledger: { capturePath: 'audio-worklet', wallClockSeconds: 55 } });
    expect(await handedOver(subject)).toHaveLength(1);
  });

  test('whose account is of a longer file is told to begin anew, and nothing is changed', async () => {
    const subject = testStudio();
    const { meetingId, host, hostUpload, finished } = await vanishedHost(subject);
    await subject.clock.advance(GONE_MS);
    await subject.studio.salvage.run();
    const before = await rowsOf(subject, meetingId);
    const ledger = { ...before.find(({ role }) => role === 'host')!.ledger!, fileBytes: finished.byteLength + 2 };
    await expect(subject.studio.multipartUploads.complete(host, { ...hostUpload, ledger })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await rowsOf(subject, meetingId)).toEqual(before);
  });

  test('while salvaging had only begun completes all of it', async () => {
    const subject = testStudio();
    const { host, hostUpload, finished } = await vanishedHost(subject);
    await subject.clock.advance(GONE_MS);
    const heal = failAfter(0, [[subject.objects, ['uploadPart']]]);
    expect(await subject.studio.salvage.run()).toBe(0);
    heal();
    const answer = await subject.studio.multipartUploads.complete(host, hostUpload);
    expect(answer.sizeBytes).toBe(finished.byteLength);
  });
});

describe('several processes', () => {
  test('at once make one track and hand it over once', async () => {
    const subject = testStudio();
    const other = subject.open();
    const { meetingId, hostUpload, finished } = await vanishedHost(subject);
    await subject.clock.advance(GONE_MS);
    const made = await Promise.all([subject.studio.salvage.run(), other.salvage.run()]);
    expect(made[0] + made[1]).toBe(1);
    expect(Buffer.compare((await stored(subject, hostUpload.key))!, finished)).toBe(0);
    expect(await rowsOf(subject, meetingId)).toHaveLength(2);
    expect(await handedOver(subject)).toHaveLength(1);
  });

  const WRITES = 11;
  test.each(Array.from({ length: WRITES + 1 }, (_, writes) => [writes]))(
    'of which one dies after %i writes: another finishes what it left',
    async (writes) => {
      const subject = testStudio();
      const other = subject.open();
      const { meetingId, sessionId, hostUpload, finished } = await vanishedHost(subject);
      await subject.clock.advance(GONE_MS);
      const { tables } = subject.studio;
      const heal = failAfter(writes, [
        [subject.objects, ['put', 'uploadPart', 'completeMultipart', 'delete']],
        [tables.recordings, ['putIfAbsent', 'update']],
        [tables.takes, ['update']],
        [tables.uploads, ['update']],
      ]);
      expect(await subject.studio.salvage.run()).toBe(writes < WRITES ? 0 : 1);
      heal();
      // While that one may still be at it, the other waits; if it got as far as taking it on.
      expect(await other.salvage.run()).toBe(writes === 0 ? 1 : 0);
      await subject.clock.advance(4 * 60_000);
      await other.salvage.run();
      expect(Buffer.compare((await stored(subject, hostUpload.key))!, finished)).toBe(0);
      expect((await rowsOf(subject, meetingId)).map(({ status }) => status)).toEqual(['completed', 'completed']);
      expect((await rowsOf(subject, meetingId)).find(({ role }) => role === 'host')).toMatchObject({ salvaged: true });
      expect(await tables.takes.get({ meetingId, sessionId })).toMatchObject({ state: 'processing', revision: 0 });
      expect(await handedOver(subject)).toHaveLength(1);
    },
  );
});

describe('sweeping', () => {
  const uploadsOf = async ({ studio }: TestStudio, meetingId: string) =>
    (await studio.tables.uploads.query({ index: 'MeetingIndex', partition: meetingId })).rows;

  test('UP-10 drops after a week what nothing ever came of, with its rows; not what has one part or a header', async () => {
    const subject = testStudio();
    const { meetingId, sessionId, host, guest } = await recordedTake(subject, 60_000);
    const { chunks } = streamedParts(PART_BYTES);
    const empty = await sendParts(subject, host, { sessionId, chunks, arriving: [], withCopy: false });
    const header = await sendParts(subject, guest, { sessionId, chunks, arriving: [] });
    await subject.clock.advance(WEEK_MS - 1);
    await subject.studio.salvage.run();
    expect(await uploadsOf(subject, meetingId)).toHaveLength(2);
    await subject.clock.advance(GONE_MS);
    await subject.studio.salvage.run();
    expect((await uploadsOf(subject, meetingId)).map(({ uploadId }) => uploadId)).toEqual([header.uploadId]);
    expect(await subject.objects.listParts(empty)).toBeUndefined();
    expect(await subject.objects.head(tempPartKey(header.uploadId))).toBeDefined();
    expect(await rowsOf(subject, meetingId)).toMatchObject([{ uploadId: header.uploadId }]);
  });

  test('drops an upload that was begun while its meeting was being deleted', async () => {
    const subject = testStudio();
    const { meetingId, sessionId, host } = await recordedTake(subject, 60_000);
    const upload = await sendParts(subject, host, { sessionId, chunks: streamedParts(PART_BYTES).chunks });
    await subject.studio.tables.meetings.delete({ meetingId });
    await subject.clock.advance(GONE_MS);
    expect(await subject.studio.salvage.run()).toBe(0);
    expect(await uploadsOf(subject, meetingId)).toEqual([]);
    expect(await subject.objects.listParts(upload)).toBeUndefined();
    expect(subject.objects.keys()).toEqual([]);
    expect(await rowsOf(subject, meetingId)).toEqual([]);
  });
});
