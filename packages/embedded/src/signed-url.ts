import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError, checksumSchema, LIMITS } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { checkKey } from './object-path.ts';

const OBJECTS_PATH = '/objects/';

/** Keeps a secret shared with other signers from making one's signatures valid for another. */
const PURPOSE = 'audio-studio object url 1';
const MIN_SECRET_BYTES = 16;
/** As on S3. */
const MAX_LIFETIME_SECONDS = 7 * 24 * 3600;

/** What a URL allows: one method on one key, and the conditions of that. */
export interface Grant {
  method: 'GET' | 'PUT';
  key: string;
  /** Seconds since 1970. */
  expires: number;
  uploadId?: string | undefined;
  partNumber?: number | undefined;
  /** Exact size of the body, bytes. */
  lengthBytes?: number | undefined;
  contentType?: string | undefined;
  /** SHA-256 of the body, base64. */
  sha256?: string | undefined;
  fileName?: string | undefined;
}

type Verdict = { allowed: true; grant: Grant } | { allowed: false; reason: 'malformed' | 'forged' | 'expired' };

/** Every parameter a URL may carry. One that is unknown or comes twice makes the URL malformed. */
const PARAMETERS = ['expires', 'uploadId', 'partNumber', 'length', 'type', 'sha256', 'fileName', 'signature'] as const;
type Parameter = (typeof PARAMETERS)[number];

export class UrlSigner {
  readonly #secret: string;
  readonly #baseUrl: string;
  readonly #clock: Clock;

  constructor(options: { secret: string; baseUrl: string; clock: Clock }) {
    if (Buffer.byteLength(options.secret) < MIN_SECRET_BYTES)
      throw AppError.validation(`The secret for signed URLs needs at least ${MIN_SECRET_BYTES} bytes`);
    this.#secret = options.secret;
    this.#baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#clock = options.clock;
  }

  /** Address of an object; opens nothing without a signature. */
  location(key: string): string {
    return this.#baseUrl + OBJECTS_PATH + checkKey(key).split('/').map(encodeURIComponent).join('/');
  }

  sign(grant: Omit<Grant, 'expires'>, expiresInSeconds: number): string {
    if (!Number.isFinite(expiresInSeconds) || expiresInSeconds <= 0 || expiresInSeconds > MAX_LIFETIME_SECONDS)
      throw AppError.validation('A signed URL lives between a second and seven days');
    const { lengthBytes } = grant;
    if (lengthBytes !== undefined && !(Number.isInteger(lengthBytes) && lengthBytes >= 0))
      throw AppError.validation('A length is a whole number of bytes');
    if (lengthBytes !== undefined && lengthBytes > LIMITS.MAX_FILE_SIZE) throw AppError.of('PAYLOAD_TOO_LARGE');
    if (grant.sha256 !== undefined && !checksumSchema.shape.value.safeParse(grant.sha256).success)
      throw AppError.validation('A SHA-256 is 32 bytes in base64');
    const expires = Math.floor(this.#clock.nowMs() / 1000 + expiresInSeconds);
    // A query can carry no half of a surrogate pair: it would come back as another name than was signed.
    const fileName = grant.fileName?.toWellFormed();
    const full: Grant = { ...grant, fileName, expires };
    const values: Record<Parameter, string | number | undefined> = {
      expires,
      uploadId: grant.uploadId,
      partNumber: grant.partNumber,
      length: lengthBytes,
      type: grant.contentType,
      sha256: grant.sha256,
      fileName,
      signature: this.#signature(full).toString('base64url'),
    };
    const search = new URLSearchParams();
    for (const name of PARAMETERS) if (values[name] !== undefined) search.set(name, String(values[name]));
    return `${this.location(grant.key)}?${search.toString()}`;
  }

  /** `target` is path and query as requested. HEAD is a GET whose body is not wanted. */
  verify(method: string, target: string): Verdict {
    const grant = parseTarget(method === 'HEAD' ? 'GET' : method, target);
    if (grant === undefined) return { allowed: false, reason: 'malformed' };
    const expected = this.#signature(grant);
    const given = Buffer.from(grant.signature, 'base64url');
    if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected))
      return { allowed: false, reason: 'forged' };
    if (this.#clock.nowMs() >= grant.expires * 1000) return { allowed: false, reason: 'expired' };
    return { allowed: true, grant };
  }

  #signature(grant: Grant): Buffer {
    const fields = [
      PURPOSE,
      grant.method,
      grant.key,
      grant.expires,
      grant.uploadId,
      grant.partNumber,
      grant.lengthBytes,
      grant.contentType,
      grant.fileName,
      grant.sha256,
    ];
    // JSON keeps the fields apart: no value can pose as the end of one field and the start of the next.
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify(fields.map((field) => field ?? null)))
      .digest();
  }
}

function parseTarget(method: string, target: string): (Grant & { signature: string }) | undefined {
  if (method !== 'GET' && method !== 'PUT') return undefined;
  const question = target.indexOf('?');
  const path = question < 0 ? target : target.slice(0, question);
  const search = new URLSearchParams(question < 0 ? '' : target.slice(question + 1));
  const names = Array.from(search.keys());
  if (new Set(names).size !== names.length || names.some((name) => !PARAMETERS.includes(name as Parameter)))
    return undefined;
  const key = decodePath(path);
  const signature = search.get('signature');
  const expires = parseCount(search.get('expires'));
  const partNumber = parseCount(search.get('partNumber'));
  const lengthBytes = parseCount(search.get('length'));
  if (key === undefined || signature === null || expires === undefined) return undefined;
  if (Number.isNaN(expires) || Number.isNaN(partNumber) || Number.isNaN(lengthBytes)) return undefined;
  const uploadId = search.get('uploadId') ?? undefined;
  const contentType = search.get('type') ?? undefined;
  const sha256 = search.get('sha256') ?? undefined;
  const fileName = search.get('fileName') ?? undefined;
  return { method, key, expires, signature, uploadId, partNumber, lengthBytes, contentType, sha256, fileName };
}

function decodePath(path: string): string | undefined {
  if (!path.startsWith(OBJECTS_PATH)) return undefined;
  try {
    return checkKey(decodeURIComponent(path.slice(OBJECTS_PATH.length)));
  } catch {
    return undefined;
  }
}

/** Undefined when absent, NaN when it is not a plain whole number. */
function parseCount(text: string | null): number | undefined {
  if (text === null) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}
