import { ledgerKey, tempPartKey, TRACK_FORMAT, trackLedgerSchema, type TrackLedger } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { queryAll, readBytes, type ObjectStore } from '@audio-studio/ports';
import { logId } from '../auth/log-id.ts';
import type { Logger } from '../log.ts';
import { framesIn } from './ledger-check.ts';
import type { MultipartUploads } from './multipart-uploads.ts';
import type { Presences } from './presences.ts';
import type { Seating } from './seating.ts';
import type { StudioTables, TakeRow, UploadRow } from './tables.ts';
import type { Takes } from './takes.ts';
import type { TrackCompletion } from './track-completion.ts';
import { requireConsistentWav } from './wav-check.ts';

/**
 * A process that took an upload on and has not finished it after this long has died; another may. Less
 * than the time queues know duplicates for (five minutes): what was handed over is not handed over twice.
 */
const CLAIM_MS = 4 * 60_000;
/** An upload nothing of which arrived in this time never will. */
const ABANDONED_AFTER_MS = 7 * 24 * 3600 * 1000;
const FRAMES_PER_MS = TRACK_FORMAT.sampleRateHz / 1000;

export interface SalvageDeps {
  tables: StudioTables;
  objects: ObjectStore;
  presences: Presences;
  multipartUploads: MultipartUploads;
  completion: TrackCompletion;
  takes: Takes;
  seating: Seating;
  clock: Clock;
  log: Logger;
  /** How long somebody may be gone before the server finishes their track. */
  salvageAfterMs: number;
}

/**
 * Finishes what the participant could not: an upload whose owner has been gone for `salvageAfterMs`
 * becomes a track with all that arrived of it, and the take goes on to processing. Drops uploads of which
 * nothing ever came or whose meeting is gone. Several processes may do this at once, and one may die
 * anywhere in it: each upload is taken on by a conditional write, and finished by whoever looks next.
 */
export class Salvage {
  readonly #deps: SalvageDeps;

  constructor(deps: SalvageDeps) {
    this.#deps = deps;
  }

  /** Looks at every upload that is not complete, once; answers how many tracks it made. */
  async run(signal?: AbortSignal): Promise<number> {
    const { tables, log } = this.#deps;
    const pending: UploadRow[] = [];
    for await (const row of queryAll(tables.uploads, { index: 'PendingIndex', partition: 'yes' })) pending.push(row);
    let salvaged = 0;
    for (const upload of pending) {
      if (signal?.aborted === true) break;
      try {
        if (await this.#look(upload)) salvaged += 1;
      } catch (err) {
        log.error({ err, upload: logId(upload.uploadRef) }, 'An upload could not be salvaged');
      }
    }
    return salvaged;
  }

  async #look(upload: UploadRow): Promise<boolean> {
    const { tables, presences, clock, salvageAfterMs } = this.#deps;
    const { meetingId } = upload;
    const ageMs = clock.nowMs() - Date.parse(upload.issuedAt);
    if (ageMs < salvageAfterMs) return false;
    const meeting = await tables.meetings.get({ meetingId });
    if (meeting === undefined) {
      await this.#drop(upload, { withObject: true });
      return false;
    }
    // Being deleted: whoever does that deletes its uploads too.
    if (meeting.deletedAt !== null) return false;
    if ((await presences.silentForMs(meetingId, upload.issuedTo)) < salvageAfterMs) return false;
    if (!(await this.#claim(upload))) return false;
    const made = await this.#finish(upload);
    if (!made && ageMs >= ABANDONED_AFTER_MS) await this.#dropIfEmpty(upload);
    return made;
  }

  /** Of several processes one takes the upload on; it is free again when that one has died. */
  async #claim({ uploadRef, claimedAt }: UploadRow): Promise<boolean> {
    const nowMs = this.#deps.clock.nowMs();
    if (claimedAt !== null && nowMs - Date.parse(claimedAt) < CLAIM_MS) return false;
    const claimed = await this.#deps.tables.uploads.update(
      { uploadRef },
      {
        set: { claimedAt: new Date(nowMs).toISOString() },
        when: { pending: { is: 'yes' }, claimedAt: claimedAt === null ? { absent: true } : { is: claimedAt } },
      },
    );
    return claimed !== undefined;
  }

  async #finish(upload: UploadRow): Promise<boolean> {
    const { completion, multipartUploads, objects, tables, log } = this.#deps;
    const { meetingId, sessionId, uploadId } = upload;
    const sizeBytes =
      uploadId === null ? await this.#single(upload) : await multipartUploads.salvage({ ...upload, uploadId });
    if (sizeBytes === undefined) return false;
    const told = await this.#storedLedger(upload, sizeBytes);
    const take = sessionId === null ? undefined : await tables.takes.get({ meetingId, sessionId });
    const ledger = told ?? salvagedLedger(upload, take, sizeBytes);
    // An account of the owner's own: their call was cut off between it and the end.
    await completion.finish(upload, sizeBytes, ledger, { salvaged: ledger.capturePath === 'unknown' });
    if (uploadId !== null) await objects.delete(tempPartKey(uploadId));
    await completion.settle(upload);
    if (sessionId !== null) await this.#endForsakenTake(meetingId, sessionId);
    log.info({ upload: logId(upload.uploadRef), sizeBytes }, 'Salvaged a track');
    return true;
  }

  /** One PUT arrives whole or not at all; only the word that it did may be missing. */
  async #single({ key, contentType }: UploadRow): Promise<number | undefined> {
    const { objects } = this.#deps;
    const object = await objects.head(key);
    if (object === undefined || object.sizeBytes === 0) return undefined;
    if (contentType === 'audio/wav') await requireConsistentWav(objects, key, object.sizeBytes);
    return object.sizeBytes;
  }

  async #storedLedger({ key }: UploadRow, sizeBytes: number): Promise<TrackLedger | undefined> {
    const object = await this.#deps.objects.get(ledgerKey(key));
    if (object === undefined) return undefined;
    const ledger = trackLedgerSchema.parse(JSON.parse(new TextDecoder().decode(await readBytes(object))));
    return ledger.fileBytes === sizeBytes ? ledger : undefined;
  }

  /** Nobody is left to stop a take whose people are all gone. */
  async #endForsakenTake(meetingId: string, sessionId: string): Promise<void> {
    const { tables, takes, seating } = this.#deps;
    const state = await takes.state(meetingId);
    if (!state.isRecording || state.sessionId !== sessionId) return;
    if ((await seating.occupants(meetingId)).length > 0) return;
    const meeting = await tables.meetings.get({ meetingId });
    if (meeting !== undefined) await takes.stop(meeting);
  }

  /** Never drops what may be the only copy of somebody's voice. */
  async #dropIfEmpty(upload: UploadRow): Promise<void> {
    const { objects } = this.#deps;
    const { key, uploadId } = upload;
    if ((await objects.head(key)) !== undefined) return;
    const parts = uploadId === null ? [] : ((await objects.listParts({ key, uploadId })) ?? []);
    const copy = uploadId === null ? undefined : await objects.head(tempPartKey(uploadId));
    if (parts.length === 0 && copy === undefined) await this.#drop(upload, { withObject: false });
  }

  async #drop(upload: UploadRow, { withObject }: { withObject: boolean }): Promise<void> {
    const { tables, objects } = this.#deps;
    const { uploadRef, uploadId, key, meetingId, recordingId } = upload;
    if (uploadId !== null) {
      await objects.abortMultipart({ key, uploadId });
      await objects.delete(tempPartKey(uploadId));
    }
    if (withObject) await objects.delete(key);
    if (recordingId !== null) {
      await tables.recordings.delete({ meetingId, recordingId }, { status: { is: 'uploading' } });
    }
    await tables.uploads.delete({ uploadRef });
  }
}

/** The server's own account of a track it finished: what is there, and, as far as the clock knows, what is not. */
function salvagedLedger(upload: UploadRow, take: TakeRow | undefined, sizeBytes: number): TrackLedger {
  const frames = framesIn(sizeBytes);
  const beganMs = upload.startedAtMs ?? (take === undefined ? null : Date.parse(take.startedAt));
  const endedMs = take?.stoppedAt == null ? null : Date.parse(take.stoppedAt);
  const heldMs = frames / FRAMES_PER_MS;
  const wallClockMs = beganMs === null || endedMs === null ? heldMs : Math.max(heldMs, endedMs - beganMs);
  const missing = Math.round((wallClockMs - heldMs) * FRAMES_PER_MS);
  return {
    capturePath: 'unknown',
    sourceRateHz: TRACK_FORMAT.sampleRateHz,
    framesDelivered: frames,
    framesWritten: frames,
    fileBytes: sizeBytes,
    clockPairs: upload.startedAtMs === null ? [] : [{ frame: 0, serverTimeMs: upload.startedAtMs }],
    wallClockSeconds: wallClockMs / 1000,
    gaps: missing > 0 ? [{ frame: frames, frames: missing, reason: 'salvage' }] : [],
  };
}
