import { AppError } from '@audio-studio/contract';
import { parseWavHeader, WavFormatError } from '@audio-studio/dsp';
import { readBytes, type ObjectStore } from '@audio-studio/ports';

/** Enough for the header and the chunks some recorders write before the audio. */
const HEAD_BYTES = 4096;
/** A size field that cannot hold the size of a file above 4 GB says this. */
const SATURATED = 0xffff_ff00;

/** Rejects with VALIDATION_ERROR unless the stored object is a WAV whose sizes agree with the object's. */
export async function requireConsistentWav(objects: ObjectStore, key: string, sizeBytes: number): Promise<void> {
  const head = await objects.get(key, { first: 0, last: Math.min(HEAD_BYTES, sizeBytes) - 1 });
  if (head === undefined) throw AppError.notFound('Object');
  const bytes = await readBytes(head);
  const { dataOffsetBytes, dataBytes } = parseWav(bytes);
  const riffBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  const isSaturated = dataBytes >= SATURATED && sizeBytes > SATURATED;
  if (!isSaturated && (riffBytes + 8 !== sizeBytes || dataOffsetBytes + dataBytes > sizeBytes)) {
    throw AppError.validation('The WAV header does not agree with the size of the file.');
  }
}

/** The header of a WAV; VALIDATION_ERROR says in words what is wrong with it. */
export function parseWav(bytes: Uint8Array): ReturnType<typeof parseWavHeader> {
  try {
    return parseWavHeader(bytes);
  } catch (error) {
    if (error instanceof WavFormatError) throw AppError.validation(`This is not a usable recording: ${error.reason}.`);
    throw error;
  }
}
