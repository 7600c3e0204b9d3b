import {
  AppError,
  LIMITS,
  type Checksum,
  type TrackLedger,
  type UploadCompleteAnswer,
  type UploadUrlAnswer,
} from '@audio-studio/contract';
import type { ObjectStore } from '@audio-studio/ports';
import type { Principal } from '../auth/principal.ts';
import type { StudioTables, UploadRow } from './tables.ts';
import type { TrackCompletion } from './track-completion.ts';
import type { UploadPermits, UploadRequest } from './upload-permits.ts';
import { requireConsistentWav } from './wav-check.ts';

export interface UploadsDeps {
  tables: StudioTables;
  objects: ObjectStore;
  permits: UploadPermits;
  completion: TrackCompletion;
}

/** Tracks small enough for one PUT. */
export class Uploads {
  readonly #deps: UploadsDeps;

  constructor(deps: UploadsDeps) {
    this.#deps = deps;
  }

  async issueUrl(
    principal: Principal,
    request: UploadRequest & { checksum?: Checksum | undefined },
  ): Promise<UploadUrlAnswer> {
    const { objects, permits, tables } = this.#deps;
    const draft = await permits.draft(principal, request);
    await tables.uploads.put({ ...draft, uploadRef: draft.key, uploadId: null });
    const uploadUrl = await objects.signPut({
      key: draft.key,
      contentType: draft.contentType,
      expiresInSeconds: LIMITS.UPLOAD_URL_EXPIRY,
      lengthBytes: request.fileSize,
      sha256: request.checksum?.value,
    });
    return { uploadUrl, key: draft.key, bucket: objects.bucket };
  }

  /** Checks what the store really holds, then makes the recording. Calling it again gives the same answer. */
  async complete(
    principal: Principal,
    request: { roomId: string; key: string; sessionId?: string | undefined; ledger?: TrackLedger | undefined },
  ): Promise<UploadCompleteAnswer> {
    const { objects, permits, completion } = this.#deps;
    const issued = await permits.require(principal, request.key, request.key);
    requireSameTake(issued, request);
    const object = await objects.head(issued.key);
    if (object === undefined) throw AppError.notFound('Uploaded file');
    requireExpectedSize(issued, object.sizeBytes);
    if (issued.contentType === 'audio/wav') await requireConsistentWav(objects, issued.key, object.sizeBytes);
    const answer = await completion.finish(issued, object.sizeBytes, request.ledger);
    await completion.settle(issued);
    return object.sha256 === undefined ? answer : { ...answer, sha256: object.sha256 };
  }
}

/** An upload counts for the meeting and take it was issued for, whatever the completion says. */
export function requireSameTake(
  issued: UploadRow,
  { roomId, sessionId }: { roomId: string; sessionId?: string | undefined },
): void {
  if (issued.meetingId !== roomId) throw AppError.notFound('Upload');
  if (sessionId !== undefined && sessionId !== issued.sessionId) {
    throw AppError.validation('This upload was started for another take.');
  }
}

function requireExpectedSize({ fileSize }: UploadRow, sizeBytes: number): void {
  if (sizeBytes === 0) throw AppError.validation('The uploaded file is empty.');
  if (sizeBytes > LIMITS.MAX_FILE_SIZE) throw AppError.of('PAYLOAD_TOO_LARGE');
  if (fileSize !== null && fileSize !== sizeBytes) {
    throw AppError.validation(`The uploaded file has ${sizeBytes} bytes, ${fileSize} were announced.`);
  }
}
