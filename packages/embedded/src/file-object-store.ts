import { readdir, rmdir, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, LIMITS } from '@audio-studio/contract';
import { KeyedLock, systemClock, type Clock } from '@audio-studio/flow';
import type {
  ByteRange,
  ObjectInfo,
  ObjectStore,
  SignGetOptions,
  SignPutOptions,
  StoredObject,
  StoredPart,
  UploadRef,
} from '@audio-studio/ports';
import { makeFolder, syncFolder, writeDurably } from './durable-file.ts';
import { isFileError, toAppError } from './file-failure.ts';
import { openObject, readInfo, readRange, readTrailer, writeObject, type BodyLimits } from './object-file.ts';
import { checkKey, isFolderName, objectPath, prefixFolder } from './object-path.ts';
import { UrlSigner } from './signed-url.ts';
import { checkPartNumber, chooseParts, UploadFolder } from './upload-folder.ts';

const EMPTY_UPLOAD_MS = 7 * 24 * 3600 * 1000;

export interface FileObjectStoreOptions {
  /** Folder of its own, made when missing. All of it must be on one file system. */
  root: string;
  /** Where browsers reach this server, without `/objects`: `https://studio.example`. */
  baseUrl: string;
  /** Signs URLs; at least 16 bytes, the same in every process that shares `root`. */
  secret: string;
  clock?: Clock;
}

/** Makes the folders and proves that they can be written. Rejects with UNAVAILABLE when not. */
export async function openFileObjectStore(options: FileObjectStoreOptions): Promise<FileObjectStore> {
  const store = new FileObjectStore(options);
  await store.prepare();
  return store;
}

/**
 * Objects as files, with S3's semantics. Below `root`: `files` (one file per key, see `object-path`),
 * `uploads` (one folder per multipart upload) and `tmp` (whatever is not finished). Everything that
 * becomes visible does so by one rename out of `tmp`, after its bytes are on the disk.
 */
export class FileObjectStore implements ObjectStore {
  readonly bucket = 'local';
  readonly #files: string;
  readonly #temporary: string;
  readonly #uploads: UploadFolder;
  readonly #signer: UrlSigner;
  readonly #clock: Clock;
  readonly #completing = new KeyedLock();

  constructor(options: FileObjectStoreOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#files = join(options.root, 'files');
    this.#temporary = join(options.root, 'tmp');
    this.#uploads = new UploadFolder(join(options.root, 'uploads'), this.#temporary);
    this.#signer = new UrlSigner({ secret: options.secret, baseUrl: options.baseUrl, clock: this.#clock });
  }

  get signer(): UrlSigner {
    return this.#signer;
  }

  async prepare(): Promise<void> {
    try {
      await makeFolder(this.#files);
      await makeFolder(this.#temporary);
      await this.#uploads.prepare();
    } catch (error) {
      throw AppError.unavailable('The folder for objects cannot be made', error);
    }
    await this.probe();
  }

  async put(
    key: string,
    bytes: Uint8Array,
    options: { contentType: string },
    signal?: AbortSignal,
  ): Promise<ObjectInfo> {
    return this.putStream(key, once(bytes), options.contentType, { maxBytes: LIMITS.MAX_FILE_SIZE }, signal);
  }

  /** As `put`, from a stream. Rejects and stores nothing when the stream fails or breaks a limit. */
  async putStream(
    key: string,
    body: AsyncIterable<Uint8Array>,
    contentType: string,
    limits: BodyLimits,
    signal?: AbortSignal,
  ): Promise<ObjectInfo> {
    signal?.throwIfAborted();
    return writeDurably({
      temporaryFolder: this.#temporary,
      path: objectPath(this.#files, key),
      makesFolder: true,
      fill: (handle) => writeObject(handle, body, contentType, limits),
    });
  }

  /** The body is read when iterated; should the object have been replaced by then, that rejects (UNAVAILABLE). */
  async get(key: string, range?: ByteRange, signal?: AbortSignal): Promise<StoredObject | undefined> {
    const info = await this.head(key, signal);
    if (info === undefined) return undefined;
    const first = range?.first ?? 0;
    const last = Math.min(range?.last ?? Infinity, info.sizeBytes - 1);
    if (range !== undefined && !(first >= 0 && first <= last))
      throw AppError.validation('That range is outside the object');
    return { ...info, lengthBytes: last - first + 1, body: this.#read(key, info, first, last, signal) };
  }

  async head(key: string, signal?: AbortSignal): Promise<ObjectInfo | undefined> {
    signal?.throwIfAborted();
    return readInfo(objectPath(this.#files, key));
  }

  async delete(key: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const path = objectPath(this.#files, key);
    if (await this.#unlink(path)) await this.#tidy(dirname(path));
  }

  async deletePrefix(prefix: string, signal?: AbortSignal): Promise<number> {
    const { folder, namePrefix } = prefixFolder(this.#files, prefix);
    const deleted = await this.#deleteWithin(folder, namePrefix, signal);
    await this.#tidy(folder);
    return deleted;
  }

  async createMultipart(key: string, options: { contentType: string }, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    return this.#uploads.create({ key: checkKey(key), contentType: options.contentType });
  }

  async uploadPart(ref: UploadRef, partNumber: number, bytes: Uint8Array, signal?: AbortSignal): Promise<string> {
    const part = await this.uploadPartStream(ref, partNumber, once(bytes), { maxBytes: LIMITS.MAX_PART_SIZE }, signal);
    return part.etag;
  }

  /** As `uploadPart`, from a stream. */
  async uploadPartStream(
    ref: UploadRef,
    partNumber: number,
    body: AsyncIterable<Uint8Array>,
    limits: BodyLimits,
    signal?: AbortSignal,
  ): Promise<StoredPart> {
    signal?.throwIfAborted();
    return this.#uploads.writePart(ref, partNumber, body, limits);
  }

  async listParts(ref: UploadRef, signal?: AbortSignal): Promise<StoredPart[] | undefined> {
    signal?.throwIfAborted();
    return this.#uploads.listParts(ref);
  }

  /**
   * Dying before the rename leaves the upload as it was; dying after it leaves the object and the
   * upload, and completing again gives the same object. An unknown upload rejects with NOT_FOUND.
   */
  async completeMultipart(
    ref: UploadRef,
    parts: readonly { partNumber: number; etag: string }[],
    signal?: AbortSignal,
  ): Promise<ObjectInfo & { location: string }> {
    return this.#completing.run(ref.uploadId, async () => {
      signal?.throwIfAborted();
      const description = await this.#uploads.describe(ref);
      const stored = await this.#uploads.listParts(ref);
      if (description === undefined || stored === undefined) throw AppError.notFound('Upload');
      const chosen = chooseParts(stored, parts);
      const info = await writeDurably({
        temporaryFolder: this.#temporary,
        path: objectPath(this.#files, ref.key),
        makesFolder: true,
        fill: (handle) => this.#uploads.join(ref, chosen, description.contentType, handle),
      });
      await this.#uploads.remove(ref.uploadId);
      return { ...info, location: this.#signer.location(ref.key) };
    });
  }

  async abortMultipart(ref: UploadRef, signal?: AbortSignal): Promise<void> {
    await this.#completing.run(ref.uploadId, async () => {
      signal?.throwIfAborted();
      if ((await this.#uploads.describe(ref)) !== undefined) await this.#uploads.remove(ref.uploadId);
    });
  }

  async signPut({ key, contentType, expiresInSeconds, lengthBytes, sha256 }: SignPutOptions): Promise<string> {
    return this.#signer.sign({ method: 'PUT', key, contentType, lengthBytes, sha256 }, expiresInSeconds);
  }

  async signGet({ key, expiresInSeconds, fileName }: SignGetOptions): Promise<string> {
    return this.#signer.sign({ method: 'GET', key, fileName }, expiresInSeconds);
  }

  async signPart(
    ref: UploadRef,
    partNumber: number,
    expiresInSeconds: number,
    { sha256 }: Pick<SignPutOptions, 'sha256'> = {},
  ): Promise<string> {
    checkPartNumber(partNumber);
    return this.#signer.sign({ method: 'PUT', ...ref, partNumber, sha256 }, expiresInSeconds);
  }

  /** Writes, syncs, moves and removes a small file: what every upload needs. */
  async probe(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const path = join(this.#temporary, `probe-${process.pid}`);
    try {
      await writeDurably({
        temporaryFolder: this.#temporary,
        path,
        makesFolder: false,
        fill: (handle) => handle.write('probe'),
      });
      await rm(path, { force: true });
    } catch (error) {
      throw AppError.unavailable('The folder for objects cannot be written', error);
    }
  }

  /**
   * Deletes what a process that died left unfinished: entries nobody has written to for `olderThanMs`.
   * Uploads that were not completed stay, as they may hold the only copy of a recording; but for those of
   * which no part came in a week, when every URL to send one has long expired. Answers how many.
   */
  async sweep(olderThanMs: number): Promise<number> {
    let swept = await this.#uploads.sweepEmpty(this.#clock.nowMs() - EMPTY_UPLOAD_MS);
    for (const name of await readdir(this.#temporary)) {
      const path = join(this.#temporary, name);
      const found = await stat(path).catch(() => undefined);
      if (found === undefined || found.mtimeMs > this.#clock.nowMs() - olderThanMs) continue;
      await rm(path, { recursive: true, force: true });
      swept += 1;
    }
    return swept;
  }

  async close(): Promise<void> {
    // Nothing is held open between calls.
  }

  async *#read(
    key: string,
    expected: ObjectInfo,
    first: number,
    last: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array> {
    const handle = await openObject(objectPath(this.#files, key));
    try {
      if (handle === undefined || (await readTrailer(handle)).etag !== expected.etag)
        throw AppError.unavailable('The object was replaced while it was read');
      yield* readRange(handle, first, last, signal);
    } finally {
      await handle?.close();
    }
  }

  async #deleteWithin(folder: string, namePrefix: string, signal: AbortSignal | undefined): Promise<number> {
    let deleted = 0;
    for (const name of await readFolder(folder)) {
      signal?.throwIfAborted();
      if (!name.startsWith(namePrefix)) continue;
      const path = join(folder, name);
      if (!isFolderName(name)) deleted += (await this.#unlink(path)) ? 1 : 0;
      else {
        deleted += await this.#deleteWithin(path, '', signal);
        await rmdir(path).catch(() => undefined);
      }
    }
    return deleted;
  }

  async #unlink(path: string): Promise<boolean> {
    try {
      await unlink(path);
      await syncFolder(dirname(path));
      return true;
    } catch (error) {
      if (isFileError(error, 'ENOENT')) return false;
      throw toAppError(error);
    }
  }

  /** Removes folders that have become empty. One that fills again meanwhile stays; a write makes its own anew. */
  async #tidy(folder: string): Promise<void> {
    for (let path = folder; path.length > this.#files.length; path = dirname(path)) {
      try {
        await rmdir(path);
      } catch (error) {
        if (!isFileError(error, 'ENOENT')) return;
      }
    }
  }
}

async function readFolder(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return [];
    throw toAppError(error);
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
