import { CHECKSUM_HEADER, type Checksum } from '@audio-studio/contract';
import { wantsChecksum } from './checksum.ts';
import { retryAfterMs, UploadFault } from './upload-fault.ts';

/** Slowest link worth waiting on, bytes per second; a transfer slower than that is taken for stuck. */
const LEAST_BYTES_PER_SECOND = 16_000;
const BASE_TIMEOUT_MS = 60_000;

export interface PutRequest {
  /** A signed URL, used for this one request. */
  url: string;
  body: Uint8Array<ArrayBuffer> | Blob;
  /** The type the URL was signed for; parts have none. */
  contentType?: string;
  /** Of the body: named to a store that takes it, which then refuses a body that arrives changed. */
  checksum?: Checksum | undefined;
}

/**
 * Sends bytes to a signed URL, once.
 *
 * @returns the store's ETag, or null where it names none
 * @throws UploadFault
 */
export async function putObject(
  { url, body, contentType, checksum }: PutRequest,
  deps: { fetch: typeof fetch; nowMs: () => number },
  signal: AbortSignal,
): Promise<string | null> {
  const sizeBytes = body instanceof Blob ? body.size : body.byteLength;
  const timeoutMs = BASE_TIMEOUT_MS + Math.ceil((sizeBytes / LEAST_BYTES_PER_SECOND) * 1000);
  const headers: Record<string, string> = {};
  if (contentType !== undefined) headers['Content-Type'] = contentType;
  if (checksum !== undefined && wantsChecksum(url)) headers[CHECKSUM_HEADER] = checksum.value;
  let response: Response;
  try {
    response = await deps.fetch(url, {
      method: 'PUT',
      body,
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new UploadFault('network', { cause: error });
  }
  if (!response.ok) {
    const waitMs = retryAfterMs(response.headers.get('Retry-After'), deps.nowMs());
    // Of what a store says in its body, XML or JSON, only that the body was damaged is of use here.
    const said = await response.text().catch(() => '');
    throw UploadFault.fromStore(response.status, waitMs, { isBadDigest: said.includes('BadDigest') });
  }
  // Frees the connection.
  await response.body?.cancel().catch(() => undefined);
  return response.headers.get('ETag');
}
