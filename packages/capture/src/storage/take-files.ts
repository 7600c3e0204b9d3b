import { deleteIndexedDbFile, indexedDbFileBytes } from './indexeddb-recording-file.ts';
import { deleteOpfsFile, opfsFileBytes } from './opfs-recording-file.ts';
import type { FileKind } from './take-record.ts';

/** Size of a take's audio on this device, header included; 0 when there is none. */
export function takeFileBytes(takeKey: string, kind: FileKind): Promise<number> {
  return kind === 'opfs' ? opfsFileBytes(takeKey) : indexedDbFileBytes(takeKey);
}

/** Deletes the audio; no error when it is gone already. Hold the take's lock. */
export function deleteTakeFile(takeKey: string, kind: FileKind): Promise<void> {
  return kind === 'opfs' ? deleteOpfsFile(takeKey) : deleteIndexedDbFile(takeKey);
}
