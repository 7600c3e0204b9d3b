import { TRACK_FORMAT, trackLedgerSchema, type TrackLedger } from '@audio-studio/contract';
import { WAV_HEADER_BYTES } from '@audio-studio/dsp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AudioDataLike } from '../source/audio-data.ts';
import { MemoryRecordingFile } from '../testing/memory-recording-file.ts';
import { newTake } from '../testing/take.ts';
import { finishedTakeOf } from './finished-take.ts';
import { LedgerBook } from './ledger-book.ts';
import { RecordingEngine } from './recording-engine.ts';
import { TakeReaders } from './take-readers.ts';
import { TakeWriter } from './take-writer.ts';

const RATE_HZ = TRACK_FORMAT.sampleRateHz;
const BLOCK_FRAMES = 480;
const BLOCK_MS = 10;
const EPOCH_MS = 1_700_000_000_000;
const STEP_TOLERANCE_FRAMES = 0.003 * RATE_HZ;

let nowMs: number;
/** How far the calendar has gone on while everything else stood still. */
let sleptMs: number;
let file: MemoryRecordingFile;
let engine: RecordingEngine;
let microphone: Microphone;

/** A microphone on a clock of its own: says which sample it is at, and hands blocks over when told to. */
class Microphone {
  readonly readable: ReadableStream<AudioDataLike>;
  #controller!: ReadableStreamDefaultController<AudioDataLike>;
  #frame = 0;
  /** When the next block is due. */
  #dueMs: number;

  constructor(fromMs: number) {
    this.#dueMs = fromMs + BLOCK_MS;
    this.readable = new ReadableStream({ start: (controller) => void (this.#controller = controller) });
  }

  /** Delivers for so long; block number n arrives `lateMs(n)` after it was due. */
  async deliver(seconds: number, lateMs: (block: number) => number = () => 0): Promise<void> {
    for (let block = 0; block < (seconds * 1000) / BLOCK_MS; block += 1) {
      nowMs = Math.max(nowMs, this.#dueMs + lateMs(block));
      this.#dueMs += BLOCK_MS;
      this.#controller.enqueue(audioData(this.#frame));
      this.#frame += BLOCK_FRAMES;
      await turn();
    }
  }

  /** Time passes, and what was said meanwhile is gone. */
  drop(ms: number): void {
    this.#dueMs += ms;
  }

  /** More comes than was said. */
  async insert(ms: number): Promise<void> {
    this.#dueMs -= ms;
    await this.deliver(ms / 1000);
  }
}

function audioData(frame: number): AudioDataLike {
  return {
    format: 'f32-planar',
    sampleRate: RATE_HZ,
    numberOfFrames: BLOCK_FRAMES,
    numberOfChannels: 1,
    // Never zero, so that silence in a file is what was put there.
    copyTo: (destination) => void (destination as Float32Array).fill((1 + (frame % 30_000)) / 40_000),
    close: () => undefined,
  };
}

/** Blocks arrive in tasks of their own. */
function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

async function attach(): Promise<Microphone> {
  const opened = new Microphone(nowMs);
  const attached = engine.attachSource({
    path: 'track-processor',
    feed: { kind: 'audio-data', readable: opened.readable },
  });
  await opened.deliver(3.5);
  await attached;
  return opened;
}

beforeEach(async () => {
  nowMs = 5_000;
  sleptMs = 0;
  file = new MemoryRecordingFile();
  engine = new RecordingEngine({
    emit: () => undefined,
    monotonicMs: () => nowMs,
    epochMs: () => EPOCH_MS + nowMs,
    calendarMs: () => EPOCH_MS + nowMs + sleptMs,
    beginTake: async ({ source, writer: options }) => {
      const book = new LedgerBook(source);
      const writer = await TakeWriter.open({ ...options, file, book, onLedgerEntry: () => undefined });
      const readers = new TakeReaders((offset, length) => writer.read(offset, length));
      return { takeKey: 'take', writer, readers, finish: async () => finishedTakeOf('take', await writer.finish()) };
    },
  });
  microphone = await attach();
  await engine.startTake(newTake());
});

afterEach(() => engine.close());

/** Stops now; what the microphone goes on to deliver comes too. */
async function stop(): Promise<TrackLedger> {
  const stopping = engine.stopTake();
  await microphone.deliver(0.5);
  const { ledger } = await stopping;
  expect(trackLedgerSchema.parse(ledger)).toEqual(ledger);
  expect(file.sizeBytes).toBe(WAV_HEADER_BYTES + 2 * ledger.framesWritten);
  return ledger;
}

const sampleAt = (frame: number) => new DataView(file.bytes.buffer).getInt16(WAV_HEADER_BYTES + 2 * frame, true);
const millis = (frames: number) => (frames / RATE_HZ) * 1000;

describe('a take that loses samples', () => {
  it.each([10, 35, 480, 2000])('keeps its time when %s ms are lost, and lists where', async (lostMs) => {
    await microphone.deliver(5);
    microphone.drop(lostMs);
    await microphone.deliver(5);
    const ledger = await stop();
    expect(ledger.gaps).toHaveLength(1);
    const [gap] = ledger.gaps!;
    expect(gap).toMatchObject({ reason: 'samples-dropped' });
    expect(Math.abs(millis(gap!.frames) - lostMs)).toBeLessThan(3);
    expect(Math.abs(gap!.lostAtFrame! / RATE_HZ - 5)).toBeLessThan(0.3);
    expect(gap!.frame / RATE_HZ).toBeGreaterThan(7);
    expect(gap!.frame / RATE_HZ).toBeLessThan(8.5);
    for (const frame of [gap!.frame, gap!.frame + gap!.frames - 1]) expect(sampleAt(frame)).toBe(0);
    for (const frame of [gap!.frame - 1, gap!.frame + gap!.frames]) expect(sampleAt(frame)).not.toBe(0);
    expect(ledger.framesWritten).toBe(ledger.framesDelivered + gap!.frames);
    expect(Math.abs(millis(ledger.framesWritten) - ledger.wallClockSeconds * 1000)).toBeLessThan(5);
  });

  it('places a second loss right although silence stands in for the first', async () => {
    await microphone.deliver(4);
    microphone.drop(700);
    await microphone.deliver(4);
    microphone.drop(100);
    await microphone.deliver(4);
    const ledger = await stop();
    const [first, second] = ledger.gaps!;
    expect(ledger.gaps).toHaveLength(2);
    expect(Math.abs(first!.lostAtFrame! / RATE_HZ - 4)).toBeLessThan(0.3);
    expect(Math.abs(second!.lostAtFrame! / RATE_HZ - 8.7)).toBeLessThan(0.3);
    expect(Math.abs(millis(ledger.framesWritten) - ledger.wallClockSeconds * 1000)).toBeLessThan(6);
  });

  it('lists what the browser inserted without adding to it', async () => {
    await microphone.deliver(5);
    await microphone.insert(40);
    await microphone.deliver(5);
    const ledger = await stop();
    expect(ledger.gaps).toHaveLength(1);
    const [gap] = ledger.gaps!;
    expect(gap).toMatchObject({ reason: 'samples-inserted' });
    expect(Math.abs(gap!.frames - 0.04 * RATE_HZ)).toBeLessThan(STEP_TOLERANCE_FRAMES);
    expect(Math.abs(gap!.frame / RATE_HZ - 5)).toBeLessThan(0.3);
    expect(ledger.framesWritten).toBe(ledger.framesDelivered);
  });

  it('finds what was lost in the last second before it was stopped', async () => {
    await microphone.deliver(5);
    microphone.drop(300);
    await microphone.deliver(0.7);
    const ledger = await stop();
    expect(ledger.gaps).toMatchObject([{ reason: 'samples-dropped' }]);
    expect(Math.abs(millis(ledger.framesWritten) - ledger.wallClockSeconds * 1000)).toBeLessThan(5);
  });

  it('goes on in silence to its end when the microphone fell silent before', async () => {
    await microphone.deliver(5);
    nowMs += 3_000;
    const { ledger } = await engine.stopTake();
    expect(ledger.gaps).toEqual([{ frame: 5 * RATE_HZ, frames: 3 * RATE_HZ, reason: 'samples-dropped' }]);
    expect(ledger.wallClockSeconds).toBeCloseTo(8, 6);
    expect(ledger.framesWritten).toBe(8 * RATE_HZ);
  });

  it('counts the time the computer slept, once the server says so', async () => {
    await microphone.deliver(3);
    sleptMs = 60_000;
    await microphone.deliver(2);
    engine.setServerOffset(60_000);
    await microphone.deliver(2);
    const ledger = await stop();
    const lostAtFrame = expect.closeTo(3 * RATE_HZ, -3) as number;
    expect(ledger.gaps).toEqual([{ frame: 5 * RATE_HZ, frames: 60 * RATE_HZ, reason: 'samples-dropped', lostAtFrame }]);
    expect(Math.abs(millis(ledger.framesWritten) - ledger.wallClockSeconds * 1000)).toBeLessThan(5);
  });

  it('counts it also when it is stopped before the server could be asked', async () => {
    await microphone.deliver(3);
    sleptMs = 60_000;
    await microphone.deliver(1);
    expect((await stop()).gaps).toMatchObject([{ frames: 60 * RATE_HZ, reason: 'samples-dropped' }]);
  });

  it('has nothing to do with what was lost before it began', async () => {
    await stop();
    file = new MemoryRecordingFile();
    microphone.drop(400);
    await microphone.deliver(1);
    await engine.startTake(newTake());
    await microphone.deliver(5);
    expect((await stop()).gaps).toBeUndefined();
  });
});

describe('a take that loses nothing', () => {
  it('lists no gap, whatever the jitter and the stalls', async () => {
    await microphone.deliver(12, (block) => (block % 400 > 380 ? 150 : (block * 7) % 5));
    const ledger = await stop();
    expect(ledger.gaps).toBeUndefined();
    expect(ledger.framesWritten).toBe(ledger.framesDelivered);
  });

  it('waits at its end for what a stall holds back', async () => {
    await microphone.deliver(5);
    nowMs += 200;
    const stopping = engine.stopTake();
    // Twenty blocks are waiting; the stop came after them.
    await microphone.deliver(0.2, () => 200);
    await microphone.deliver(0.1);
    const { ledger } = await stopping;
    expect(ledger.gaps).toBeUndefined();
    expect(ledger.framesWritten).toBeGreaterThanOrEqual(5.2 * RATE_HZ);
    expect(ledger.framesWritten).toBeLessThanOrEqual(5.22 * RATE_HZ);
  });

  it('goes over to another microphone without a gap in time', async () => {
    await microphone.deliver(3);
    microphone.drop(500);
    await microphone.deliver(1);
    const before = microphone;
    const next = new Microphone(nowMs);
    const attached = engine.attachSource({
      path: 'track-processor',
      feed: { kind: 'audio-data', readable: next.readable },
    });
    // The first one is unplugged, the second delivers at once.
    nowMs += 400;
    next.drop(400);
    await next.deliver(4);
    await attached;
    microphone = next;
    const ledger = await stop();
    expect(before).not.toBe(next);
    expect(ledger.gaps!.map(({ reason }) => reason)).toEqual(['samples-dropped', 'microphone-switched']);
    expect(Math.abs(millis(ledger.framesWritten) - ledger.wallClockSeconds * 1000)).toBeLessThan(5);
  });
});
