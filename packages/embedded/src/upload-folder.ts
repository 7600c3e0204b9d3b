import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, LIMITS } from '@audio-studio/contract';
import type { ObjectInfo, StoredPart, UploadRef } from '@audio-studio/ports';
import { makeFolder, syncFolder, writeDurably } from './durable-file.ts';
import { isFileError, toAppError } from './file-failure.ts';
import {
  checksumOf,
  openObject,
  quoteEtag,
  readInfo,
  readRange,
  readTrailer,
  writeFully,
  writeObject,
  writeTrailer,
  type BodyLimits,
} from './object-file.ts';

const DESCRIPTION = 'upload.json';
const PART_NAME = /^part-(\d{5})$/;
const PART_TYPE = 'application/octet-stream';

/** Ours are UUIDs; nothing else becomes part of a path. */
const UPLOAD_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

interface UploadDescription {
  key: string;
  contentType: string;
}

/** Multipart uploads: a folder each, with a description and one file per part. */
export class UploadFolder {
  readonly #folder: string;
  readonly #temporaryFolder: string;

  constructor(folder: string, temporaryFolder: string) {
    this.#folder = folder;
    this.#temporaryFolder = temporaryFolder;
  }

  /** The folder appears complete, by one rename. */
  async create(description: UploadDescription): Promise<string> {
    const uploadId = randomUUID();
    const temporary = join(this.#temporaryFolder, randomUUID());
    try {
      await mkdir(temporary, { mode: 0o700 });
      const handle = await open(join(temporary, DESCRIPTION), 'wx', 0o600);
      try {
        await writeFully(handle, Buffer.from(JSON.stringify(description)));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await syncFolder(temporary);
      await rename(temporary, this.#path(uploadId));
      await syncFolder(this.#folder);
      return uploadId;
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw toAppError(error);
    }
  }

  /** Undefined when there is no such upload for that key. */
  async describe(ref: UploadRef): Promise<UploadDescription | undefined> {
    if (!UPLOAD_ID.test(ref.uploadId)) return undefined;
    try {
      const text = await readFile(join(this.#path(ref.uploadId), DESCRIPTION), 'utf8');
      const description = JSON.parse(text) as UploadDescription;
      return description.key === ref.key ? description : undefined;
    } catch (error) {
      if (isFileError(error, 'ENOENT')) return undefined;
      throw toAppError(error);
    }
  }

  /** Replaces the part if it is there. Rejects with NOT_FOUND when the upload is not, or ends meanwhile. */
  async writePart(
    ref: UploadRef,
    partNumber: number,
    body: AsyncIterable<Uint8Array>,
    limits: BodyLimits,
  ): Promise<StoredPart> {
    checkPartNumber(partNumber);
    if ((await this.describe(ref)) === undefined) throw AppError.notFound('Upload');
    try {
      const written = await writeDurably({
        temporaryFolder: this.#temporaryFolder,
        path: this.#partPath(ref, partNumber),
        makesFolder: false,
        fill: (handle) => writeObject(handle, body, PART_TYPE, limits),
      });
      return { partNumber, etag: written.etag, sizeBytes: written.sizeBytes, ...checksumOf(written) };
    } catch (error) {
      if (isFileError(error, 'ENOENT')) throw AppError.notFound('Upload');
      throw error;
    }
  }

  async listParts(ref: UploadRef): Promise<StoredPart[] | undefined> {
    if ((await this.describe(ref)) === undefined) return undefined;
    try {
      const names = await readdir(this.#path(ref.uploadId));
      const parts: StoredPart[] = [];
      for (const name of names.sort()) {
        const number = PART_NAME.exec(name)?.[1];
        if (number === undefined) continue;
        const partNumber = Number(number);
        const info = await readInfo(this.#partPath(ref, partNumber));
        if (info !== undefined)
          parts.push({ partNumber, etag: info.etag, sizeBytes: info.sizeBytes, ...checksumOf(info) });
      }
      return parts;
    } catch (error) {
      if (isFileError(error, 'ENOENT')) return undefined;
      throw toAppError(error);
    }
  }

  /**
   * Appends the parts, one buffer in memory, and a trailer with S3's multipart etag: the MD5 of the
   * parts' MD5s, and their number. Each part's bytes are hashed again on the way: a part that was
   * replaced or damaged since it was checked rejects.
   */
  async join(ref: UploadRef, parts: readonly StoredPart[], contentType: string, into: FileHandle): Promise<ObjectInfo> {
    const digests = createHash('md5');
    let sizeBytes = 0;
    for (const part of parts) {
      const digest = await this.#append(ref, part, into);
      if (quoteEtag(digest.toString('hex')) !== part.etag) throw changed(part);
      digests.update(digest);
      sizeBytes += part.sizeBytes;
    }
    const info = { contentType, etag: quoteEtag(`${digests.digest('hex')}-${parts.length}`), sizeBytes };
    await writeTrailer(into, info);
    return info;
  }

  /** Ends the upload by one rename; what it held is deleted after, by us or by the sweep. */
  async remove(uploadId: string): Promise<void> {
    const doomed = join(this.#temporaryFolder, randomUUID());
    try {
      await rename(this.#path(uploadId), doomed);
    } catch (error) {
      if (isFileError(error, 'ENOENT')) return;
      throw toAppError(error);
    }
    await syncFolder(this.#folder);
    await rm(doomed, { recursive: true, force: true });
  }

  /** Ends uploads without a part whose folder nobody has written to since `beforeMs`; answers how many. */
  async sweepEmpty(beforeMs: number): Promise<number> {
    let swept = 0;
    for (const uploadId of await readdir(this.#folder)) {
      const path = this.#path(uploadId);
      const found = await stat(path).catch(() => undefined);
      if (found === undefined || found.mtimeMs > beforeMs || !UPLOAD_ID.test(uploadId)) continue;
      const names = await readdir(path).catch(() => undefined);
      if (names === undefined || names.some((name) => PART_NAME.test(name))) continue;
      await this.remove(uploadId);
      swept += 1;
    }
    return swept;
  }

  async prepare(): Promise<void> {
    await makeFolder(this.#folder);
  }

  async #append(ref: UploadRef, part: StoredPart, into: FileHandle): Promise<Buffer> {
    const handle = await openObject(this.#partPath(ref, part.partNumber));
    if (handle === undefined) throw changed(part);
    try {
      if ((await readTrailer(handle)).etag !== part.etag) throw changed(part);
      const md5 = createHash('md5');
      for await (const chunk of readRange(handle, 0, part.sizeBytes - 1)) {
        md5.update(chunk);
        await writeFully(into, chunk);
      }
      return md5.digest();
    } finally {
      await handle.close();
    }
  }

  #path(uploadId: string): string {
    return join(this.#folder, uploadId);
  }

  #partPath(ref: UploadRef, partNumber: number): string {
    return join(this.#path(ref.uploadId), `part-${String(partNumber).padStart(5, '0')}`);
  }
}

export function checkPartNumber(partNumber: number): void {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > LIMITS.MAX_PARTS)
    throw AppError.validation(`A part number is 1 to ${LIMITS.MAX_PARTS}`);
}

/** The stored parts a client names, in its order; see `ObjectStore.completeMultipart` for what rejects. */
export function chooseParts(
  stored: readonly StoredPart[],
  named: readonly { partNumber: number; etag: string }[],
): StoredPart[] {
  const byNumber = new Map(stored.map((part) => [part.partNumber, part]));
  if (named.length === 0) throw AppError.validation('No parts are named');
  const chosen = named.map(({ partNumber, etag }, at) => {
    const part = byNumber.get(partNumber);
    if (part === undefined) throw AppError.validation(`Part ${partNumber} is missing`);
    if (part.etag !== quoteEtag(etag.replaceAll('"', ''))) throw changed(part);
    if (at > 0 && partNumber <= named[at - 1]!.partNumber) throw AppError.validation('The parts are not in order');
    if (at < named.length - 1 && part.sizeBytes < LIMITS.MIN_PART_SIZE)
      throw AppError.validation(`Part ${partNumber} is smaller than a part may be`);
    return part;
  });
  if (chosen.reduce((sum, part) => sum + part.sizeBytes, 0) > LIMITS.MAX_FILE_SIZE)
    throw AppError.validation('The parts together are larger than a file may be');
  return chosen;
}

function changed(part: StoredPart): AppError {
  return AppError.validation(`Part ${part.partNumber} is not the one that is named`);
}
