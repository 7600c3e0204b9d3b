import { CHECKSUM_HEADER, LIMITS, ROUTES, type TrackLedger } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeUploadServer } from '../testing/fake-upload-server.ts';
import { UploadApi } from './upload-api.ts';
import type { UploadDeps, UploadJob } from './upload-context.ts';
import type { UploadStateRow } from './upload-state.ts';
import { uploadTake } from './upload-take.ts';

const MB = 1024 * 1024;
const PART_PUT = /^store:part\//;
const MEETING = '7b0c2f0e-58c8-4b2e-9d5a-0d2f3f1f6a01';
const TAKE = '0f4be5e6-38f5-4f7c-8f5d-6a8d5c1e9b02';

/** Sleeps take no time but are written down. */
class InstantClock implements Clock {
  readonly sleepsMs: number[] = [];
  nowMs = () => 1_700_000_000_000;
  monotonicMs = () => 0;
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    this.sleepsMs.push(delayMs);
    return signal?.aborted === true ? Promise.reject(signal.reason as Error) : Promise.resolve();
  }
}

const ledger: TrackLedger = {
  capturePath: 'track-processor',
  sourceRateHz: 48_000,
  framesDelivered: 10,
  framesWritten: 10,
  fileBytes: 64,
  clockPairs: Array.from({ length: 4000 }, (_, i) => ({ frame: i * 48_000, serverTimeMs: i * 1000 })),
  wallClockSeconds: 1,
};

let server: FakeUploadServer;
let clock: InstantClock;
let states: Map<string, UploadStateRow>;
let sent: number[];
let troubles: string[];
let tokens: boolean[];
let reads: number[];

beforeEach(() => {
  server = new FakeUploadServer();
  clock = new InstantClock();
  states = new Map();
  sent = [];
  troubles = [];
  tokens = [];
  reads = [];
});

function jobOf(sizeBytes: number): UploadJob & { bytes: Uint8Array<ArrayBuffer> } {
  const bytes = new Uint8Array(sizeBytes);
  for (let i = 0; i < sizeBytes; i += 997) bytes[i] = i % 251;
  return {
    bytes,
    takeKey: 'take',
    owner: { roomId: MEETING, participantName: 'Ada', sessionId: TAKE },
    ledger,
    file: {
      sizeBytes,
      read: (offset, length) => {
        reads.push(length);
        return bytes.slice(offset, offset + length);
      },
      toBlob: () => Promise.resolve(new Blob([bytes])),
    },
  };
}

function deps(overrides: Partial<UploadDeps> = {}): UploadDeps {
  return {
    api: new UploadApi({
      apiBase: '',
      fetch: server.fetch,
      nowMs: clock.nowMs,
      getToken: (refresh) => {
        tokens.push(refresh);
        return Promise.resolve(refresh ? server.token : 'good');
      },
    }),
    fetch: server.fetch,
    clock,
    states: {
      get: (takeKey) => Promise.resolve(structuredClone(states.get(takeKey))),
      put: (row) => Promise.resolve(void states.set('take', structuredClone(row))),
      delete: (takeKey) => Promise.resolve(void states.delete(takeKey)),
    },
    whenOnline: () => Promise.resolve(),
    onTrouble: (fault) => void (fault !== undefined && troubles.push(fault.kind)),
    onBytesSent: (bytes) => sent.push(bytes),
    policy: { attempts: 6, baseDelayMs: 100, maxDelayMs: 1000 },
    ...overrides,
  };
}

const upload = (job: UploadJob, overrides?: Partial<UploadDeps>, signal = new AbortController().signal) =>
  uploadTake(job, deps(overrides), signal);

/** Byte by byte here: a matcher would take minutes over so many. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** The one object the server ended up with is the file, byte for byte. */
function expectStored(bytes: Uint8Array): void {
  const recording = server.recordings.at(-1)!;
  expect(isSame(server.objects.get(recording.filePath!)!, bytes)).toBe(true);
}

describe('uploadTake, one PUT', () => {
  it('sends a file of up to 10 MB whole and hears its size confirmed', async () => {
    const job = jobOf(LIMITS.UPLOAD_PART_SIZE);
    const answer = await upload(job);
    expect(answer).toMatchObject({ success: true, sizeBytes: LIMITS.UPLOAD_PART_SIZE });
    expectStored(job.bytes);
    expect(server.count(ROUTES.multipartInitiate)).toBe(0);
    const put = server.requests.find((request) => request.method === 'PUT')!;
    expect(put.headers.get('Content-Type')).toBe('audio/wav');
    expect(put.headers.get('Authorization')).toBeNull();
    expect(sent.at(-1)).toBe(LIMITS.UPLOAD_PART_SIZE);
  });

  it.each([
    ['500', () => new Response(null, { status: 500 }), 'server'],
    ['503', () => new Response(null, { status: 503 }), 'server'],
    ['an expired URL', () => new Response(null, { status: 403 }), 'expired'],
    ['a reset', () => 'reset' as const, 'network'],
    ['a reset after the bytes', () => 'reset-after' as const, 'network'],
  ])('survives %s from the store, each time with a new URL', async (_, outcome, kind) => {
    server.failTimes(/^store:/, 2, outcome);
    const job = jobOf(1 * MB);
    await upload(job);
    expectStored(job.bytes);
    expect(server.count(ROUTES.uploadUrl)).toBe(3);
    expect(troubles).toEqual([kind, kind]);
  });

  it('waits as long as 429 asks for', async () => {
    const busy = { status: 429, headers: { 'Retry-After': '7' } };
    server.failTimes(ROUTES.uploadUrl, 1, () => Response.json({ error: 'x', code: 'RATE_LIMIT_EXCEEDED' }, busy));
    await upload(jobOf(1 * MB));
    expect(clock.sleepsMs[0]).toBe(7000);
  });

  it('renews a refused token once, then gives up', async () => {
    server.token = 'newer';
    await expect(upload(jobOf(1 * MB))).resolves.toBeDefined();
    expect(tokens.slice(0, 2)).toEqual([false, true]);
    server.token = 'good';
    const refused = deps();
    server.fault = (request) =>
      request.target.startsWith('/api')
        ? Response.json({ error: 'no', code: 'UNAUTHORIZED' }, { status: 401 })
        : undefined;
    await expect(uploadTake(jobOf(1 * MB), refused, new AbortController().signal)).rejects.toMatchObject({
      kind: 'unauthorized',
    });
  });

  it('is not fooled by a page with status 200 that is no answer', async () => {
    server.failTimes(ROUTES.uploadUrl, 1, () => new Response('<html>', { status: 200 }));
    const job = jobOf(1 * MB);
    await upload(job);
    expectStored(job.bytes);
    expect(troubles).toEqual(['server']);
  });

  it('gives up on a store that refuses every fresh URL, and on a final no', async () => {
    server.failTimes(/^store:/, 99, () => new Response(null, { status: 403 }));
    await expect(upload(jobOf(1 * MB))).rejects.toMatchObject({ kind: 'rejected' });
    expect(server.count(/^store:/)).toBe(3);
    server.fault = () => Response.json({ error: 'no', code: 'FORBIDDEN' }, { status: 403 });
    await expect(upload(jobOf(1 * MB))).rejects.toMatchObject({ kind: 'rejected', cause: { code: 'FORBIDDEN' } });
  });

  it('waits for the network before it tries', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const running = upload(jobOf(1 * MB), { whenOnline: () => promise });
    await Promise.resolve();
    expect(server.requests).toEqual([]);
    resolve();
    await running;
  });
});

describe('uploadTake, one PUT, held to its checksum', () => {
  it('finds a flipped bit and sends the file again', async () => {
    server.knowsChecksums = true;
    let flips = 1;
    server.damages = () => flips-- > 0;
    const job = jobOf(1 * MB);
    await upload(job);
    expectStored(job.bytes);
    expect(troubles).toEqual(['bad-digest']);
  });

  it('names no checksum to a store that was not signed for one', async () => {
    const job = jobOf(1 * MB);
    await upload(job);
    const put = server.requests.find((request) => request.method === 'PUT')!;
    expect(put.headers.get(CHECKSUM_HEADER)).toBeNull();
  });

  it('never calls a track confirmed whose checksum the server names otherwise', async () => {
    server.fault = ({ target }) =>
      target === ROUTES.uploadComplete
        ? Response.json({ success: true, sizeBytes: 1 * MB, sha256: 'A'.repeat(43) + '=' })
        : undefined;
    await expect(upload(jobOf(1 * MB))).rejects.toMatchObject({ kind: 'content-mismatch' });
  });
});

describe('uploadTake, in parts', () => {
  it('sends parts of 10 MB, three at a time, part 1 also to its temporary key', async () => {
    let inFlight = 0;
    let most = 0;
    const { promise: areThree, resolve } = Promise.withResolvers<void>();
    const fetch: typeof server.fetch = async (input, init) => {
      const isPart = typeof input === 'string' && input.includes('/part/');
      if (isPart) most = Math.max(most, ++inFlight);
      if (inFlight === LIMITS.UPLOAD_CONCURRENCY) resolve();
      if (isPart) await areThree;
      const response = await server.fetch(input, init);
      if (isPart) inFlight -= 1;
      return response;
    };
    const job = jobOf(52 * MB);
    await upload(job, { fetch });
    expectStored(job.bytes);
    expect(most).toBe(LIMITS.UPLOAD_CONCURRENCY);
    expect(server.count(PART_PUT)).toBe(6);
    const temp = [...server.objects].find(([key]) => key.startsWith('temp/'))![1];
    expect(isSame(temp, job.bytes.subarray(0, LIMITS.UPLOAD_PART_SIZE))).toBe(true);
    expect(Math.max(...reads)).toBe(LIMITS.UPLOAD_PART_SIZE);
    expect(sent).toEqual([...sent].sort((a, b) => a - b));
    expect(sent.at(-1)).toBe(52 * MB);
    expect(states.size).toBe(0);
  });

  it('sends a ledger no longer than a thousand pairs, first and last kept', async () => {
    await upload(jobOf(11 * MB));
    const complete = server.requests.find((request) => request.target === ROUTES.multipartComplete)!;
    const { clockPairs } = (complete.body as { ledger: TrackLedger }).ledger;
    expect(clockPairs).toHaveLength(1000);
    expect(clockPairs[0]).toEqual(ledger.clockPairs[0]);
    expect(clockPairs.at(-1)).toEqual(ledger.clockPairs.at(-1));
  });

  it.each([
    ['500', () => new Response(null, { status: 500 })],
    ['503', () => new Response(null, { status: 503 })],
    ['an expired URL', () => new Response(null, { status: 403 })],
    ['429', () => new Response(null, { status: 429, headers: { 'Retry-After': '1' } })],
    ['a reset', () => 'reset' as const],
    ['a reset after the bytes', () => 'reset-after' as const],
  ])('survives %s on any request', async (_, outcome) => {
    for (const target of [
      ROUTES.multipartInitiate,
      ROUTES.multipartPartOne,
      ROUTES.multipartPartUrl,
      /^store:temp/,
      PART_PUT,
    ] as const) {
      // An API that answers 403 says no for good; only the store means an expired URL by it.
      const answer = outcome();
      if (answer instanceof Response && answer.status === 403 && typeof target === 'string') continue;
      server.failTimes(target, 2, outcome);
    }
    const job = jobOf(31 * MB);
    await upload(job);
    expectStored(job.bytes);
    expect(server.recordings).toHaveLength(1);
  });

  it('asks the server for an ETag that the store does not show', async () => {
    server.hidesEtag = true;
    const job = jobOf(21 * MB);
    await upload(job);
    expectStored(job.bytes);
    expect(server.count(PART_PUT)).toBe(3);
  });

  it('sends a part again that has no ETag anywhere', async () => {
    server.failTimes(PART_PUT, 1, () => new Response(null, { status: 200 }));
    const job = jobOf(21 * MB);
    await upload(job);
    expectStored(job.bytes);
    expect(troubles).toEqual(['no-etag']);
  });

  it('goes on after a reload with the parts the server has, not those it says it had', async () => {
    const job = jobOf(45 * MB);
    const controller = new AbortController();
    const abortAtThird: UploadDeps['onBytesSent'] = (bytes) => void (bytes >= 30 * MB && controller.abort());
    await expect(upload(job, { onBytesSent: abortAtThird }, controller.signal)).rejects.toBeDefined();
    const [uploadId, state] = [...server.uploads][0]!;
    expect(states.get('take')).toMatchObject({ uploadId, blobSize: 45 * MB, totalParts: 5, headerCopied: true });
    const before = server.count(PART_PUT);
    state.parts.delete(2);
    const missing = 5 - state.parts.size;

    await upload(job);
    expectStored(job.bytes);
    expect(server.count(PART_PUT) - before).toBe(missing);
    expect(server.count(ROUTES.multipartInitiate)).toBe(1);
  });

  it('starts over when the server does not know the upload any more', async () => {
    const job = jobOf(21 * MB);
    states.set('take', {
      sessionKey: 'upload:take',
      uploadId: 'gone',
      key: 'recordings/gone.wav',
      totalParts: 3,
      completedParts: [],
      headerCopied: true,
      blobSize: 21 * MB,
      createdAt: 0,
    });
    await upload(job);
    expectStored(job.bytes);
    expect(server.count(ROUTES.multipartInitiate)).toBe(1);
  });

  it('starts over when the upload vanishes half way', async () => {
    let lost = false;
    server.fault = ({ target }) => {
      if (lost || !target.endsWith('/3')) return undefined;
      lost = true;
      server.uploads.clear();
      return undefined;
    };
    const job = jobOf(31 * MB);
    await upload(job);
    expectStored(job.bytes);
    expect(server.count(ROUTES.multipartInitiate)).toBe(2);
  });

  it('goes on with a file that has grown since: whole parts stay, a shorter last one is sent again', async () => {
    const whole = jobOf(38 * MB);
    const begun = jobOf(25 * MB);
    begun.bytes.set(whole.bytes.subarray(0, 25 * MB));
    server.failTimes(ROUTES.multipartComplete, 1, () => Response.json({}, { status: 500 }));
    const failing = { policy: { attempts: 1, baseDelayMs: 1, maxDelayMs: 1 } };
    await expect(upload(begun, failing)).rejects.toBeDefined();
    expect(server.count(PART_PUT)).toBe(3);

    await upload(whole);
    expectStored(whole.bytes);
    expect(server.count(PART_PUT)).toBe(3 + 2);
    expect(server.count(ROUTES.multipartInitiate)).toBe(1);
  });

  it('does not go on with a file that is shorter than what was sent', async () => {
    const controller = new AbortController();
    const stop: UploadDeps['onBytesSent'] = (bytes) => void (bytes > 0 && controller.abort());
    await expect(upload(jobOf(26 * MB), { onBytesSent: stop }, controller.signal)).rejects.toBeDefined();
    const job = jobOf(25 * MB);
    await upload(job);
    expectStored(job.bytes);
    expect(server.uploads.size).toBe(0);
  });

  it.each([
    ['part', PART_PUT],
    ['copy of part 1', /^store:temp/],
  ])('finds a bit that flipped in a %s on its way and sends it again', async (_, target) => {
    server.knowsChecksums = true;
    let flips = 2;
    server.damages = (request) => target.test(request.target) && flips-- > 0;
    const job = jobOf(21 * MB);
    await upload(job);
    expectStored(job.bytes);
    const temp = [...server.objects].find(([key]) => key.startsWith('temp/'))![1];
    expect(isSame(temp, job.bytes.subarray(0, LIMITS.UPLOAD_PART_SIZE))).toBe(true);
    expect(troubles).toEqual(['bad-digest', 'bad-digest']);
    expect(server.count(/^store:/)).toBe(4 + 2);
  });

  it('reads a part anew for each try', async () => {
    server.knowsChecksums = true;
    const job = jobOf(21 * MB);
    server.failTimes(PART_PUT, 1, () => Response.json({ code: 'BadDigest' }, { status: 400 }));
    await upload(job);
    expectStored(job.bytes);
    expect(reads).toHaveLength(4 + 1);
  });

  it('falls back to one PUT when the store refuses parts', async () => {
    server.failTimes(PART_PUT, 99, () => new Response(null, { status: 411 }));
    const job = jobOf(21 * MB);
    await upload(job);
    expectStored(job.bytes);
    expect(server.count(ROUTES.multipartAbort)).toBe(1);
    expect(server.count(ROUTES.uploadUrl)).toBe(1);
  });

  it.each([11 * MB, 1 * MB])('finds a completion whose answer was lost (%d bytes)', async (size) => {
    const target = size > LIMITS.UPLOAD_PART_SIZE ? ROUTES.multipartComplete : ROUTES.uploadComplete;
    server.failTimes(target, 1, 'reset-after');
    const job = jobOf(size);
    const answer = await upload(job);
    expect(answer.sizeBytes).toBe(size);
    expectStored(job.bytes);
    expect(server.count(ROUTES.multipartInitiate)).toBeLessThanOrEqual(1);
    expect(server.count(PART_PUT)).toBeLessThanOrEqual(2);
  });

  it('finds a completion that an earlier page did not live to hear of', async () => {
    const job = jobOf(21 * MB);
    const controller = new AbortController();
    server.fault = ({ target }) => {
      if (target !== ROUTES.multipartComplete) return undefined;
      queueMicrotask(() => controller.abort());
      return 'reset-after';
    };
    await expect(upload(job, {}, controller.signal)).rejects.toBeDefined();
    server.fault = () => undefined;
    expect(states.size).toBe(1);
    await upload(job);
    expect(server.recordings).toHaveLength(1);
    expect(server.count(ROUTES.multipartInitiate)).toBe(1);
  });

  it('takes the size from the list where the completion does not say', async () => {
    server.omitsSize = true;
    await expect(upload(jobOf(11 * MB))).resolves.toMatchObject({ sizeBytes: 11 * MB });
  });

  it('never calls a track of another size confirmed', async () => {
    server.fault = ({ target }) =>
      target === ROUTES.multipartComplete ? Response.json({ success: true, sizeBytes: 11 * MB - 2 }) : undefined;
    await expect(upload(jobOf(11 * MB))).rejects.toMatchObject({ kind: 'size-mismatch' });
    server.fault = ({ target }) => (target === ROUTES.uploadComplete ? Response.json({ success: true }) : undefined);
    await expect(upload(jobOf(1 * MB))).rejects.toMatchObject({ kind: 'rejected' });
  });

  it('stops at once when aborted, keeping what it needs to go on', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    server.fault = ({ target }) => {
      if (PART_PUT.test(target)) controller.abort(reason);
      return undefined;
    };
    await expect(upload(jobOf(41 * MB), {}, controller.signal)).rejects.toBe(reason);
    expect(states.size).toBe(1);
    expect(server.recordings).toEqual([]);
  });
});
