import { encodeWavHeader, WAV_HEADER_BYTES } from '@audio-studio/dsp';

/** A WAV of `totalBytes` whose samples all differ from their neighbours; `saidBytes` lets the header lie. */
export function testWav(totalBytes: number, saidBytes = totalBytes): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(totalBytes);
  bytes.set(encodeWavHeader({ dataBytes: saidBytes - WAV_HEADER_BYTES }));
  for (let index = WAV_HEADER_BYTES; index < totalBytes; index += 1) bytes[index] = (index * 31) & 0xff;
  return bytes;
}

/** A WAV uploaded while it was recorded: its header says nothing of the size yet. `finished` is what it becomes. */
export function streamedParts(...sizes: number[]) {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const whole = testWav(total, 44);
  let offset = 0;
  const chunks = sizes.map((size) => whole.slice(offset, (offset += size)));
  return { chunks, total, finished: testWav(total) };
}
