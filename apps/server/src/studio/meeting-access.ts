import { AppError } from '@audio-studio/contract';
import type { Table } from '@audio-studio/ports';
import type { OrganizerPrincipal, ParticipantPrincipal, Principal } from '../auth/principal.ts';
import type { MeetingRow } from './tables.ts';

/** Somebody who belongs to a meeting: its organizer or one of its participants. */
export type MemberPrincipal = OrganizerPrincipal | ParticipantPrincipal;

const INVITE_ENDED = 'This invitation is no longer valid. Please ask for a new one.';

/** Decides who may do something with one meeting. Another organizer's meeting looks like one that is not there. */
export class MeetingAccess {
  readonly #meetings: Table<MeetingRow>;

  constructor(meetings: Table<MeetingRow>) {
    this.#meetings = meetings;
  }

  /** For what only the meeting's organizer may do. */
  async forOrganizer(principal: Principal, meetingId: string): Promise<MeetingRow> {
    const { organizerId } = requireOrganizer(principal);
    return this.#owned(organizerId, meetingId);
  }

  /** For what the organizer and the meeting's own participants may do. */
  async forMember(principal: Principal, meetingId: string): Promise<MeetingRow> {
    const member = requireMember(principal);
    if (member.kind === 'organizer') return this.#owned(member.organizerId, meetingId);
    const row = await this.#ofToken(member.meetingId, meetingId);
    const holder = member.role === 'host' ? row.hostUserId : row.guestUserId;
    if (holder !== member.userId) throw AppError.unauthorized(INVITE_ENDED);
    return row;
  }

  /** For looking at a meeting: its members, and who holds an invite that is good now. */
  async forViewer(principal: Principal, meetingId: string): Promise<MeetingRow> {
    if (principal.kind !== 'invite') return this.forMember(principal, meetingId);
    const row = await this.#ofToken(principal.meetingId, meetingId);
    const current = principal.role === 'host' ? row.hostInviteId : row.guestInviteId;
    if (current !== principal.inviteId) throw AppError.unauthorized(INVITE_ENDED);
    return row;
  }

  /** The row unless the meeting is not there or being deleted. */
  async find(meetingId: string): Promise<MeetingRow | undefined> {
    const row = await this.#meetings.get({ meetingId });
    return row === undefined || row.deletedAt !== null ? undefined : row;
  }

  async #owned(organizerId: string, meetingId: string): Promise<MeetingRow> {
    const row = await this.find(meetingId);
    if (row === undefined || row.organizerId !== organizerId) throw AppError.notFound('Meeting');
    return row;
  }

  async #ofToken(tokenMeetingId: string, meetingId: string): Promise<MeetingRow> {
    // Decided by the token alone, so it says nothing about the other meeting.
    if (tokenMeetingId !== meetingId) throw AppError.forbidden();
    const row = await this.find(meetingId);
    if (row === undefined) throw AppError.notFound('Meeting');
    return row;
  }
}

/** Names a member in rows. */
export function memberId(principal: MemberPrincipal): string {
  return principal.kind === 'organizer' ? `organizer:${principal.organizerId}` : `participant:${principal.userId}`;
}

/** An invite alone opens nothing but the way in. */
export function requireMember(principal: Principal): MemberPrincipal {
  if (principal.kind === 'invite') throw AppError.forbidden('Open the invitation and join the meeting first.');
  return principal;
}

export function requireOrganizer(principal: Principal): OrganizerPrincipal {
  if (principal.kind !== 'organizer') throw AppError.forbidden('Only an organizer may do that.');
  return principal;
}
