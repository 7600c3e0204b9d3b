import { encodeWavHeader, floatToInt16, WAV_HEADER_BYTES } from '@audio-studio/dsp';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryRecordingFile } from '../testing/memory-recording-file.ts';
import { LedgerBook, type LedgerEntry } from './ledger-book.ts';
import { TakeWriter } from './take-writer.ts';

const SOURCE = { capturePath: 'track-processor', sourceRateHz: 48_000 } as const;
const BLOCK = { frames: 480, rateHz: 48_000 };

let file: MemoryRecordingFile;
let nowMs: number;
let events: string[];
let entries: [number, LedgerEntry][];
let pushed: number[];

beforeEach(() => {
  file = new MemoryRecordingFile();
  nowMs = 0;
  events = [];
  entries = [];
  pushed = [];
});

function open(book = new LedgerBook(SOURCE)): Promise<TakeWriter> {
  return TakeWriter.open({
    file,
    book,
    monotonicMs: () => nowMs,
    onSaved: ({ framesSaved, lagMs }) => events.push(`saved ${framesSaved} lag ${lagMs}`),
    onFault: (kind, unsavedBytes) => events.push(`${kind} ${unsavedBytes}`),
    onRestored: (kind) => events.push(`restored ${kind}`),
    onLedgerEntry: (sequence, entry) => entries.push([sequence, entry]),
  });
}

/** One block of 10 ms with samples that occur nowhere else, captured when the clock says. */
async function push(writer: TakeWriter): Promise<void> {
  const samples = Float32Array.from({ length: 480 }, (_, i) => ((pushed.length + i) % 30_011) / 32_767);
  pushed.push(...floatToInt16(samples));
  writer.push(samples, BLOCK, 1000 + nowMs);
  nowMs += 10;
  // Blocks arrive in tasks of their own.
  await new Promise((resolve) => setTimeout(resolve));
}

const storedSamples = () => [...new Int16Array(file.bytes.slice(WAV_HEADER_BYTES).buffer)];

describe('TakeWriter', () => {
  it('has each block in the file when it returns, behind a header of no samples yet', async () => {
    const writer = await open();
    expect(file.bytes).toEqual(encodeWavHeader({ dataBytes: 0 }));
    await push(writer);
    expect(storedSamples()).toEqual(pushed);
    await push(writer);
    expect(storedSamples()).toEqual(pushed);
    expect(writer.frames).toBe(960);
  });

  it('flushes at the beat, says what is saved and how old the newest of it is, once', async () => {
    const writer = await open();
    await push(writer);
    nowMs += 90;
    writer.beat();
    writer.beat();
    expect(events).toEqual(['saved 480 lag 100']);
    expect(file.flushes).toBe(1);
  });

  it('closes with the true sizes and an account that adds up', async () => {
    const writer = await open();
    for (let block = 0; block < 250; block += 1) await push(writer);
    const ledger = await writer.finish();
    expect(file.isClosed).toBe(true);
    expect(file.bytes.slice(0, WAV_HEADER_BYTES)).toEqual(encodeWavHeader({ dataBytes: 240_000 }));
    expect(ledger).toEqual({
      capturePath: 'track-processor',
      sourceRateHz: 48_000,
      framesDelivered: 120_000,
      framesWritten: 120_000,
      fileBytes: 240_044,
      clockPairs: [0, 48_000, 96_000].map((frame) => ({ frame, serverTimeMs: 1000 + frame / 48 })),
      wallClockSeconds: 2.5,
    });
    expect(entries.map(([sequence]) => sequence)).toEqual([0, 1, 2]);
    expect(await writer.finish()).toBe(ledger);
    await push(writer);
    expect(file.bytes.length).toBe(240_044);
  });

  it('keeps on recording in memory when the disk is full, and loses nothing once there is room', async () => {
    const writer = await open();
    await push(writer);
    file.capacityBytes = file.sizeBytes + 100;
    for (let block = 0; block < 5; block += 1) await push(writer);
    expect(events).toEqual(['storage-full 860']);
    expect(writer.frames).toBe(6 * 480);
    writer.beat();
    expect(events.at(-1)).toBe(`storage-full ${5 * 960 - 100}`);
    await Promise.resolve();
    await Promise.resolve();
    file.capacityBytes = Infinity;
    writer.beat();
    expect(events.at(-2)).toBe('restored storage-full');
    expect(events.at(-1)).toMatch(/^saved 2880/);
    expect(storedSamples()).toEqual(pushed);
  });

  it('refuses to finish while something is in memory only, and finishes when asked again', async () => {
    const writer = await open();
    await push(writer);
    file.failure = new Error('device error');
    await push(writer);
    expect(events).toEqual(['storage-failed 960']);
    await expect(writer.finish()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(file.isClosed).toBe(false);
    file.failure = undefined;
    const ledger = await writer.finish();
    expect(ledger.framesWritten).toBe(960);
    expect(storedSamples()).toEqual(pushed);
  });

  it('can be closed again when the header could not be written', async () => {
    const writer = await open();
    await push(writer);
    const writeHeader = file.writeHeader.bind(file);
    file.writeHeader = () => {
      throw new DOMException('device gone', 'InvalidStateError');
    };
    await expect(writer.finish()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    file.writeHeader = writeHeader;
    expect((await writer.finish()).fileBytes).toBe(WAV_HEADER_BYTES + 960);
    expect(file.bytes.slice(0, WAV_HEADER_BYTES)).toEqual(encodeWavHeader({ dataBytes: 960 }));
  });

  it('fills an announced gap with silence of its length and lists it', async () => {
    const writer = await open();
    await push(writer);
    writer.expectGap('microphone-switched');
    nowMs += 250;
    await push(writer);
    const { gaps, framesWritten, framesDelivered, wallClockSeconds } = await writer.finish();
    expect(gaps).toEqual([{ frame: 480, frames: 12_000, reason: 'microphone-switched' }]);
    expect(framesWritten).toBe(12_960);
    expect(framesDelivered).toBe(960);
    expect(wallClockSeconds).toBeCloseTo(0.27, 9);
    const samples = storedSamples();
    expect(samples.slice(480, 12_480).every((sample) => sample === 0)).toBe(true);
    expect([...samples.slice(0, 480), ...samples.slice(12_480)]).toEqual(pushed);
  });

  it('makes up for lost samples from here on, and finds their place behind the silence for others', async () => {
    const writer = await open();
    for (let block = 0; block < 10; block += 1) await push(writer);
    writer.stepped({ framesAgo: 960.4, frames: 4_800 });
    await push(writer);
    await push(writer);
    writer.stepped({ framesAgo: 1_920, frames: 480 });
    writer.stepped({ framesAgo: 480, frames: -960 });
    await push(writer);
    const { gaps, framesWritten, framesDelivered } = await writer.finish();
    expect(gaps).toEqual([
      { frame: 4_800, frames: 4_800, reason: 'samples-dropped', lostAtFrame: 3_840 },
      { frame: 10_080, frames: 960, reason: 'samples-inserted' },
      { frame: 10_560, frames: 480, reason: 'samples-dropped', lostAtFrame: 3_840 },
    ]);
    expect(framesWritten).toBe(framesDelivered + 5_280);
    const samples = storedSamples();
    expect([...samples.slice(0, 4_800), ...samples.slice(9_600, 10_560), ...samples.slice(11_040)]).toEqual(pushed);
    expect(entries.map(([sequence]) => sequence)).toEqual(entries.map((_, index) => index));
  });

  it('has nothing to do with steps of a source before its part in the track', async () => {
    const writer = await open();
    for (let block = 0; block < 10; block += 1) await push(writer);
    writer.stepped({ framesAgo: 48_000, frames: 4_800 });
    writer.expectGap('microphone-switched');
    nowMs += 100;
    await push(writer);
    writer.stepped({ framesAgo: 4_800, frames: 4_800 });
    expect((await writer.finish()).gaps).toEqual([{ frame: 4_800, frames: 4_800, reason: 'microphone-switched' }]);
  });

  it('goes on in silence to the end of a take that its source did not reach', async () => {
    const writer = await open();
    writer.extendTo(9_000, 1_000);
    await push(writer);
    writer.extendTo(1_015, 1_010);
    expect(writer.frames).toBe(480);
    writer.extendTo(1_110, 1_010);
    const ledger = await writer.finish();
    expect(ledger).toMatchObject({ framesWritten: 5_280, framesDelivered: 480 });
    expect(ledger.wallClockSeconds).toBeCloseTo(0.11, 9);
    expect(ledger.gaps).toEqual([{ frame: 480, frames: 4_800, reason: 'samples-dropped' }]);
  });

  it('sees no gap in the jitter of arrival, nor without an announcement', async () => {
    const writer = await open();
    await push(writer);
    writer.expectGap('microphone-switched');
    nowMs += 9;
    await push(writer);
    nowMs += 500;
    await push(writer);
    expect((await writer.finish()).gaps).toBeUndefined();
  });

  it('goes on with a file that ends in half a sample', async () => {
    const old = new Uint8Array(WAV_HEADER_BYTES + 961).fill(1);
    file = new MemoryRecordingFile(old);
    const writer = await open(LedgerBook.restore(SOURCE, [], 480));
    expect(file.sizeBytes).toBe(WAV_HEADER_BYTES + 960);
    await push(writer);
    const ledger = await writer.finish();
    expect(ledger).toMatchObject({ framesWritten: 960, framesDelivered: 960 });
    expect(storedSamples().slice(480)).toEqual(pushed);
  });
});
