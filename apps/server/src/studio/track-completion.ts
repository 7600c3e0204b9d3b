import { ledgerKey, type Role, type TrackLedger, type UploadCompleteAnswer } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { Condition, ObjectStore } from '@audio-studio/ports';
import { ledgerDisagreements } from './ledger-check.ts';
import { thinLedger } from './ledger-thinning.ts';
import type { ProcessingTrigger } from './processing-trigger.ts';
import { placeRecording, recordingDraft } from './recording-placement.ts';
import type { RoomGateway } from './room-gateway.ts';
import type { RecordingRow, StudioTables, UploadRow } from './tables.ts';

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

  /** `salvaged`: the server finished the track, and `ledger` is its own account of it. */
  async finish(
    upload: UploadRow,
    sizeBytes: number,
    ledger: TrackLedger | undefined,
    { salvaged = false }: { salvaged?: boolean } = {},
  ): Promise<UploadCompleteAnswer> {
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
      salvaged,
      disagreements: ledgerDisagreements(ledger, upload.contentType, sizeBytes),
    };
    const placed = await placeRecording(tables.recordings, upload, { ...recordingDraft(upload), ...completed });
    const { recordingId } = placed;
    if (upload.recordingId !== recordingId) {
      await tables.uploads.update({ uploadRef: upload.uploadRef }, { set: { recordingId } });
    }
    const complete = async (when: Condition<RecordingRow>) =>
      (await tables.recordings.update({ meetingId, recordingId }, { set: completed, when })) !== undefined;
    const isNew =
      placed.isNew ||
      (await complete({ status: { is: 'uploading' } })) ||
      // All of it had arrived but its owner's word; that word is better than ours.
      (!salvaged && (await complete({ salvaged: { is: true } })));
    if (upload.sessionId !== null && upload.role !== null) {
      await this.#noteInTake({ meetingId, sessionId: upload.sessionId, recordingId }, upload.role, sizeBytes);
      await this.#deps.trigger.triggerIfReady(meetingId, upload.sessionId);
    }
    if (isNew) {
      this.#deps.gateway.broadcast(meetingId, 'recordings-updated', { meetingId, sessionId: upload.sessionId });
    }
    return { success: true, location, recordingId, sizeBytes };
  }

  /** Nothing more is to be done for it: the last step, before which whatever was left over is found again. */
  async settle({ uploadRef, pending }: UploadRow): Promise<void> {
    if (pending !== null) await this.#deps.tables.uploads.update({ uploadRef }, { set: { pending: null } });
  }

  /**
   * Of several files of one person in one take (a recovered piece, say) the largest is the one processed.
   * When it takes the place of another, the take is processed anew.
   */
  async #noteInTake(
    { meetingId, sessionId, recordingId }: { meetingId: string; sessionId: string; recordingId: string },
    role: Role,
    sizeBytes: number,
  ): Promise<void> {
    const { takes, recordings } = this.#deps.tables;
    const attribute = role === 'host' ? 'hostRecordingId' : 'guestRecordingId';
    for (;;) {
      const take = await takes.get({ meetingId, sessionId });
      if (take === undefined) return;
      const noted = take[attribute];
      if (noted === recordingId) return;
      if (noted === null) {
        const change = { set: { [attribute]: recordingId }, when: { [attribute]: { absent: true } } } as const;
        if ((await takes.update({ meetingId, sessionId }, change)) !== undefined) return;
        continue;
      }
      const other = await recordings.get({ meetingId, recordingId: noted });
      if (other !== undefined && (other.sizeBytes ?? 0) >= sizeBytes) return;
      const state = take.state === 'recording' ? take.state : ('uploading' as const);
      const changed = await takes.update(
        { meetingId, sessionId },
        {
          set: { [attribute]: recordingId, state, step: null, progress: 0, result: null },
          add: { revision: 1 },
          when: { [attribute]: { is: noted }, state: { is: take.state } },
        },
      );
      if (changed !== undefined) return;
    }
  }
}
