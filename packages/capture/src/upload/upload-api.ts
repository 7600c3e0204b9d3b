import {
  AppError,
  buildPath,
  initiateAnswerSchema,
  listPartsAnswerSchema,
  listRecordingsAnswerSchema,
  partOneAnswerSchema,
  partUrlAnswerSchema,
  ROUTES,
  uploadCompleteAnswerSchema,
  uploadUrlAnswerSchema,
  type Checksum,
  type CompletedPart,
  type InitiateAnswer,
  type ListPartsAnswer,
  type ListRecordingsAnswer,
  type PartOneAnswer,
  type TrackLedger,
  type UploadCompleteAnswer,
  type UploadUrlAnswer,
} from '@audio-studio/contract';
import type { z } from 'zod';
import { retryAfterMs, UploadFault } from './upload-fault.ts';

const TIMEOUT_MS = 30_000;
const CONTENT_TYPE = 'audio/wav';

export interface UploadApiOptions {
  /** Where the server is, without a trailing slash; '' for the page's own origin. */
  apiBase: string;
  /** `refresh`: the last token was refused. */
  getToken: (refresh: boolean) => Promise<string>;
  fetch: typeof fetch;
  nowMs: () => number;
}

/** Whose track an upload is. */
export interface TrackOwner {
  roomId: string;
  participantName: string;
  sessionId: string;
}

export interface UploadRef {
  key: string;
  uploadId: string;
}

/** The server's upload endpoints. One try each; every failure is an {@link UploadFault}. */
export class UploadApi {
  readonly #options: UploadApiOptions;

  constructor(options: UploadApiOptions) {
    this.#options = options;
  }

  /** @param checksum of the body to come, where it is known */
  uploadUrl(
    owner: TrackOwner,
    fileSize: number,
    checksum: Checksum | undefined,
    signal: AbortSignal,
  ): Promise<UploadUrlAnswer> {
    const body = { ...owner, contentType: CONTENT_TYPE, fileSize, ...(checksum !== undefined && { checksum }) };
    return this.#post(ROUTES.uploadUrl, body, uploadUrlAnswerSchema, signal);
  }

  uploadComplete(
    owner: TrackOwner,
    key: string,
    ledger: TrackLedger,
    signal: AbortSignal,
  ): Promise<UploadCompleteAnswer> {
    return this.#post(ROUTES.uploadComplete, { ...owner, key, ledger }, uploadCompleteAnswerSchema, signal);
  }

  /** @param fileSize what there is of the file by now */
  initiate(owner: TrackOwner, fileSize: number, signal: AbortSignal): Promise<InitiateAnswer> {
    const body = { ...owner, contentType: CONTENT_TYPE, fileSize };
    return this.#post(ROUTES.multipartInitiate, body, initiateAnswerSchema, signal);
  }

  partOne(uploadId: string, checksum: Checksum, signal: AbortSignal): Promise<PartOneAnswer> {
    return this.#post(ROUTES.multipartPartOne, { uploadId, checksum }, partOneAnswerSchema, signal);
  }

  async partUrl(ref: UploadRef, partNumber: number, checksum: Checksum, signal: AbortSignal): Promise<string> {
    const body = { ...ref, partNumber, checksum };
    const answer = await this.#post(ROUTES.multipartPartUrl, body, partUrlAnswerSchema, signal);
    return answer.url;
  }

  listParts({ key, uploadId }: UploadRef, signal: AbortSignal): Promise<ListPartsAnswer> {
    const path = `${ROUTES.multipartParts}?${new URLSearchParams({ key, uploadId }).toString()}`;
    return this.#ask('GET', path, undefined, listPartsAnswerSchema, signal);
  }

  multipartComplete(
    owner: TrackOwner,
    ref: UploadRef,
    parts: CompletedPart[],
    ledger: TrackLedger,
    signal: AbortSignal,
  ): Promise<UploadCompleteAnswer> {
    const body = { ...owner, ...ref, parts, ledger };
    return this.#post(ROUTES.multipartComplete, body, uploadCompleteAnswerSchema, signal);
  }

  /** Answers nothing that matters: an upload that cannot be aborted is swept by the server. */
  async abort(ref: UploadRef, signal: AbortSignal): Promise<void> {
    await this.#send('POST', ROUTES.multipartAbort, ref, signal);
  }

  recordings(meetingId: string, signal: AbortSignal): Promise<ListRecordingsAnswer> {
    return this.#ask('GET', buildPath(ROUTES.recordings, { meetingId }), undefined, listRecordingsAnswerSchema, signal);
  }

  #post<Schema extends z.ZodType>(path: string, body: unknown, schema: Schema, signal: AbortSignal) {
    return this.#ask('POST', path, body, schema, signal);
  }

  async #ask<Schema extends z.ZodType>(
    method: string,
    path: string,
    body: unknown,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.infer<Schema>> {
    const answer = await this.#send(method, path, body, signal);
    const parsed = schema.safeParse(answer);
    // A proxy's page with status 200, for one: it may be gone the next time.
    if (!parsed.success) throw new UploadFault('server', { cause: parsed.error });
    return parsed.data;
  }

  /** A refused token is renewed once. */
  async #send(method: string, path: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    let response = await this.#fetch(method, path, body, false, signal);
    if (response.status === 401) response = await this.#fetch(method, path, body, true, signal);
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    const waitMs = retryAfterMs(response.headers.get('Retry-After'), this.#options.nowMs());
    throw UploadFault.fromApi(AppError.fromResponse(response.status, answer), waitMs);
  }

  async #fetch(method: string, path: string, body: unknown, refresh: boolean, signal: AbortSignal): Promise<Response> {
    const { apiBase, getToken, fetch } = this.#options;
    const token = await getToken(refresh).catch((error: unknown) => {
      throw new UploadFault('unauthorized', { cause: error });
    });
    const headers: Record<string, string> = { Authorization: `Bearer ${token}` };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    try {
      return await fetch(`${apiBase}${path}`, {
        method,
        headers,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (error) {
      signal.throwIfAborted();
      throw new UploadFault('network', { cause: error });
    }
  }
}
