import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryRecordingFile } from '../testing/memory-recording-file.ts';
import { MAX_SLICE_BYTES, TakeReaders, type ReaderMessage, type SliceRequest } from './take-readers.ts';

let file: MemoryRecordingFile;
let readers: TakeReaders;
let port: MessagePort;
let heard: ReaderMessage[];

beforeEach(() => {
  file = new MemoryRecordingFile(Uint8Array.from({ length: 3 * MAX_SLICE_BYTES }, (_, i) => i % 251));
  readers = new TakeReaders((offsetBytes, lengthBytes) => file.read(offsetBytes, lengthBytes));
  const { port1, port2 } = new MessageChannel();
  port = port2;
  heard = [];
  port.addEventListener('message', ({ data }: MessageEvent<ReaderMessage>) => heard.push(data));
  port.start();
  readers.add(port1);
});
afterEach(() => {
  readers.close();
  port.close();
});

async function ask(request: SliceRequest): Promise<ReaderMessage> {
  port.postMessage(request);
  const isAnswer = (message: ReaderMessage) => 'id' in message && message.id === request.id;
  await expect.poll(() => heard.some(isAnswer)).toBe(true);
  return heard.find(isAnswer)!;
}

describe('TakeReaders', () => {
  it('says how much is durable, at once and whenever it grows', async () => {
    await expect.poll(() => heard).toEqual([{ type: 'grown', sizeBytes: 0 }]);
    readers.noteDurable(1000);
    await expect.poll(() => heard.at(-1)).toEqual({ type: 'grown', sizeBytes: 1000 });
  });

  it('hands over what was asked for, a slice at a time', async () => {
    readers.noteDurable(file.sizeBytes);
    expect(await ask({ id: 1, offsetBytes: 300, lengthBytes: 20 })).toEqual({
      type: 'slice',
      id: 1,
      bytes: file.bytes.slice(300, 320),
    });
    const answer = await ask({ id: 2, offsetBytes: 0, lengthBytes: file.sizeBytes });
    expect(answer).toMatchObject({ type: 'slice', bytes: { length: MAX_SLICE_BYTES } });
  });

  it('gives out nothing that a power cut could take back', async () => {
    readers.noteDurable(1010);
    expect(await ask({ id: 1, offsetBytes: 1000, lengthBytes: 20 })).toMatchObject({ bytes: { length: 10 } });
    expect(await ask({ id: 2, offsetBytes: 2000, lengthBytes: 20 })).toMatchObject({ bytes: { length: 0 } });
  });

  it('refuses, rather than stays silent, when the file cannot be read', async () => {
    readers.noteDurable(file.sizeBytes);
    file.read = () => {
      throw new DOMException('closed', 'InvalidStateError');
    };
    expect(await ask({ id: 7, offsetBytes: 0, lengthBytes: 20 })).toEqual({ type: 'refused', id: 7 });
  });
});
