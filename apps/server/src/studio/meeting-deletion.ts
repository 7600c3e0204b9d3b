import { AppError, meetingPrefix, processedPrefix, tempPartKey } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { queryAll, type ObjectStore, type Query, type Row, type Table } from '@audio-studio/ports';
import type { Principal } from '../auth/principal.ts';
import { requireOrganizer } from './meeting-access.ts';
import type { RoomGateway } from './room-gateway.ts';
import type { Stats } from './stats.ts';
import type { StudioTables } from './tables.ts';

export interface MeetingDeletionDeps {
  tables: StudioTables;
  objects: ObjectStore;
  stats: Stats;
  gateway: RoomGateway;
  clock: Clock;
}

/**
 * Deletes a meeting with all its rows and objects. It is marked first, which ends it for everyone; its
 * own row goes last. If the process dies in between, deleting again does the rest.
 */
export class MeetingDeletion {
  readonly #deps: MeetingDeletionDeps;

  constructor(deps: MeetingDeletionDeps) {
    this.#deps = deps;
  }

  async delete(principal: Principal, meetingId: string): Promise<void> {
    const { organizerId } = requireOrganizer(principal);
    const { tables, objects, gateway, clock } = this.#deps;
    const marked = await tables.meetings.update(
      { meetingId },
      { set: { deletedAt: new Date(clock.nowMs()).toISOString() }, when: { organizerId: { is: organizerId } } },
    );
    if (marked === undefined) throw AppError.notFound('Meeting');

    const why = AppError.of('NOT_FOUND', 'The organizer has deleted this meeting.');
    gateway.closeMeeting(meetingId, why);
    // Those in the green room are neither seated nor watching.
    for (const userId of [marked.hostUserId, marked.guestUserId]) if (userId !== null) gateway.dismissUser(userId, why);
    await this.#endRecording(meetingId);
    await this.#deleteUploads(meetingId);
    await objects.deletePrefix(meetingPrefix(meetingId));
    await objects.deletePrefix(processedPrefix(meetingId));
    await this.#deleteAll(tables.recordings, 'recordingId', meetingId);
    await this.#deleteAll(tables.takes, 'sessionId', meetingId);
    await this.#deleteAll(tables.sessions, 'sessionId', meetingId);
    await this.#deleteAll(tables.presences, 'member', meetingId);
    await tables.recordingStates.delete({ meetingId });
    await this.#deleteSeating(meetingId);
    await tables.meetings.delete({ meetingId });
  }

  async #endRecording(meetingId: string): Promise<void> {
    const { tables, stats } = this.#deps;
    const ended = await tables.recordingStates.update(
      { meetingId },
      { set: { isRecording: false, running: null }, when: { isRecording: { is: true } } },
    );
    if (ended !== undefined) await stats.add({ activeRecordingCount: -1 });
  }

  async #deleteUploads(meetingId: string): Promise<void> {
    const { tables, objects } = this.#deps;
    for await (const upload of collected(tables.uploads, { index: 'MeetingIndex', partition: meetingId })) {
      if (upload.uploadId !== null) {
        await objects.abortMultipart({ key: upload.key, uploadId: upload.uploadId });
        await objects.delete(tempPartKey(upload.uploadId));
      }
      await objects.delete(upload.key);
      await tables.uploads.delete({ uploadRef: upload.uploadRef });
    }
  }

  async #deleteAll<R extends Row>(table: Table<R>, sortKey: keyof R & string, meetingId: string): Promise<void> {
    for await (const row of collected(table, { partition: meetingId })) {
      await table.delete({ meetingId, [sortKey]: row[sortKey] as string });
    }
  }

  /** The seats are free once the sockets have noticed; those of a crashed server never do. */
  async #deleteSeating(meetingId: string): Promise<void> {
    const { tables, stats } = this.#deps;
    for (;;) {
      const row = await tables.seatings.get({ meetingId });
      if (row === undefined) return;
      if (!(await tables.seatings.delete({ meetingId }, { version: { is: row.version } }))) continue;
      const seated = row.occupants.length;
      await stats.add({ activeSessionCount: -seated, activePairCount: seated >= 2 ? -1 : 0 });
      return;
    }
  }
}

/** Pages are read before they are deleted from: no cursor points at a row that is gone. */
async function* collected<R extends Row>(table: Table<R>, query: Query): AsyncGenerator<R> {
  const rows: R[] = [];
  for await (const row of queryAll(table, query)) rows.push(row);
  yield* rows;
}
