import { AppError, LIMITS, tempPartKey } from '@audio-studio/contract';
import { patchWavSizes, WAV_HEADER_BYTES, WAV_MAX_DATA_BYTES } from '@audio-studio/dsp';
import { readBytes, type ObjectStore, type StoredPart, type UploadRef } from '@audio-studio/ports';
import { parseWav } from './wav-check.ts';

/**
 * Replaces part 1 by its copy with the sizes of the whole file in the header; answers the new ETag. A
 * recorder that uploads while it records cannot know them when it writes the header.
 */
export async function patchFirstPart(
  objects: ObjectStore,
  ref: UploadRef,
  firstPart: StoredPart,
  totalBytes: number,
): Promise<string> {
  const copy = await objects.get(tempPartKey(ref.uploadId));
  if (copy === undefined) throw AppError.validation('The copy of part 1 has not been uploaded.');
  if (copy.sizeBytes !== firstPart.sizeBytes || copy.sizeBytes > LIMITS.MAX_PART_SIZE) {
    throw AppError.validation('The copy of part 1 is not the part that was uploaded.');
  }
  const bytes = await readBytes(copy);
  if (parseWav(bytes).dataOffsetBytes !== WAV_HEADER_BYTES) {
    throw AppError.validation(`The WAV header must be the plain one of ${WAV_HEADER_BYTES} bytes.`);
  }
  // Above 4 GB the fields cannot say the size; the largest value they hold loses no sample.
  const saidBytes = Math.min(totalBytes, WAV_HEADER_BYTES + WAV_MAX_DATA_BYTES);
  bytes.set(patchWavSizes(bytes.subarray(0, WAV_HEADER_BYTES), saidBytes));
  return objects.uploadPart(ref, 1, bytes);
}
