export interface ObjectInfo {
  sizeBytes: number;
  etag: string;
  contentType: string;
  /** SHA-256, base64, where the body was held to one on its way in. */
  sha256?: string;
}

/** Inclusive byte positions, as in an HTTP Range. */
export interface ByteRange {
  first: number;
  /** Absent: to the end. */
  last?: number;
}

export interface StoredObject extends ObjectInfo {
  /** Size of `body`, bytes: `sizeBytes`, or less for a range. */
  lengthBytes: number;
  body: AsyncIterable<Uint8Array>;
}

export interface StoredPart {
  partNumber: number;
  etag: string;
  sizeBytes: number;
  /** As for an object. */
  sha256?: string;
}

export interface SignPutOptions {
  key: string;
  contentType: string;
  expiresInSeconds: number;
  /** When given, the URL takes a body of exactly this size. */
  lengthBytes?: number | undefined;
  /**
   * SHA-256, base64. When given, the URL takes a request that names it in `x-amz-checksum-sha256` and
   * whose body has it; any other body is answered 400 and not stored.
   */
  sha256?: string | undefined;
}

export interface SignGetOptions {
  key: string;
  expiresInSeconds: number;
  /** Name the browser saves it under. */
  fileName?: string;
}

export interface UploadRef {
  key: string;
  uploadId: string;
}

/**
 * Objects under keys, with S3's semantics: a PUT is whole or not at all, parts are joined by
 * `completeMultipart`, signed URLs let a browser do one thing to one key for a time. A missing object
 * or upload is `undefined`, not an error.
 */
export interface ObjectStore {
  readonly bucket: string;

  put(key: string, bytes: Uint8Array, options: { contentType: string }, signal?: AbortSignal): Promise<ObjectInfo>;
  get(key: string, range?: ByteRange, signal?: AbortSignal): Promise<StoredObject | undefined>;
  head(key: string, signal?: AbortSignal): Promise<ObjectInfo | undefined>;
  delete(key: string, signal?: AbortSignal): Promise<void>;
  /** Deletes every object whose key begins with `prefix`; answers how many. */
  deletePrefix(prefix: string, signal?: AbortSignal): Promise<number>;

  createMultipart(key: string, options: { contentType: string }, signal?: AbortSignal): Promise<string>;
  /** Uploads or replaces one part; answers its ETag. Rejects with NOT_FOUND for an unknown upload. */
  uploadPart(ref: UploadRef, partNumber: number, bytes: Uint8Array, signal?: AbortSignal): Promise<string>;
  /** Ascending; undefined when there is no such upload (completed, aborted or never there). */
  listParts(ref: UploadRef, signal?: AbortSignal): Promise<StoredPart[] | undefined>;
  /**
   * Joins the named parts. Rejects with VALIDATION_ERROR (and changes nothing) when a part is missing,
   * its ETag differs, the order is not ascending, or a part but the last is under 5 MB.
   */
  completeMultipart(
    ref: UploadRef,
    parts: readonly { partNumber: number; etag: string }[],
    signal?: AbortSignal,
  ): Promise<ObjectInfo & { location: string }>;
  /** Drops the parts; an unknown upload is no error. */
  abortMultipart(ref: UploadRef, signal?: AbortSignal): Promise<void>;

  signPut(options: SignPutOptions): Promise<string>;
  signGet(options: SignGetOptions): Promise<string>;
  signPart(
    ref: UploadRef,
    partNumber: number,
    expiresInSeconds: number,
    conditions?: Pick<SignPutOptions, 'sha256'>,
  ): Promise<string>;

  probe(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The whole object in memory. For small objects, or one part at most. */
export async function readBytes(object: StoredObject): Promise<Uint8Array> {
  const bytes = new Uint8Array(object.lengthBytes);
  let offset = 0;
  for await (const chunk of object.body) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
