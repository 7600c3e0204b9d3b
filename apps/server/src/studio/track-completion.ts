import { ledgerKey, type Role, type TrackLedger, type UploadCompleteAnswer } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { ObjectStore } from '@audio-studio/ports';
import { thinLedger } from './ledger-thinning.ts';
import type { ProcessingTrigger } from './processing-trigger.ts';
import { placeRecording, recordingDraft } from './recording-placement.ts';
import type { RoomGateway } from './room-gateway.ts';
import type { StudioTables, UploadRow } from './tables.ts';

export interface TrackCompletionDeps {
  tables: StudioTables;
  objects: ObjectStore;
  trigger: ProcessingTrigger;
  gateway: RoomGateway;
  clock: Clock;
}

/**
 * What follows once a track's object is there, for both ways of uploading. Each step may be repeated:
 * a process that dies anywhere in here leaves something that completing again finishes.
 */
export class TrackCompletion {
  readonly #deps: TrackCompletionDeps;

  constructor(deps: TrackCompletionDeps) {
    this.#deps = deps;
  }

  async finish(upload: UploadRow, sizeBytes: number, ledger: TrackLedger | undefined): Promise<UploadCompleteAnswer> {
    const { tables, objects } = this.#deps;
    const { meetingId } = upload;
    const location = `s3://${objects.bucket}/${upload.key}`;
    if (ledger !== undefined) {
      const bytes = new TextEncoder().encode(JSON.stringify(ledger));
      await objects.put(ledgerKey(upload.key), bytes, { contentType: 'application/json' });
    }
    const completed = {
      status: 'completed' as const,
      s3Url: location,
      sizeBytes,
      uploadedAt: new Date(this.#deps.clock.nowMs()).toISOString(),
      ledger: ledger === undefined ? null : thinLedger(ledger),
    };
    const placed = await placeRecording(tables.recordings, upload, { ...recordingDraft(upload), ...completed });
    const { recordingId } = placed;
    if (upload.recordingId !== recordingId) {
      await tables.uploads.update({ uploadRef: upload.uploadRef }, { set: { recordingId } });
    }
    const isNew =
      placed.isNew ||
      (await tables.recordings.update(
        { meetingId, recordingId },
        { set: completed, when: { status: { is: 'uploading' } } },
      )) !== undefined;
    if (upload.sessionId !== null && upload.role !== null) {
      await this.#noteInTake({ meetingId, sessionId: upload.sessionId, recordingId }, upload.role, sizeBytes);
      await this.#deps.trigger.triggerIfReady(meetingId, upload.sessionId);
    }
    if (isNew) {
      this.#deps.gateway.broadcast(meetingId, 'recordings-updated', { meetingId, sessionId: upload.sessionId });
    }
    return { success: true, location, recordingId, sizeBytes };
  }

  /** Of several files of one person in one take (a recovered piece, say) the largest is the one processed. */
  async #noteInTake(
    { meetingId, sessionId, recordingId }: { meetingId: string; sessionId: string; recordingId: string },
    role: Role,
    sizeBytes: number,
  ): Promise<void> {
    const { takes, recordings } = this.#deps.tables;
    const attribute = role === 'host' ? 'hostRecordingId' : 'guestRecordingId';
    for (;;) {
      const noted = (await takes.get({ meetingId, sessionId }))?.[attribute] ?? null;
      if (noted === recordingId) return;
      if (noted !== null) {
        const other = await recordings.get({ meetingId, recordingId: noted });
        if (other !== undefined && (other.sizeBytes ?? 0) >= sizeBytes) return;
      }
      const changed = await takes.update(
        { meetingId, sessionId },
        { set: { [attribute]: recordingId }, when: { [attribute]: noted === null ? { absent: true } : { is: noted } } },
      );
      if (changed !== undefined || (await takes.get({ meetingId, sessionId })) === undefined) return;
    }
  }
}
