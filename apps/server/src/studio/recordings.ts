import {
  AppError,
  LIMITS,
  overviewKey,
  sanitizeName,
  takeOverviewSchema,
  type DownloadUrlAnswer,
  type ListRecordingsAnswer,
  type TakeOverview,
} from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { queryAll, readBytes, type ObjectStore, type Row, type Table } from '@audio-studio/ports';
import type { Principal } from '../auth/principal.ts';
import type { MeetingAccess } from './meeting-access.ts';
import type { StudioTables } from './tables.ts';
import { takeView, type Takes } from './takes.ts';

export interface RecordingsDeps {
  tables: StudioTables;
  objects: ObjectStore;
  access: MeetingAccess;
  takes: Takes;
  clock: Clock;
}

/** What a meeting has produced. */
export class Recordings {
  readonly #deps: RecordingsDeps;

  constructor(deps: RecordingsDeps) {
    this.#deps = deps;
  }

  /** Tracks and takes, oldest first. */
  async list(principal: Principal, meetingId: string): Promise<ListRecordingsAnswer> {
    const { access, tables } = this.#deps;
    await access.forMember(principal, meetingId);
    const recordings = await allOf(tables.recordings, meetingId);
    const takes = await allOf(this.#deps.tables.takes, meetingId);
    return {
      recordings: recordings.sort((a, b) => a.uploadedAt.localeCompare(b.uploadedAt)),
      takes: takes.sort((a, b) => a.startedAt.localeCompare(b.startedAt)).map(takeView),
    };
  }

  async downloadUrl(principal: Principal, meetingId: string, recordingId: string): Promise<DownloadUrlAnswer> {
    const { access, tables, objects, clock } = this.#deps;
    const meeting = await access.forMember(principal, meetingId);
    const recording = await tables.recordings.get({ meetingId, recordingId });
    if (recording?.status !== 'completed') throw AppError.notFound('Recording');
    const { sessionId, participantName, filePath } = recording;
    const takeName = sessionId === null ? [] : [`take_${await this.#takeNumber(meetingId, sessionId)}`];
    const fileName = [sanitizeName(meeting.title), sanitizeName(participantName), ...takeName].join('_');
    const downloadUrl = await objects.signGet({
      key: filePath,
      expiresInSeconds: LIMITS.PRESIGNED_URL_EXPIRY,
      fileName: `${fileName}.wav`,
    });
    return { downloadUrl, expiresAt: new Date(clock.nowMs() + LIMITS.PRESIGNED_URL_EXPIRY * 1000).toISOString() };
  }

  /** Drawing data of a processed take; NOT_FOUND until processing has made it. */
  async overview(principal: Principal, meetingId: string, sessionId: string): Promise<TakeOverview> {
    const { access, takes, objects } = this.#deps;
    const meeting = await access.forMember(principal, meetingId);
    if ((await takes.find(meeting, sessionId)) === undefined) throw AppError.notFound('Take');
    const object = await objects.get(overviewKey(meetingId, sessionId));
    if (object === undefined) throw AppError.notFound('Overview');
    return takeOverviewSchema.parse(JSON.parse(new TextDecoder().decode(await readBytes(object))));
  }

  /** 1 for the meeting's first take. */
  async #takeNumber(meetingId: string, sessionId: string): Promise<number> {
    const takes = await allOf(this.#deps.tables.takes, meetingId);
    const startedAt = takes.find((take) => take.sessionId === sessionId)?.startedAt ?? '';
    return takes.filter((take) => take.startedAt < startedAt).length + 1;
  }
}

async function allOf<R extends Row>(table: Table<R>, meetingId: string): Promise<R[]> {
  const rows: R[] = [];
  for await (const row of queryAll(table, { partition: meetingId })) rows.push(row);
  return rows;
}
