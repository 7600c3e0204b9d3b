import { readFileSync } from 'node:fs';
import { parseWavHeader } from '../wav.ts';

/** Reads a WAV file of 16-bit or float samples; one array per channel. 16-bit is scaled by 1/32768. */
export function readWav(path: string): { sampleRateHz: number; channels: Float32Array[] } {
  const file = readFileSync(path);
  const header = parseWavHeader(file);
  const bytes = new Uint8Array(file.subarray(header.dataOffsetBytes, header.dataOffsetBytes + header.dataBytes));
  const samples = decode(bytes, header.formatCode, header.bitsPerSample);
  if (header.channels === 1) return { sampleRateHz: header.sampleRateHz, channels: [samples] };
  const channels = Array.from({ length: header.channels }, (_, c) =>
    samples.filter((_sample, i) => i % header.channels === c),
  );
  return { sampleRateHz: header.sampleRateHz, channels };
}

/** The first channel. */
export function readMono(path: string): Float32Array {
  return readWav(path).channels[0];
}

function decode(bytes: Uint8Array<ArrayBuffer>, formatCode: number, bitsPerSample: number): Float32Array {
  if (formatCode === 3 && bitsPerSample === 32) return new Float32Array(bytes.buffer);
  if (formatCode === 1 && bitsPerSample === 16)
    return Float32Array.from(new Int16Array(bytes.buffer), (sample) => sample / 32768);
  throw new Error(`format ${formatCode} with ${bitsPerSample} bits`);
}
