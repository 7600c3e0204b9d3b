import { AppError, trackKey, type Role } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { memberId, requireMember, type MeetingAccess, type MemberPrincipal } from './meeting-access.ts';
import type { Presences } from './presences.ts';
import type { Principal } from '../auth/principal.ts';
import type { StudioTables, UploadRow } from './tables.ts';
import type { Takes } from './takes.ts';

export interface UploadRequest {
  roomId: string;
  participantName: string;
  sessionId?: string | undefined;
  contentType: UploadRow['contentType'];
  fileSize?: number | undefined;
  startedAtMs?: number | undefined;
}

/** An upload before anything of it exists: all but the ids that the store decides. */
export type UploadDraft = Omit<UploadRow, 'uploadRef' | 'uploadId'>;

/** Issues uploads to members of a meeting and knows later which were issued to whom. */
export class UploadPermits {
  readonly #tables: StudioTables;
  readonly #access: MeetingAccess;
  readonly #takes: Takes;
  readonly #presences: Presences;
  readonly #clock: Clock;

  constructor(deps: { tables: StudioTables; access: MeetingAccess; takes: Takes; presences: Presences; clock: Clock }) {
    this.#presences = deps.presences;
    this.#tables = deps.tables;
    this.#access = deps.access;
    this.#takes = deps.takes;
    this.#clock = deps.clock;
  }

  /** Checks that `principal` may upload this and decides the object key. Nothing is written. */
  async draft(principal: Principal, request: UploadRequest): Promise<UploadDraft> {
    const member = requireMember(principal);
    const { roomId: meetingId, participantName, sessionId } = request;
    const meeting = await this.#access.forMember(principal, meetingId);
    if (sessionId !== undefined && (await this.#takes.find(meeting, sessionId)) === undefined) {
      throw AppError.notFound('Take');
    }
    await this.#presences.note(meetingId, member);
    const { userId, role } = await this.#identity(member, meetingId, participantName);
    let timestampMs = Math.floor(this.#clock.nowMs());
    let key = trackKey({ meetingId, participantName, sessionId, timestampMs });
    // Two people of one name may ask within one millisecond.
    while ((await this.#tables.uploads.get({ uploadRef: key })) !== undefined) {
      timestampMs += 1;
      key = trackKey({ meetingId, participantName, sessionId, timestampMs });
    }
    return {
      key,
      recordingId: null,
      meetingId,
      issuedTo: memberId(member),
      userId,
      role,
      sessionId: sessionId ?? null,
      participantName,
      contentType: request.contentType,
      fileSize: request.fileSize ?? null,
      issuedAt: new Date(this.#clock.nowMs()).toISOString(),
      pending: 'yes',
      startedAtMs: request.startedAtMs ?? null,
      claimedAt: null,
      salvagedParts: null,
    };
  }

  /** The upload, if it was issued to this principal and is still of a meeting they belong to; else NOT_FOUND. */
  async require(principal: Principal, uploadRef: string, key?: string): Promise<UploadRow> {
    const member = requireMember(principal);
    const row = await this.#tables.uploads.get({ uploadRef });
    if (row === undefined || row.issuedTo !== memberId(member) || (key !== undefined && row.key !== key)) {
      throw AppError.notFound('Upload');
    }
    await this.#access.forMember(principal, row.meetingId);
    await this.#presences.note(row.meetingId, member);
    return row;
  }

  /** Whose microphone this is. An organizer may sit in the room under any userId of their choice. */
  async #identity(
    principal: MemberPrincipal,
    meetingId: string,
    participantName: string,
  ): Promise<{ userId: string | null; role: Role | null }> {
    if (principal.kind === 'participant') return { userId: principal.userId, role: principal.role };
    let latest: { userId: string; role: Role; joinedAt: string } | undefined;
    let after: string | undefined;
    do {
      const page = await this.#tables.sessions.query({
        partition: meetingId,
        ...(after === undefined ? {} : { after }),
      });
      for (const row of page.rows) {
        if (row.organizerId !== principal.organizerId) continue;
        const candidate = { userId: row.userId, role: row.userRole, joinedAt: row.joinedAt };
        if (row.userId === participantName) return candidate;
        if (latest === undefined || latest.joinedAt < candidate.joinedAt) latest = candidate;
      }
      after = page.next;
    } while (after !== undefined);
    return { userId: latest?.userId ?? null, role: latest?.role ?? null };
  }
}
