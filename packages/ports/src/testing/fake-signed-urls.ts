/// <reference types="node" />
import { createHash } from 'node:crypto';
import { AppError, CHECKSUM_HEADER } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { readBytes, type ObjectInfo, type ObjectStore, type UploadRef } from '../object-store.ts';

interface Grant {
  method: 'GET' | 'PUT';
  key: string;
  contentType?: string;
  lengthBytes?: number | undefined;
  sha256?: string | undefined;
  fileName?: string;
  uploadId?: string;
  partNumber?: number;
}

/** A store that can be told the checksum a body was held to. */
interface Receiver extends ObjectStore {
  put(
    key: string,
    bytes: Uint8Array,
    options: { contentType: string; sha256?: string | undefined },
  ): Promise<ObjectInfo>;
  uploadPart(
    ref: UploadRef,
    partNumber: number,
    bytes: Uint8Array,
    signal?: AbortSignal,
    sha256?: string,
  ): Promise<string>;
}

const ORIGIN = 'https://objects.invalid/';
const MAX_LIFETIME_SECONDS = 7 * 24 * 3600;

/** Signed URLs that are remembered instead of computed, and what a server would answer to them. */
export class FakeSignedUrls {
  readonly #clock: Clock;
  readonly #grants = new Map<string, { grant: Grant; expiresAtMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  at(key: string): string {
    return ORIGIN + key;
  }

  sign(grant: Grant, expiresInSeconds: number): string {
    if (!(expiresInSeconds > 0 && expiresInSeconds <= MAX_LIFETIME_SECONDS))
      throw AppError.validation('Not a lifetime');
    const url = `${this.at(grant.key)}?token=${crypto.randomUUID()}`;
    this.#grants.set(url, { grant, expiresAtMs: this.#clock.nowMs() + expiresInSeconds * 1000 });
    return url;
  }

  async fetch(store: Receiver, url: string, init: RequestInit = {}): Promise<Response> {
    const request = new Request(url, init);
    const signed = this.#grants.get(url);
    if (signed === undefined || this.#clock.nowMs() >= signed.expiresAtMs) return answer(403);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (signed.grant.method !== method) return answer(403);
    return method === 'PUT' ? take(store, signed.grant, request) : give(store, signed.grant, request);
  }
}

async function take(store: Receiver, grant: Grant, request: Request): Promise<Response> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  const { key, contentType, lengthBytes, uploadId, partNumber, sha256 } = grant;
  if (contentType !== undefined && request.headers.get('Content-Type') !== contentType) return answer(403);
  if (lengthBytes !== undefined && bytes.byteLength !== lengthBytes) return answer(403);
  if (request.headers.get(CHECKSUM_HEADER) !== (sha256 ?? null)) return answer(403);
  if (sha256 !== undefined && sha256 !== createHash('sha256').update(bytes).digest('base64')) return answer(400);
  const md5 = request.headers.get('Content-MD5');
  if (md5 !== null && md5 !== createHash('md5').update(bytes).digest('base64')) return answer(400);
  try {
    const etag =
      uploadId !== undefined && partNumber !== undefined
        ? await store.uploadPart({ key, uploadId }, partNumber, bytes, undefined, sha256)
        : (await store.put(key, bytes, { contentType: contentType ?? '', sha256 })).etag;
    return answer(200, { ETag: etag });
  } catch (error) {
    return answer(AppError.from(error).status);
  }
}

async function give(store: ObjectStore, grant: Grant, request: Request): Promise<Response> {
  const object = await store.get(grant.key);
  if (object === undefined) return answer(404);
  const headers: Record<string, string> = { 'Content-Type': object.contentType, ETag: object.etag };
  if (grant.fileName !== undefined)
    headers['Content-Disposition'] = `attachment; filename*=UTF-8''${encodeURIComponent(grant.fileName)}`;
  const bytes = await readBytes(object);
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('Range') ?? '') ?? [];
  const isRange = from !== '' || to !== '';
  const first = from === '' && isRange ? Math.max(0, bytes.length - Number(to)) : Number(from);
  const last = from === '' || to === '' ? bytes.length - 1 : Math.min(Number(to), bytes.length - 1);
  if (isRange && first > last) return answer(416, { 'Content-Range': `bytes */${bytes.length}` });
  const body = bytes.slice(first, last + 1);
  if (isRange) headers['Content-Range'] = `bytes ${first}-${last}/${bytes.length}`;
  headers['Content-Length'] = String(body.length);
  return new Response(request.method === 'HEAD' ? null : body, { status: isRange ? 206 : 200, headers });
}

function answer(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers });
}
