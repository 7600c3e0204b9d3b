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
}

/**
 * Sends bytes to a signed URL, once.
 *
 * @returns the store's ETag, or null where it names none
 * @throws UploadFault
 */
export async function putObject(
  { url, body, contentType }: PutRequest,
  deps: { fetch: typeof fetch; nowMs: () => number },
  signal: AbortSignal,
): Promise<string | null> {
  const sizeBytes = body instanceof Blob ? body.size : body.byteLength;
  const timeoutMs = BASE_TIMEOUT_MS + (sizeBytes / LEAST_BYTES_PER_SECOND) * 1000;
  let response: Response;
  try {
    response = await deps.fetch(url, {
      method: 'PUT',
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      ...(contentType !== undefined && { headers: { 'Content-Type': contentType } }),
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new UploadFault('network', { cause: error });
  }
  // Frees the connection; what a store says in its body is of no use here.
  await response.body?.cancel().catch(() => undefined);
  if (!response.ok)
    throw UploadFault.fromStore(response.status, retryAfterMs(response.headers.get('Retry-After'), deps.nowMs()));
  return response.headers.get('ETag');
}
