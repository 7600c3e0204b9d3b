import type { IncomingMessage, ServerResponse } from 'node:http';
import { CHECKSUM_HEADER, LIMITS } from '@audio-studio/contract';
import { isFileError } from './file-failure.ts';
import type { FileObjectStore } from './file-object-store.ts';
import { getObject } from './object-get.ts';
import { putObject } from './object-put.ts';
import { Refusal } from './object-refusal.ts';

export interface ObjectHandlerOptions {
  /** Other origins whose pages may use signed URLs; our own needs no mention. */
  allowedOrigins?: readonly string[];
  /** Told of what went wrong on our side, with nothing in it that came from the URL. */
  onError?: (error: unknown) => void;
}

const EXPOSED_HEADERS = 'ETag, Content-Range, Content-Length, Accept-Ranges, Content-Disposition';
const CORS_LIFETIME_SECONDS = 600;
/** How the end of a connection shows while we write to it. No file system error is called so. */
const HUNG_UP = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'];

/**
 * Serves signed URLs at `/objects/…` as S3 serves presigned ones: same methods, headers, status and
 * error codes. Mount it where requests still carry their whole path (Express keeps it in
 * `originalUrl`), before anything that reads bodies. It never rejects.
 */
export function createObjectHandler(
  store: FileObjectStore,
  options: ObjectHandlerOptions = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    setSafetyHeaders(request, response, options.allowedOrigins ?? []);
    try {
      await serve(store, request, response);
    } catch (thrown) {
      const refusal = Refusal.from(thrown);
      // Whoever hung up needs no answer and is no fault of ours: players do it each time they seek.
      if ((request.destroyed && !request.complete) || isFileError(thrown, ...HUNG_UP)) return;
      if (refusal.status >= 500) options.onError?.(refusal.cause ?? refusal);
      refuse(request, response, refusal);
    }
  };
}

async function serve(store: FileObjectStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? '';
  if (method === 'OPTIONS') return answerPreflight(response);
  if (method !== 'GET' && method !== 'HEAD' && method !== 'PUT') throw new Refusal('MethodNotAllowed');
  const verdict = store.signer.verify(method, requestTarget(request));
  if (!verdict.allowed)
    throw verdict.reason === 'expired'
      ? new Refusal('AccessDenied', 'Request has expired')
      : new Refusal(verdict.reason === 'forged' ? 'SignatureDoesNotMatch' : 'AccessDenied');
  if (method === 'PUT') await putObject(store, verdict.grant, request, response);
  else await getObject(store, verdict.grant, request, response);
}

function requestTarget(request: IncomingMessage): string {
  return 'originalUrl' in request && typeof request.originalUrl === 'string'
    ? request.originalUrl
    : (request.url ?? '');
}

/** What is stored came from people: no browser may take it for a page, a script or anything but its type. */
function setSafetyHeaders(request: IncomingMessage, response: ServerResponse, allowedOrigins: readonly string[]): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'");
  response.setHeader('Cross-Origin-Resource-Policy', allowedOrigins.length > 0 ? 'cross-origin' : 'same-origin');
  response.setHeader('Vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !allowedOrigins.includes(origin)) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', EXPOSED_HEADERS);
}

function answerPreflight(response: ServerResponse): void {
  if (!response.hasHeader('Access-Control-Allow-Origin')) throw new Refusal('AccessDenied');
  response
    .writeHead(204, {
      'Access-Control-Allow-Methods': 'GET, HEAD, PUT',
      'Access-Control-Allow-Headers': `Content-Type, Content-MD5, ${CHECKSUM_HEADER}, Range, If-Range`,
      'Access-Control-Max-Age': CORS_LIFETIME_SECONDS,
    })
    .end();
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) {
    // Part of a body is out: cutting the connection is the only way left to say that it is not whole.
    response.destroy();
    return;
  }
  const body = refusal.toXml();
  // A body that is not read must still be taken off the wire, or the sender sees a reset, not our answer.
  // Beyond the size of a part we would rather cut it.
  if (Number(request.headers['content-length'] ?? 0) > LIMITS.MAX_PART_SIZE) response.setHeader('Connection', 'close');
  else request.resume();
  response
    .writeHead(refusal.status, { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(body) })
    .end(request.method === 'HEAD' ? undefined : body);
}
