import type { AppError } from '@audio-studio/contract';

export type UploadFaultKind =
  /** No answer: offline, connection reset, timed out. */
  | 'network'
  /** The server or the store answered 5xx. */
  | 'server'
  /** Told to slow down. */
  | 'throttled'
  /** The signed URL is no longer taken: sign again. */
  | 'expired'
  /** The store took the part without naming it. */
  | 'no-etag'
  /** The server does not know this upload (any more): begin again. */
  | 'unknown-upload'
  /** Token refused. */
  | 'unauthorized'
  /** What the store holds is not what was sent. */
  | 'size-mismatch'
  /** What arrived at the store is not what was sent: to be read and sent again. */
  | 'bad-digest'
  /** Given up in favour of the live call, which had trouble. */
  | 'yielded'
  /** What the store holds has the right size and another checksum. */
  | 'content-mismatch'
  /** Any other no. */
  | 'rejected';

const RETRYABLE: ReadonlySet<UploadFaultKind> = new Set([
  'network',
  'server',
  'throttled',
  'expired',
  'no-etag',
  'bad-digest',
]);

/** Why a step of an upload did not succeed, and what follows from it. */
export class UploadFault extends Error {
  override readonly name = 'UploadFault';
  readonly kind: UploadFaultKind;
  /** The same step may succeed when tried again. */
  readonly retryable: boolean;
  /** Least wait before that, as the server asked. */
  readonly retryAfterMs: number;

  constructor(kind: UploadFaultKind, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(`upload: ${kind}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.retryable = RETRYABLE.has(kind);
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }

  /** What an API answer that is not 2xx means for an upload. */
  static fromApi(error: AppError, retryAfterMs: number): UploadFault {
    const options = { cause: error, retryAfterMs };
    switch (error.code) {
      case 'RATE_LIMIT_EXCEEDED':
        return new UploadFault('throttled', options);
      case 'UNAUTHORIZED':
        return new UploadFault('unauthorized', options);
      case 'NOT_FOUND':
        return new UploadFault('unknown-upload', options);
      default:
        return new UploadFault(error.retryable ? 'server' : 'rejected', options);
    }
  }

  /** What a status of the object store, answering a PUT to a signed URL, means. */
  static fromStore(status: number, retryAfterMs: number, { isBadDigest } = { isBadDigest: false }): UploadFault {
    if (status === 400 && isBadDigest) return new UploadFault('bad-digest');
    if (status === 403) return new UploadFault('expired');
    if (status === 404) return new UploadFault('unknown-upload');
    if (status === 429) return new UploadFault('throttled', { retryAfterMs });
    // 408: the store gave up waiting for the body.
    if (status >= 500 || status === 408) return new UploadFault('server', { retryAfterMs });
    return new UploadFault('rejected', { cause: new Error(`store answered ${status}`) });
  }
}

/** Milliseconds a `Retry-After` asks for (seconds or a date), at most five minutes; 0 without one. */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(Math.max(0, waitMs), 300_000) : 0;
}
