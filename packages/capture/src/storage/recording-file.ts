import type { FileKind } from './take-record.ts';
import { IndexedDbRecordingFile } from './indexeddb-recording-file.ts';
import { hasSyncAccess, OpfsRecordingFile } from './opfs-recording-file.ts';

/**
 * A take's WAV file on this device, open for appending and reading by one worker. Sizes and offsets
 * are bytes from the start of the file, the 44 header bytes included.
 *
 * What can be done at once is done at once and returns no promise: the recording worker counts on
 * that to have a block on the disk before it looks at the next.
 */
export interface RecordingFile {
  readonly kind: FileKind;
  readonly sizeBytes: number;
  /** Least amount worth one `append` (0: any). */
  readonly blockBytes: number;
  /**
   * Adds to the end and answers how many of the bytes were stored. Throws (QuotaExceededError when
   * the disk is full) when the device refuses; then `sizeBytes` is what it was.
   */
  append(bytes: Uint8Array): number | Promise<number>;
  /** Writes the header over the first 44 bytes, or as the first 44 of an empty file. */
  writeHeader(header: Uint8Array): void | Promise<void>;
  /** Returns once everything appended would survive a crash of the browser. */
  flush(): void;
  /** Fewer bytes than asked for at the end of the file only. */
  read(offsetBytes: number, lengthBytes: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  /** Drops everything from `sizeBytes` on. */
  truncate(sizeBytes: number): void | Promise<void>;
  /** The whole file as a body to send; read from the disk by the browser where it can. */
  toBlob(): Promise<Blob>;
  /** Harmless when called twice. */
  close(): void;
}

/** The way takes are stored here; by a synchronous OPFS file unless the browser has none. */
export async function chooseFileKind(): Promise<FileKind> {
  return (await hasSyncAccess()) ? 'opfs' : 'indexeddb';
}

/** Opens (or begins) the file of a take. Only one holder at a time: hold the take's lock. */
export function openRecordingFile(takeKey: string, kind: FileKind): Promise<RecordingFile> {
  return kind === 'opfs' ? OpfsRecordingFile.open(takeKey) : IndexedDbRecordingFile.open(takeKey);
}
