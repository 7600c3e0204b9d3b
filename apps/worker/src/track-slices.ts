import { AppError } from '@audio-studio/contract';
import { readBytes, type ObjectStore } from '@audio-studio/ports';
import type { Track } from './track.ts';

/** What reading tracks needs of an object store. */
export type StoredTracks = Pick<ObjectStore, 'head' | 'get'>;

/** Bytes held at a time: about eleven seconds of a track. */
const SLICE_BYTES = 1024 * 1024;
const BYTES_PER_SAMPLE = 2;

/**
 * The samples of a track, slice after slice, so that a track of hours takes no more memory than one of
 * seconds. The machine is taken to be little-endian, as WAV is.
 *
 * Rejects with UNAVAILABLE when the object is gone or became shorter since its header was read.
 */
export async function* trackSlices(
  objects: StoredTracks,
  track: Track,
  signal?: AbortSignal,
): AsyncGenerator<Int16Array<ArrayBuffer>> {
  const endBytes = track.dataOffsetBytes + track.sampleCount * BYTES_PER_SAMPLE;
  for (let first = track.dataOffsetBytes; first < endBytes; first += SLICE_BYTES) {
    const last = Math.min(first + SLICE_BYTES, endBytes) - 1;
    const slice = await objects.get(track.key, { first, last }, signal);
    if (slice?.lengthBytes !== last - first + 1) throw AppError.unavailable('A track changed while it was read');
    const bytes = await readBytes(slice);
    yield new Int16Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength / BYTES_PER_SAMPLE);
  }
}
