import type { IncomingMessage, ServerResponse } from 'node:http';
import { CHECKSUM_HEADER, LIMITS } from '@audio-studio/contract';
import type { FileObjectStore } from './file-object-store.ts';
import type { BodyLimits } from './object-file.ts';
import { Refusal } from './object-refusal.ts';
import type { Grant } from './signed-url.ts';

/** A sender that has been silent this long is gone, milliseconds. */
const IDLE_TIMEOUT_MS = 60_000;

/** PUT of an object or a part. Everything that can be refused is refused before a byte is taken. */
export async function putObject(
  store: FileObjectStore,
  grant: Grant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isPart = grant.uploadId !== undefined && grant.partNumber !== undefined;
  const limits = readLimits(grant, request, isPart ? LIMITS.MAX_PART_SIZE : LIMITS.MAX_FILE_SIZE);
  const contentType = request.headers['content-type'] ?? '';
  if (grant.contentType !== undefined && contentType !== grant.contentType)
    throw new Refusal('SignatureDoesNotMatch', 'Content-Type is not the one that was signed');

  request.setTimeout(IDLE_TIMEOUT_MS, () => request.destroy(new Error('The sender fell silent')));
  // The stream is ours to leave early: destroying it would cut the line our answer takes.
  const body: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
  let etag: string;
  try {
    ({ etag } = isPart
      ? await store.uploadPartStream({ key: grant.key, uploadId: grant.uploadId! }, grant.partNumber!, body, limits)
      : await store.putStream(grant.key, body, contentType || 'application/octet-stream', limits));
  } finally {
    request.setTimeout(0);
  }
  response.writeHead(200, { ETag: etag, 'Content-Length': 0 }).end();
}

function readLimits(grant: Grant, request: IncomingMessage, maxBytes: number): BodyLimits {
  const announced = request.headers['content-length'];
  if (announced === undefined) throw new Refusal('MissingContentLength');
  const lengthBytes = Number(announced);
  if (grant.lengthBytes !== undefined && lengthBytes !== grant.lengthBytes)
    throw new Refusal('SignatureDoesNotMatch', 'Content-Length is not the one that was signed');
  if (lengthBytes > maxBytes) throw new Refusal('EntityTooLarge');
  // As on S3: a checksum counts only where it was signed.
  if (request.headers[CHECKSUM_HEADER] !== grant.sha256)
    throw new Refusal('SignatureDoesNotMatch', 'The checksum is not the one that was signed');
  const contentMd5 = request.headers['content-md5'];
  if (contentMd5 !== undefined && !(typeof contentMd5 === 'string' && /^[A-Za-z0-9+/]{22}==$/.test(contentMd5)))
    throw new Refusal('InvalidDigest');
  return { maxBytes, lengthBytes, contentMd5, sha256: grant.sha256 };
}
