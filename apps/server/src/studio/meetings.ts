import { randomUUID } from 'node:crypto';
import {
  AppError,
  inviteUrl,
  type CreateMeetingAnswer,
  type Grade,
  type Invite,
  type Meeting,
  type MeetingStatus,
  type MeetingSummary,
  type Role,
} from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { queryAll } from '@audio-studio/ports';
import type { OrganizerPrincipal, Principal } from '../auth/principal.ts';
import type { TokenSigner } from '../auth/token-signer.ts';
import type { MeetingAccess } from './meeting-access.ts';
import { requireOrganizer } from './meeting-access.ts';
import { meetingView } from './meeting-view.ts';
import type { MeetingRow, StudioTables, TakeRow } from './tables.ts';

/** The organizer's list shows this many meetings, newest first. */
export const MAX_LISTED_MEETINGS = 500;
const UNTITLED = 'Untitled session';

export interface MeetingsDeps {
  tables: StudioTables;
  access: MeetingAccess;
  signer: TokenSigner;
  clock: Clock;
  publicUrl: string;
}

/** Making, listing and changing meetings. */
export class Meetings {
  readonly #deps: MeetingsDeps;

  constructor(deps: MeetingsDeps) {
    this.#deps = deps;
  }

  async create(
    principal: Principal,
    { title, scheduledTime }: { title: string; scheduledTime?: string | null | undefined },
  ): Promise<CreateMeetingAnswer> {
    const organizer = requireOrganizer(principal);
    const row = this.#newRow(organizer, randomUUID(), title, scheduledTime ?? null);
    await this.#deps.tables.meetings.put(row);
    return {
      ...meetingView(row, principal),
      invites: {
        host: await this.#invite(row.meetingId, 'host', row.hostInviteId!),
        guest: await this.#invite(row.meetingId, 'guest', row.guestInviteId!),
      },
    };
  }

  /** The organizer's meeting; made on the spot when there is none with that id (lazy creation). */
  async getOrCreate(organizer: OrganizerPrincipal, meetingId: string): Promise<MeetingRow> {
    const { meetings } = this.#deps.tables;
    if ((await meetings.get({ meetingId })) === undefined) {
      await meetings.putIfAbsent(this.#newRow(organizer, meetingId, UNTITLED, null));
    }
    return this.#deps.access.forOrganizer(organizer, meetingId);
  }

  /**
   * Newest first. Two range queries however many meetings there are: the meetings, and every take since
   * the oldest of them was created.
   */
  async list(principal: Principal): Promise<MeetingSummary[]> {
    const { organizerId } = requireOrganizer(principal);
    const rows: MeetingRow[] = [];
    const newest = queryAll(this.#deps.tables.meetings, {
      index: 'OrganizerIndex',
      partition: organizerId,
      newestFirst: true,
    });
    for await (const row of newest) {
      if (row.deletedAt === null) rows.push(row);
      if (rows.length === MAX_LISTED_MEETINGS) break;
    }
    const oldest = rows.at(-1);
    if (oldest === undefined) return [];

    const takes = new Map<string, TakeRow[]>();
    const query = { index: 'OrganizerIndex', partition: organizerId, sort: { from: oldest.createdAt } };
    for await (const take of queryAll(this.#deps.tables.takes, query)) {
      const ofMeeting = takes.get(take.meetingId);
      if (ofMeeting === undefined) takes.set(take.meetingId, [take]);
      else ofMeeting.push(take);
    }
    return rows.map((row) => Object.assign(meetingView(row, principal), summarize(takes.get(row.meetingId) ?? [])));
  }

  async get(principal: Principal, meetingId: string): Promise<Meeting> {
    return meetingView(await this.#deps.access.forViewer(principal, meetingId), principal);
  }

  async setStatus(principal: Principal, meetingId: string, status: MeetingStatus): Promise<Meeting> {
    await this.#deps.access.forOrganizer(principal, meetingId);
    const changed = await this.#deps.tables.meetings.update(
      { meetingId },
      { set: { status }, when: { deletedAt: { absent: true } } },
    );
    if (changed === undefined) throw AppError.notFound('Meeting');
    return meetingView(changed, principal);
  }

  /** A new invite for one role. The old one, and the token of whoever took it up, are good for nothing from now. */
  async reissueInvite(
    principal: Principal,
    meetingId: string,
    role: Role,
  ): Promise<{ invite: Invite; endedUserId: string | null }> {
    const before = await this.#deps.access.forOrganizer(principal, meetingId);
    const inviteId = randomUUID();
    const endedUserId = role === 'host' ? before.hostUserId : before.guestUserId;
    const set =
      role === 'host' ? { hostInviteId: inviteId, hostUserId: null } : { guestInviteId: inviteId, guestUserId: null };
    // Whoever took the old invite up between the read and this write is cut off too, but would be missed below.
    const seen = endedUserId === null ? ({ absent: true } as const) : { is: endedUserId };
    const changed = await this.#deps.tables.meetings.update(
      { meetingId },
      { set, when: { deletedAt: { absent: true }, [role === 'host' ? 'hostUserId' : 'guestUserId']: seen } },
    );
    if (changed === undefined)
      throw AppError.conflict('Someone used that invitation at this moment. Please try again.');
    return { invite: await this.#invite(meetingId, role, inviteId), endedUserId };
  }

  async #invite(meetingId: string, role: Role, inviteId: string): Promise<Invite> {
    const token = await this.#deps.signer.invite({ meetingId, role, jti: inviteId });
    return { token, url: inviteUrl(this.#deps.publicUrl, meetingId, token) };
  }

  #newRow(organizer: OrganizerPrincipal, meetingId: string, title: string, scheduledTime: string | null): MeetingRow {
    return {
      meetingId,
      title,
      scheduledTime,
      organizerId: organizer.organizerId,
      hostName: null,
      hostEmail: null,
      guestName: null,
      guestEmail: null,
      status: 'scheduled',
      createdAt: new Date(this.#deps.clock.nowMs()).toISOString(),
      hostInviteId: randomUUID(),
      hostUserId: null,
      guestInviteId: randomUUID(),
      guestUserId: null,
      hostClientHash: null,
      guestClientHash: null,
      deletedAt: null,
    };
  }
}

function summarize(takes: readonly TakeRow[]): Pick<MeetingSummary, 'takeCount' | 'bestGrade' | 'recordedSeconds'> {
  const grades = takes.flatMap((take): Grade[] => (take.result === null ? [] : [take.result.profile]));
  const recordedMs = takes.reduce(
    (sum, take) => sum + (take.stoppedAt === null ? 0 : Date.parse(take.stoppedAt) - Date.parse(take.startedAt)),
    0,
  );
  return { takeCount: takes.length, bestGrade: grades.sort()[0] ?? null, recordedSeconds: recordedMs / 1000 };
}
