import { retry } from '@audio-studio/flow';
import type { RecordingFile } from './recording-file.ts';
import { takeFileName } from './take-key.ts';

const FOLDER = 'takes';

/** A file in the origin-private file system, written synchronously. Exists in dedicated workers only. */
export class OpfsRecordingFile implements RecordingFile {
  readonly kind = 'opfs';
  readonly blockBytes = 0;
  readonly #file: FileSystemFileHandle;
  readonly #handle: FileSystemSyncAccessHandle;
  #sizeBytes: number;

  private constructor(file: FileSystemFileHandle, handle: FileSystemSyncAccessHandle) {
    this.#file = file;
    this.#handle = handle;
    this.#sizeBytes = handle.getSize();
  }

  static async open(takeKey: string): Promise<OpfsRecordingFile> {
    const folder = await takesFolder();
    const file = await folder.getFileHandle(takeFileName(takeKey), { create: true });
    // A worker that was just ended keeps its handle for a moment.
    const handle = await retry(() => file.createSyncAccessHandle(), {
      policy: { attempts: 8, baseDelayMs: 25, maxDelayMs: 800 },
      isRetryable: (error) => error instanceof DOMException && error.name === 'NoModificationAllowedError',
    });
    return new OpfsRecordingFile(file, handle);
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  append(bytes: Uint8Array): number {
    const written = this.#handle.write(bytes, { at: this.#sizeBytes });
    this.#sizeBytes += written;
    return written;
  }

  writeHeader(header: Uint8Array): void {
    const written = this.#handle.write(header, { at: 0 });
    if (written !== header.length) throw new DOMException('header not written', 'QuotaExceededError');
    this.#sizeBytes = Math.max(this.#sizeBytes, written);
  }

  flush(): void {
    this.#handle.flush();
  }

  read(offsetBytes: number, lengthBytes: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(lengthBytes);
    return bytes.subarray(0, this.#handle.read(bytes, { at: offsetBytes }));
  }

  truncate(sizeBytes: number): void {
    this.#handle.truncate(sizeBytes);
    this.#sizeBytes = this.#handle.getSize();
  }

  /** Current only as long as nothing more is appended. */
  toBlob(): Promise<Blob> {
    return this.#file.getFile();
  }

  close(): void {
    this.#handle.close();
  }
}

/** Opens a file in earnest: some browsers have the method and refuse it (private windows). */
export async function hasSyncAccess(): Promise<boolean> {
  const name = `probe-${crypto.randomUUID()}`;
  try {
    const root = await navigator.storage.getDirectory();
    const file = await root.getFileHandle(name, { create: true });
    const handle = await file.createSyncAccessHandle();
    handle.close();
    await root.removeEntry(name);
    return true;
  } catch {
    return false;
  }
}

/** Size of a take's file, also while a worker has it open; 0 when there is none. Works in pages too. */
export async function opfsFileBytes(takeKey: string): Promise<number> {
  try {
    const folder = await takesFolder();
    const file = await folder.getFileHandle(takeFileName(takeKey));
    return (await file.getFile()).size;
  } catch (error) {
    if (isNotFound(error)) return 0;
    throw error;
  }
}

/** A take that has no file is already deleted. */
export async function deleteOpfsFile(takeKey: string): Promise<void> {
  try {
    const folder = await takesFolder();
    await folder.removeEntry(takeFileName(takeKey));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function takesFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}
