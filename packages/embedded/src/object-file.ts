import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '@audio-studio/contract';
import type { ObjectInfo } from '@audio-studio/ports';
import { isFileError, toAppError } from './file-failure.ts';

/**
 * An object on disk is its bytes followed by a trailer: JSON with type, etag and size, the JSON's
 * length (4 bytes, little endian) and eight bytes that mark the format. Bytes and description are one
 * file and arrive by one rename, so there is no moment, crash or copy in which they can disagree. The
 * bytes come first because players and tools read a WAV from its head and ignore what follows its data.
 */
const MARK = Buffer.from('AStudio1');
const TAIL_BYTES = 4 + MARK.byteLength;
const MAX_TRAILER_BYTES = 4096;
const READ_BYTES = 256 * 1024;

export function quoteEtag(md5Hex: string): string {
  return `"${md5Hex}"`;
}

export async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.byteLength;) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.byteLength - offset);
    offset += bytesWritten;
  }
}

export async function writeTrailer(handle: FileHandle, info: ObjectInfo): Promise<void> {
  const json = Buffer.from(JSON.stringify(info));
  if (json.byteLength + TAIL_BYTES > MAX_TRAILER_BYTES) throw AppError.validation('The content type is too long');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.byteLength);
  await writeFully(handle, Buffer.concat([json, length, MARK]));
}

export interface BodyLimits {
  maxBytes: number;
  /** When given, the body must have exactly this size. */
  lengthBytes?: number | undefined;
  /** MD5 the sender computed, base64. */
  contentMd5?: string | undefined;
  /** SHA-256 the body must have, base64. It is kept with the object. */
  sha256?: string | undefined;
}

/** Why a body was refused: it arrived, but not as it was sent. */
export class DigestMismatch extends Error {
  override readonly name = 'DigestMismatch';
}

/** Streams a body and its trailer to an empty file; memory stays at one chunk. */
export async function writeObject(
  handle: FileHandle,
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  limits: BodyLimits,
): Promise<ObjectInfo> {
  const md5 = createHash('md5');
  const sha256 = limits.sha256 === undefined ? undefined : createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limits.maxBytes) throw AppError.of('PAYLOAD_TOO_LARGE');
    md5.update(chunk);
    sha256?.update(chunk);
    await writeFully(handle, chunk);
  }
  if (limits.lengthBytes !== undefined && sizeBytes !== limits.lengthBytes)
    throw AppError.validation('The body is not as long as announced');
  const digest = md5.digest();
  if (limits.contentMd5 !== undefined && digest.toString('base64') !== limits.contentMd5) throw damagedOnTheWay('MD5');
  if (sha256?.digest('base64') !== limits.sha256) throw damagedOnTheWay('SHA-256');
  const info = { contentType, etag: quoteEtag(digest.toString('hex')), sizeBytes, ...checksumOf(limits) };
  await writeTrailer(handle, info);
  return info;
}

/** What the trailer says; undefined when there is no such file. */
export async function readInfo(path: string): Promise<ObjectInfo | undefined> {
  const handle = await openObject(path);
  if (handle === undefined) return undefined;
  try {
    return await readTrailer(handle);
  } finally {
    await handle.close();
  }
}

export async function openObject(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw toAppError(error);
  }
}

export async function readTrailer(handle: FileHandle): Promise<ObjectInfo> {
  const { size } = await handle.stat();
  const tail = Buffer.alloc(Math.min(size, MAX_TRAILER_BYTES));
  await readFully(handle, tail, size - tail.byteLength);
  const jsonEnd = tail.byteLength - TAIL_BYTES;
  const jsonStart = jsonEnd < 0 ? -1 : jsonEnd - tail.readUInt32LE(jsonEnd);
  if (jsonStart < 0 || !tail.subarray(jsonEnd + 4).equals(MARK)) throw damaged('no trailer');
  const info = parseTrailer(tail.toString('utf8', jsonStart, jsonEnd));
  if (info.sizeBytes !== size - (tail.byteLength - jsonStart)) throw damaged('the size differs');
  return info;
}

function parseTrailer(json: string): ObjectInfo {
  const { contentType, etag, sizeBytes, sha256 } = JSON.parse(json) as Record<keyof ObjectInfo, unknown>;
  if (typeof contentType !== 'string' || typeof etag !== 'string' || typeof sizeBytes !== 'number')
    throw damaged('the trailer is not one');
  if (sha256 === undefined) return { contentType, etag, sizeBytes };
  if (typeof sha256 !== 'string') throw damaged('the trailer is not one');
  return { contentType, etag, sizeBytes, sha256 };
}

/** Absent rather than undefined where there is none. */
export function checksumOf({ sha256 }: { sha256?: string | undefined }): { sha256?: string } {
  return sha256 === undefined ? {} : { sha256 };
}

/** The bytes `first` to `last`, both included, a buffer at a time. */
export async function* readRange(
  handle: FileHandle,
  first: number,
  last: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (let position = first; position <= last;) {
    signal?.throwIfAborted();
    const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, last - position + 1));
    await readFully(handle, chunk, position);
    position += chunk.byteLength;
    yield chunk;
  }
}

async function readFully(handle: FileHandle, into: Buffer, position: number): Promise<void> {
  for (let offset = 0; offset < into.byteLength;) {
    const { bytesRead } = await handle.read(into, offset, into.byteLength - offset, position + offset);
    if (bytesRead === 0) throw damaged('it ends early');
    offset += bytesRead;
  }
}

function damagedOnTheWay(checksum: string): AppError {
  const message = `The body does not have the announced ${checksum}`;
  return AppError.of('VALIDATION_ERROR', message, new DigestMismatch(message));
}

function damaged(why: unknown): AppError {
  return AppError.of('INTERNAL_ERROR', 'A stored object is damaged', why);
}
