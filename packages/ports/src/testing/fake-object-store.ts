/// <reference types="node" />
import { createHash } from 'node:crypto';
import { AppError, LIMITS, objectKeySchema } from '@audio-studio/contract';
import { systemClock, type Clock } from '@audio-studio/flow';
import type {
  ByteRange,
  ObjectInfo,
  ObjectStore,
  SignGetOptions,
  SignPutOptions,
  StoredObject,
  StoredPart,
  UploadRef,
} from '../object-store.ts';
import { FakeSignedUrls } from './fake-signed-urls.ts';

interface Stored {
  info: ObjectInfo;
  bytes: Uint8Array<ArrayBuffer>;
}

interface Upload {
  key: string;
  contentType: string;
  parts: Map<number, { etag: string; bytes: Uint8Array; sha256: string | undefined }>;
}

/** Objects in memory, for tests of what stands on the port. Keeps every rule of the contract suite. */
export class FakeObjectStore implements ObjectStore {
  readonly bucket = 'fake';
  readonly #objects = new Map<string, Stored>();
  readonly #uploads = new Map<string, Upload>();
  readonly #urls: FakeSignedUrls;

  constructor(clock: Clock = systemClock) {
    this.#urls = new FakeSignedUrls(clock);
  }

  /** Stands in for `fetch` on the URLs this store signed. */
  readonly fetch = (url: string, init?: RequestInit): Promise<Response> => this.#urls.fetch(this, url, init);

  async put(
    key: string,
    bytes: Uint8Array,
    options: { contentType: string; sha256?: string | undefined },
    signal?: AbortSignal,
  ): Promise<ObjectInfo> {
    signal?.throwIfAborted();
    return this.#store(key, bytes, quotedMd5(bytes), options.contentType, options.sha256);
  }

  async get(key: string, range?: ByteRange, signal?: AbortSignal): Promise<StoredObject | undefined> {
    signal?.throwIfAborted();
    const stored = this.#objects.get(checkKey(key));
    if (stored === undefined) return undefined;
    const { info, bytes } = stored;
    const first = range?.first ?? 0;
    const end = Math.min((range?.last ?? Infinity) + 1, bytes.byteLength);
    if (range !== undefined && !(first >= 0 && first < end)) throw AppError.validation('The range is outside');
    const chunk = bytes.slice(first, end);
    return { ...info, lengthBytes: chunk.byteLength, body: inChunks(chunk) };
  }

  async head(key: string, signal?: AbortSignal): Promise<ObjectInfo | undefined> {
    signal?.throwIfAborted();
    const stored = this.#objects.get(checkKey(key));
    return stored === undefined ? undefined : { ...stored.info };
  }

  async delete(key: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#objects.delete(checkKey(key));
  }

  async deletePrefix(prefix: string, signal?: AbortSignal): Promise<number> {
    signal?.throwIfAborted();
    if (prefix === '') throw AppError.validation('An empty prefix means everything');
    checkKey(`${prefix}x`);
    const doomed = this.keys().filter((key) => key.startsWith(prefix));
    for (const key of doomed) this.#objects.delete(key);
    return doomed.length;
  }

  async createMultipart(key: string, options: { contentType: string }, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const uploadId = crypto.randomUUID();
    this.#uploads.set(uploadId, { key: checkKey(key), contentType: options.contentType, parts: new Map() });
    return uploadId;
  }

  async uploadPart(
    ref: UploadRef,
    partNumber: number,
    bytes: Uint8Array,
    signal?: AbortSignal,
    sha256?: string,
  ): Promise<string> {
    signal?.throwIfAborted();
    checkPartNumber(partNumber);
    const etag = quotedMd5(bytes);
    this.#known(ref).parts.set(partNumber, { etag, bytes: bytes.slice(), sha256 });
    return etag;
  }

  async listParts(ref: UploadRef, signal?: AbortSignal): Promise<StoredPart[] | undefined> {
    signal?.throwIfAborted();
    const parts = this.#find(ref)?.parts;
    if (parts === undefined) return undefined;
    return Array.from(parts, ([partNumber, { etag, bytes, sha256 }]) => {
      const part = { partNumber, etag, sizeBytes: bytes.length };
      return sha256 === undefined ? part : { ...part, sha256 };
    }).sort((a, b) => a.partNumber - b.partNumber);
  }

  async completeMultipart(
    ref: UploadRef,
    parts: readonly { partNumber: number; etag: string }[],
    signal?: AbortSignal,
  ): Promise<ObjectInfo & { location: string }> {
    signal?.throwIfAborted();
    const upload = this.#known(ref);
    if (parts.length === 0) throw AppError.validation('No parts');
    const bodies = parts.map(({ partNumber, etag }, at) => {
      const part = upload.parts.get(partNumber);
      const isAscending = at === 0 || partNumber > parts[at - 1]!.partNumber;
      const isLargeEnough = at === parts.length - 1 || (part?.bytes.length ?? 0) >= LIMITS.MIN_PART_SIZE;
      if (part?.etag !== etag || !isAscending || !isLargeEnough) throw AppError.validation(`Part ${partNumber}`);
      return part.bytes;
    });
    const etags = parts.map(({ etag }) => Buffer.from(etag.slice(1, -1), 'hex'));
    const etag = quotedMd5(Buffer.concat(etags)).replace(/"$/, `-${parts.length}"`);
    this.#uploads.delete(ref.uploadId);
    return {
      ...this.#store(ref.key, Buffer.concat(bodies), etag, upload.contentType),
      location: this.#urls.at(ref.key),
    };
  }

  async abortMultipart(ref: UploadRef, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#find(ref) !== undefined) this.#uploads.delete(ref.uploadId);
  }

  async signPut({ expiresInSeconds, ...grant }: SignPutOptions): Promise<string> {
    checkKey(grant.key);
    return this.#urls.sign({ method: 'PUT', ...grant }, expiresInSeconds);
  }

  async signGet({ expiresInSeconds, ...grant }: SignGetOptions): Promise<string> {
    checkKey(grant.key);
    return this.#urls.sign({ method: 'GET', ...grant }, expiresInSeconds);
  }

  async signPart(
    ref: UploadRef,
    partNumber: number,
    expiresInSeconds: number,
    { sha256 }: Pick<SignPutOptions, 'sha256'> = {},
  ): Promise<string> {
    checkPartNumber(partNumber);
    return this.#urls.sign({ method: 'PUT', ...ref, partNumber, sha256 }, expiresInSeconds);
  }

  /** Every key there is, sorted. */
  keys(): string[] {
    return Array.from(this.#objects.keys()).sort();
  }

  async probe(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
  }

  async close(): Promise<void> {}

  #store(key: string, bytes: Uint8Array, etag: string, contentType: string, sha256?: string): ObjectInfo {
    const info = { sizeBytes: bytes.byteLength, etag, contentType, ...(sha256 === undefined ? {} : { sha256 }) };
    this.#objects.set(checkKey(key), { info, bytes: new Uint8Array(bytes) });
    return { ...info };
  }

  #find({ key, uploadId }: UploadRef): Upload | undefined {
    const upload = this.#uploads.get(uploadId);
    return upload?.key === key ? upload : undefined;
  }

  #known(ref: UploadRef): Upload {
    const upload = this.#find(ref);
    if (upload === undefined) throw AppError.notFound('Upload');
    return upload;
  }
}

function checkKey(key: string): string {
  if (!objectKeySchema.safeParse(key).success) throw AppError.validation('Not a key');
  return key;
}

function checkPartNumber(partNumber: number): void {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > LIMITS.MAX_PARTS)
    throw AppError.validation('Not a part number');
}

function quotedMd5(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

/** More than one chunk, so that nobody comes to rely on there being one. */
async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const half = Math.ceil(bytes.byteLength / 2);
  if (half > 0) yield bytes.subarray(0, half);
  if (half < bytes.byteLength) yield bytes.subarray(half);
}
