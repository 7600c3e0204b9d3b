import {
  AppError,
  LIMITS,
  tempPartKey,
  type Checksum,
  type CompletedPart,
  type InitiateAnswer,
  type ListPartsAnswer,
  type PartOneAnswer,
  type TrackLedger,
  type UploadCompleteAnswer,
} from '@audio-studio/contract';
import { KeyedLock, type Clock } from '@audio-studio/flow';
import type { ObjectStore, StoredPart, UploadRef } from '@audio-studio/ports';
import type { Principal } from '../auth/principal.ts';
import { placeRecording, recordingDraft } from './recording-placement.ts';
import type { StudioTables, UploadRow } from './tables.ts';
import type { TrackCompletion } from './track-completion.ts';
import type { UploadPermits, UploadRequest } from './upload-permits.ts';
import { requireSameTake } from './uploads.ts';
import { patchFirstPart } from './wav-patch.ts';

/** How long an upload may take from its start, milliseconds; what the answer calls `expiresAt`. */
const UPLOAD_LIFETIME_MS = 7 * 24 * 3600 * 1000;

export interface MultipartUploadsDeps {
  tables: StudioTables;
  objects: ObjectStore;
  permits: UploadPermits;
  completion: TrackCompletion;
  clock: Clock;
}

export interface MultipartCompleteRequest {
  roomId: string;
  key: string;
  uploadId: string;
  parts: CompletedPart[];
  sessionId?: string | undefined;
  ledger?: TrackLedger | undefined;
}

/** Tracks uploaded in parts, while the take still runs or after it. */
export class MultipartUploads {
  readonly #deps: MultipartUploadsDeps;
  /** Completing and aborting one upload wait for each other. */
  readonly #lock = new KeyedLock();

  constructor(deps: MultipartUploadsDeps) {
    this.#deps = deps;
  }

  async initiate(principal: Principal, request: UploadRequest): Promise<InitiateAnswer> {
    const { tables, objects, permits, clock } = this.#deps;
    const draft = await permits.draft(principal, request);
    const uploadId = await objects.createMultipart(draft.key, { contentType: draft.contentType });
    const upload: UploadRow = { ...draft, uploadRef: uploadId, uploadId };
    await tables.uploads.put(upload);
    const { recordingId } = await placeRecording(tables.recordings, upload, recordingDraft(upload));
    await tables.uploads.update({ uploadRef: uploadId }, { set: { recordingId } });
    return { uploadId, key: draft.key, expiresAt: new Date(clock.nowMs() + UPLOAD_LIFETIME_MS).toISOString() };
  }

  /** Where the copy of part 1 goes that the header is patched from. */
  async signPartOneCopy(principal: Principal, uploadId: string, checksum?: Checksum): Promise<PartOneAnswer> {
    const upload = await this.#require(principal, { uploadId });
    const tempKey = tempPartKey(uploadId);
    const url = await this.#deps.objects.signPut({
      key: tempKey,
      contentType: upload.contentType,
      expiresInSeconds: LIMITS.UPLOAD_URL_EXPIRY,
      sha256: checksum?.value,
    });
    return { url, tempKey };
  }

  async signPart(
    principal: Principal,
    ref: UploadRef,
    partNumber: number,
    checksum?: Checksum,
  ): Promise<{ url: string }> {
    await this.#require(principal, ref);
    const conditions = { sha256: checksum?.value };
    return { url: await this.#deps.objects.signPart(ref, partNumber, LIMITS.UPLOAD_URL_EXPIRY, conditions) };
  }

  /** Parts the store holds; NOT_FOUND once the upload is complete or aborted. */
  async listParts(principal: Principal, ref: UploadRef): Promise<ListPartsAnswer> {
    await this.#require(principal, ref);
    const parts = await this.#deps.objects.listParts(ref);
    if (parts === undefined) throw AppError.notFound('Upload');
    return {
      parts: parts.map(({ partNumber, etag, sizeBytes, sha256 }) => ({
        PartNumber: partNumber,
        ETag: etag,
        Size: sizeBytes,
        ChecksumSHA256: sha256,
      })),
    };
  }

  /**
   * Patches the WAV header to the size the parts really have, joins them and makes the recording. May be
   * called again at any time: whatever step an earlier call ended at, this one goes on from there.
   */
  async complete(principal: Principal, request: MultipartCompleteRequest): Promise<UploadCompleteAnswer> {
    const { key, uploadId } = request;
    const upload = await this.#require(principal, { key, uploadId });
    requireSameTake(upload, request);
    return this.#lock.run(uploadId, async () => {
      const sizeBytes = await this.#join(upload, request);
      const answer = await this.#deps.completion.finish(upload, sizeBytes, request.ledger);
      await this.#deps.objects.delete(tempPartKey(uploadId));
      await this.#deps.completion.settle(upload);
      return answer;
    });
  }

  /** Drops the parts and every row of the upload; CONFLICT once it is complete. */
  async abort(principal: Principal, ref: UploadRef): Promise<void> {
    const upload = await this.#require(principal, ref);
    const { objects, tables } = this.#deps;
    await this.#lock.run(ref.uploadId, async () => {
      if ((await objects.head(ref.key)) !== undefined) throw AppError.conflict('This upload is complete already.');
      await objects.abortMultipart(ref);
      await objects.delete(tempPartKey(ref.uploadId));
      const { meetingId, recordingId } = upload;
      if (recordingId !== null) {
        await tables.recordings.delete(
          { meetingId, recordingId },
          { status: { is: 'uploading' }, uploadId: { is: ref.uploadId } },
        );
      }
      await tables.uploads.delete({ uploadRef: upload.uploadRef });
    });
  }

  /**
   * Makes the object of the parts that arrived, as far as there are no gaps, for an owner who is gone.
   * Answers its size; undefined, and nothing changed, when there are none or the upload is not ours to finish any more.
   * Later parts than a missing one cannot be kept: they are no longer of any use without it.
   */
  async salvage(upload: UploadRow & { uploadId: string }): Promise<number | undefined> {
    const { objects, tables } = this.#deps;
    const { uploadId, key, uploadRef } = upload;
    return this.#lock.run(uploadId, async () => {
      if ((await tables.uploads.get({ uploadRef }))?.pending !== 'yes') return undefined;
      const joined = await objects.head(key);
      // A call was cut off right after it, the owner's or ours: complete, but for its rows.
      if (joined !== undefined) return joined.sizeBytes;
      const prefix = gaplessPrefix((await objects.listParts({ key, uploadId })) ?? []);
      if (prefix.length === 0) return undefined;
      // Before the object is there: from then on the owner must not take it for the whole.
      const marked = await tables.uploads.update(
        { uploadRef },
        { set: { salvagedParts: prefix.length }, when: { pending: { is: 'yes' } } },
      );
      if (marked === undefined) return undefined;
      return this.#joinParts(upload, { key, uploadId }, prefix);
    });
  }

  /** Makes the object if it is not there yet; answers its size. The key is this upload's alone. */
  async #join(upload: UploadRow, request: MultipartCompleteRequest): Promise<number> {
    const { objects, tables } = this.#deps;
    const { uploadRef } = upload;
    const ref = { key: request.key, uploadId: request.uploadId };
    const salvagedParts = (await tables.uploads.get({ uploadRef }))?.salvagedParts ?? null;
    const joined = await objects.head(ref.key);
    if (joined !== undefined) {
      if (salvagedParts !== null) requireNothingMore(request, salvagedParts, joined.sizeBytes);
      return joined.sizeBytes;
    }
    const stored = await objects.listParts(ref);
    if (stored === undefined) throw AppError.notFound('Upload');
    const isFirstReplaceable = upload.contentType === 'audio/wav';
    requireEveryPart(stored, request.parts, { isFirstReplaceable });
    // Begun while the owner was gone and not ended: they are back with all of it.
    if (salvagedParts !== null) await tables.uploads.update({ uploadRef }, { set: { salvagedParts: null } });
    return this.#joinParts(upload, ref, stored);
  }

  /** The named parts as the object, its header saying how large they are together. */
  async #joinParts(upload: UploadRow, ref: UploadRef, stored: readonly StoredPart[]): Promise<number> {
    const { objects } = this.#deps;
    const totalBytes = stored.reduce((sum, part) => sum + part.sizeBytes, 0);
    if (totalBytes > LIMITS.MAX_FILE_SIZE) throw AppError.of('PAYLOAD_TOO_LARGE');
    const parts = stored.map(({ partNumber, etag }) => ({ partNumber, etag }));
    if (upload.contentType === 'audio/wav') parts[0]!.etag = await patchFirstPart(objects, ref, stored[0]!, totalBytes);
    try {
      return (await objects.completeMultipart(ref, parts)).sizeBytes;
    } catch (error) {
      // Another process may have joined them between our look and now.
      const byOther = await objects.head(ref.key);
      if (byOther === undefined) throw error;
      return byOther.sizeBytes;
    }
  }

  #require(principal: Principal, { key, uploadId }: { key?: string; uploadId: string }): Promise<UploadRow> {
    return this.#deps.permits.require(principal, uploadId, key);
  }
}

/**
 * What the client names must be what is stored: parts 1…n without a gap, none left out, each with its
 * ETag. Part 1 of a WAV may have been replaced by an earlier try to complete; its copy is checked instead.
 */
function requireEveryPart(
  stored: readonly StoredPart[],
  named: readonly CompletedPart[],
  { isFirstReplaceable }: { isFirstReplaceable: boolean },
): void {
  stored.forEach((part, index) => {
    if (part.partNumber !== index + 1) throw AppError.validation(`Part ${index + 1} has not been uploaded.`);
  });
  named.forEach((part, index) => {
    if (part.PartNumber !== index + 1) throw AppError.validation('Parts must be named in order, from 1, without gaps.');
    const there = stored[index];
    if (there === undefined) throw AppError.validation(`Part ${part.PartNumber} has not been uploaded.`);
    if (bare(there.etag) !== bare(part.ETag) && !(isFirstReplaceable && index === 0)) {
      throw AppError.validation(`Part ${part.PartNumber} is not the one that was uploaded last.`);
    }
  });
  if (named.length < stored.length) {
    throw AppError.validation(`Part ${named.length + 1} was uploaded but is not named.`);
  }
}

/** What was salvaged counts as complete only if it is all there is; else the owner starts anew with the rest. */
function requireNothingMore(
  { parts, ledger }: MultipartCompleteRequest,
  salvagedParts: number,
  sizeBytes: number,
): void {
  const isAll = ledger === undefined ? parts.length === salvagedParts : ledger.fileBytes === sizeBytes;
  if (!isAll) throw AppError.notFound('Upload');
}

/** The parts from the first on that can be joined: none missing before, each but the last large enough. */
function gaplessPrefix(stored: readonly StoredPart[]): StoredPart[] {
  const missing = stored.findIndex((part, index) => part.partNumber !== index + 1);
  const gapless = missing < 0 ? stored : stored.slice(0, missing);
  const small = gapless.findIndex((part) => part.sizeBytes < LIMITS.MIN_PART_SIZE);
  return small < 0 ? [...gapless] : gapless.slice(0, small + 1);
}

function bare(etag: string): string {
  return etag.replace(/^"(.*)"$/, '$1');
}
