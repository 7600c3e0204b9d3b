import { afterEach, beforeEach, expect, it } from 'vitest';
import { MAX_SLICE_BYTES, TakeReaders } from '../recording/take-readers.ts';
import { MemoryRecordingFile } from '../testing/memory-recording-file.ts';
import { PortLiveFile } from './live-file.ts';

const SIZE_BYTES = 2 * MAX_SLICE_BYTES + 77;

let recorded: MemoryRecordingFile;
let readers: TakeReaders;
let ended: AbortController;
let file: PortLiveFile;
const { signal } = new AbortController();

beforeEach(() => {
  recorded = new MemoryRecordingFile(Uint8Array.from({ length: SIZE_BYTES }, (_, i) => i % 251));
  readers = new TakeReaders((offsetBytes, lengthBytes) => recorded.read(offsetBytes, lengthBytes));
  ended = new AbortController();
  const { port1, port2 } = new MessageChannel();
  readers.add(port1);
  file = new PortLiveFile(port2, ended.signal);
});
afterEach(() => {
  ended.abort();
  readers.close();
});

it('reads any stretch, in as many slices as it takes', async () => {
  readers.noteDurable(SIZE_BYTES);
  const offsetBytes = 13;
  const bytes = await file.read(offsetBytes, SIZE_BYTES - offsetBytes);
  expect(bytes.length).toBe(SIZE_BYTES - offsetBytes);
  expect(bytes.every((byte, i) => byte === (offsetBytes + i) % 251)).toBe(true);
});

it('answers reads that overlap each with its own bytes', async () => {
  readers.noteDurable(SIZE_BYTES);
  const [one, two] = await Promise.all([file.read(0, 4), file.read(100, 4)]);
  expect([Array.from(one), Array.from(two)]).toEqual([
    [0, 1, 2, 3],
    [100, 101, 102, 103],
  ]);
});

it('gives no fewer bytes than were asked for', async () => {
  readers.noteDurable(100);
  await expect(file.read(90, 20)).rejects.toThrow('short read');
});

it('hears how large the file is', async () => {
  readers.noteDurable(100);
  await file.whenLarger(99, signal);
  expect(file.sizeBytes).toBe(100);
  const waits = file.whenLarger(100, signal);
  readers.noteDurable(101);
  await waits;
  expect(file.sizeBytes).toBe(101);
});

it('waits no longer than it is wanted', async () => {
  const controller = new AbortController();
  const waits = file.whenLarger(1, controller.signal);
  controller.abort(new Error('enough'));
  await expect(waits).rejects.toThrow('enough');
  await expect(file.whenLarger(1, controller.signal)).rejects.toThrow('enough');
});

it('passes on that the recorder cannot read', async () => {
  recorded.read = () => {
    throw new DOMException('closed', 'InvalidStateError');
  };
  await expect(file.read(0, 1)).rejects.toThrow('cannot be read');
});

it('leaves nobody waiting for a recorder that has died', async () => {
  // Nothing answers any more.
  readers.close();
  const reading = file.read(0, 1);
  ended.abort(new Error('the take has ended'));
  await expect(reading).rejects.toThrow('the take has ended');
  await expect(file.read(0, 1)).rejects.toThrow('the take has ended');
});
