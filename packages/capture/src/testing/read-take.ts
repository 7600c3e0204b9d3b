import { int16ToFloat, parseWavHeader, WAV_HEADER_BYTES } from '@audio-studio/dsp';
import { takeFileName } from '../storage/take-key.ts';

/** The bytes of a take's OPFS file as they are on the disk now. */
export async function readOpfsTake(takeKey: string): Promise<Uint8Array<ArrayBuffer>> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('takes');
  const file = await (await folder.getFileHandle(takeFileName(takeKey))).getFile();
  return new Uint8Array(await file.arrayBuffer());
}

export function samplesOf(wav: Uint8Array<ArrayBuffer>): Float32Array {
  parseWavHeader(wav);
  const frames = Math.floor((wav.length - WAV_HEADER_BYTES) / 2);
  return int16ToFloat(new Int16Array(wav.slice(WAV_HEADER_BYTES, WAV_HEADER_BYTES + 2 * frames).buffer));
}

/** Amplitude of one frequency in `samples` (48 kHz): the Fourier sum under a Hann window, a sine's peak value. */
export function amplitudeAt(samples: Float32Array, frequencyHz: number): number {
  let real = 0;
  let imaginary = 0;
  for (const [i, sample] of samples.entries()) {
    const hann = 1 - Math.cos((2 * Math.PI * i) / samples.length);
    const phase = (2 * Math.PI * frequencyHz * i) / 48_000;
    real += sample * hann * Math.cos(phase);
    imaginary += sample * hann * Math.sin(phase);
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}
