import { LIMITS, ROUTES, type TrackLedger } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeLiveFile } from '../testing/fake-live-file.ts';
import { FakeUploadServer } from '../testing/fake-upload-server.ts';
import { LinkPressureGate } from './link-pressure.ts';
import { uploadWhileRecording } from './live-upload.ts';
import { UploadApi } from './upload-api.ts';
import type { UploadDeps } from './upload-context.ts';
import type { UploadFaultKind } from './upload-fault.ts';
import type { UploadStateRow } from './upload-state.ts';
import { uploadTake } from './upload-take.ts';

const PART = LIMITS.UPLOAD_PART_SIZE;
const PART_PUT = /^store:part\//;
const HEADER_BYTES = 44;
const OWNER = {
  roomId: '7b0c2f0e-58c8-4b2e-9d5a-0d2f3f1f6a01',
  participantName: 'Ada',
  sessionId: '0f4be5e6-38f5-4f7c-8f5d-6a8d5c1e9b02',
};

const ledger: TrackLedger = {
  capturePath: 'track-processor',
  sourceRateHz: 48_000,
  framesDelivered: 10,
  framesWritten: 10,
  fileBytes: 64,
  clockPairs: [],
  wallClockSeconds: 1,
};

/** Sleeps end when the test says so, or at once. */
class HeldClock implements Clock {
  readonly sleeps: { delayMs: number; wake: () => void }[] = [];
  isHeld = false;
  #monotonicMs = 0;
  nowMs = () => 1_700_000_000_000;
  /** Whatever happens takes a second. */
  monotonicMs = () => (this.#monotonicMs += 1000);
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      this.sleeps.push({ delayMs, wake: resolve });
      if (!this.isHeld) setTimeout(resolve);
    });
  }
}

let server: FakeUploadServer;
let clock: HeldClock;
let states: Map<string, UploadStateRow>;
let file: FakeLiveFile;
let pressure: LinkPressureGate;
let sent: number[];
let troubles: UploadFaultKind[];

beforeEach(() => {
  server = new FakeUploadServer();
  server.knowsChecksums = true;
  clock = new HeldClock();
  states = new Map();
  file = new FakeLiveFile();
  pressure = new LinkPressureGate();
  sent = [];
  troubles = [];
});

function deps(): UploadDeps {
  return {
    api: new UploadApi({
      apiBase: '',
      fetch: server.fetch,
      nowMs: clock.nowMs,
      getToken: () => Promise.resolve('good'),
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
  };
}

function record(signal = new AbortController().signal): Promise<void> {
  return uploadWhileRecording({ takeKey: 'take', owner: OWNER, file }, deps(), pressure, signal);
}

/** What follows the end of a take: its header is written and the rest goes up. */
async function finish(): Promise<void> {
  file.bytes.set(new Uint8Array(HEADER_BYTES).fill(7));
  const job = { takeKey: 'take', owner: OWNER, ledger, file: file.finished };
  await uploadTake(job, deps(), new AbortController().signal);
}

const partsUp = () => [...server.uploads.values()].flatMap(({ parts }) => Array.from(parts.keys()));
const untilUp = (parts: number[]) => expect.poll(partsUp, { timeout: 5000 }).toEqual(parts);

/** The object is the file, but for the header, which the server writes. */
function expectStored(): void {
  const stored = server.objects.get(server.recordings.at(-1)!.filePath!)!;
  expect(stored.length).toBe(file.bytes.length);
  expect(stored.subarray(HEADER_BYTES).every((byte, i) => byte === file.bytes[HEADER_BYTES + i])).toBe(true);
}

describe('uploadWhileRecording', () => {
  it('sends each part as soon as it is whole, and leaves nothing but the tail for after the stop', async () => {
    const done = record();
    file.grow(PART);
    expect(server.requests).toEqual([]);
    file.grow(1);
    await untilUp([1]);
    expect(sent).toEqual([0, PART]);
    expect(states.get('take')).toMatchObject({ totalParts: 1, headerCopied: true });
    file.grow(PART);
    await untilUp([1, 2]);
    file.grow(PART / 2);
    file.grow(PART);
    await untilUp([1, 2, 3]);
    expect(sent).toEqual([0, PART, 2 * PART, 3 * PART]);
    file.grow(1000);
    file.end();
    await done;

    const before = server.count(/^store:/);
    await finish();
    expect(server.count(/^store:/) - before).toBe(1);
    expect(server.count(ROUTES.multipartInitiate)).toBe(1);
    expect(server.requests.find(({ target }) => target === ROUTES.multipartInitiate)!.body).toMatchObject({
      fileSize: PART + 1,
      sessionId: OWNER.sessionId,
    });
    expectStored();
  });

  it('sends one part at a time, and holds no more than one', async () => {
    file.grow(4 * PART + 1);
    let inFlight = 0;
    let most = 0;
    const counting = deps();
    counting.fetch = async (input, init) => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setTimeout(resolve));
      const response = await server.fetch(input, init);
      inFlight -= 1;
      return response;
    };
    const signal = new AbortController().signal;
    const done = uploadWhileRecording({ takeKey: 'take', owner: OWNER, file }, counting, pressure, signal);
    await untilUp([1, 2, 3, 4]);
    expect(most).toBe(1);
    expect(file.largestReadBytes).toBe(PART);
    file.end();
    await done;
  });

  it('leaves no trace of a take of one part, which goes in one PUT', async () => {
    file.grow(PART);
    const done = record();
    file.end();
    await done;
    expect(server.requests).toEqual([]);
    await finish();
    expect(server.count(ROUTES.uploadUrl)).toBe(1);
    expectStored();
  });

  it('goes on after a reload in the middle with what is up already', async () => {
    file.grow(2 * PART + 5);
    const page = new AbortController();
    const died = record(page.signal);
    await untilUp([1, 2]);
    await expect.poll(() => states.get('take')?.completedParts.length).toBe(2);
    page.abort(new Error('reload'));
    await expect(died).rejects.toThrow('reload');

    file.grow(PART);
    const done = record();
    await untilUp([1, 2, 3]);
    file.end();
    await done;
    await finish();
    expectStored();
    expect(server.count(ROUTES.multipartInitiate)).toBe(1);
    expect(server.count(PART_PUT)).toBe(3 + 1);
  });

  it('ends what is on its way when the take stops, and begins nothing more', async () => {
    file.grow(3 * PART);
    server.fault = ({ target }) => {
      if (PART_PUT.test(target)) file.end();
      return undefined;
    };
    await record();
    expect(partsUp()).toEqual([1]);
    expect(states.get('take')!.completedParts).toHaveLength(1);
    server.fault = () => undefined;
    await finish();
    expectStored();
    expect(server.count(PART_PUT)).toBe(3);
  });

  it('does not wait for the network when the take stops', async () => {
    file.grow(2 * PART);
    clock.isHeld = true;
    server.fault = () => 'reset';
    const done = record();
    await expect.poll(() => clock.sleeps.length).toBe(1);
    file.end();
    await done;
    server.fault = () => undefined;
    await finish();
    expectStored();
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
      const answer = outcome();
      if (answer instanceof Response && answer.status === 403 && typeof target === 'string') continue;
      server.failTimes(target, 2, outcome);
    }
    file.grow(2 * PART + 10);
    const done = record();
    await expect.poll(() => sent.at(-1), { timeout: 5000 }).toBe(2 * PART);
    file.end();
    await done;
    await finish();
    expectStored();
  });

  it('begins anew when the server has lost the upload', async () => {
    file.grow(2 * PART);
    const done = record();
    await untilUp([1, 2]);
    await expect.poll(() => sent.at(-1)).toBe(2 * PART);
    server.uploads.clear();
    file.grow(PART);
    await untilUp([1, 2, 3]);
    await expect.poll(() => sent.at(-1)).toBe(3 * PART);
    file.end();
    await done;
    await finish();
    expectStored();
  });

  it('tries again a minute later after a refusal, rather than failing a take that still runs', async () => {
    const refusal = () => Response.json({ error: 'no', code: 'FORBIDDEN' }, { status: 403 });
    server.failTimes(ROUTES.multipartInitiate, 2, refusal);
    file.grow(2 * PART);
    const done = record();
    await untilUp([1, 2]);
    expect(clock.sleeps.map(({ delayMs }) => delayMs)).toEqual([60_000, 60_000]);
    expect(troubles).toEqual(['rejected', 'rejected']);
    file.end();
    await done;
  });

  it('finds a bit that flipped on the way and sends that part again', async () => {
    let flips = 1;
    server.damages = ({ target }) => /\/2\?/.test(target) && flips-- > 0;
    file.grow(2 * PART + 10);
    const done = record();
    await untilUp([1, 2]);
    await expect.poll(() => sent.at(-1)).toBe(2 * PART);
    expect(troubles).toEqual(['bad-digest']);
    expect(server.count(PART_PUT)).toBe(3);
    file.end();
    await done;
    await finish();
    expectStored();
  });
});

describe('uploadWhileRecording beside a call', () => {
  it('sends nothing while the call is in trouble, and goes on afterwards', async () => {
    pressure.set('high');
    file.grow(2 * PART);
    const done = record();
    await expect.poll(() => troubles).toEqual(['yielded']);
    expect(server.count(/^store:/)).toBe(0);
    pressure.set('none');
    await untilUp([1, 2]);
    file.end();
    await done;
  });

  it('gives up the part on its way when the call gets into trouble, and waits longer each time', async () => {
    clock.isHeld = true;
    let drops = 2;
    const { promise: never } = Promise.withResolvers<Response>();
    const beside = deps();
    beside.fetch = async (input, init) => {
      if (drops === 0) return server.fetch(input, init);
      drops -= 1;
      queueMicrotask(() => pressure.set('high'));
      const signal = init!.signal!;
      await Promise.race([
        never,
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      ]);
      return never;
    };
    file.grow(PART + 1);
    const signal = new AbortController().signal;
    const done = uploadWhileRecording({ takeKey: 'take', owner: OWNER, file }, beside, pressure, signal);
    for (const [n, delayMs] of [15_000, 30_000].entries()) {
      await expect.poll(() => clock.sleeps[n]?.delayMs).toBe(delayMs);
      expect(partsUp()).toEqual([]);
      pressure.set('some');
      clock.sleeps[n]!.wake();
    }
    await untilUp([1]);
    file.end();
    await done;
    await finish();
    expectStored();
  });

  it('rests after each part while the call has it a little hard, and no longer than that', async () => {
    clock.isHeld = true;
    pressure.set('some');
    file.grow(3 * PART);
    const done = record();
    // A part took a second here.
    await expect.poll(() => clock.sleeps.map(({ delayMs }) => delayMs)).toEqual([3000]);
    expect(partsUp()).toEqual([1]);
    clock.sleeps[0]!.wake();
    await untilUp([1, 2]);
    await expect.poll(() => clock.sleeps).toHaveLength(2);
    pressure.set('none');
    await untilUp([1, 2, 3]);
    file.end();
    await done;
  });

  it('holds nothing back after the take', async () => {
    pressure.set('high');
    file.grow(2 * PART + 9);
    const done = record();
    file.end();
    await done;
    expect(server.requests).toEqual([]);
    await finish();
    expectStored();
  });
});
