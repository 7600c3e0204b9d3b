import { AppError, participantSessionId, type Role } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { Principal } from '../auth/principal.ts';
import { requireMember, type MeetingAccess, type MemberPrincipal } from './meeting-access.ts';
import type { Meetings } from './meetings.ts';
import type { RoomGateway } from './room-gateway.ts';
import type { Seating } from './seating.ts';
import type { MeetingRow, Occupant, StudioTables } from './tables.ts';

export interface EntryRequest {
  principal: Principal;
  roomId: string;
  role: Role;
  userId: string;
  userEmail?: string | null | undefined;
  socketId: string;
}

export type EntryOutcome =
  | { kind: 'full' }
  | {
      kind: 'entered';
      meeting: MeetingRow;
      occupant: Occupant;
      /** The person sat here on another socket until now. */
      isReconnection: boolean;
      /** The person has been in this meeting before, in an earlier stay or this one. */
      wasHereBefore: boolean;
      evicted: Occupant[];
    };

export interface RoomEntryDeps {
  tables: StudioTables;
  access: MeetingAccess;
  meetings: Meetings;
  seating: Seating;
  gateway: RoomGateway;
  clock: Clock;
}

/** Coming into a room and leaving it: who may, on which seat, and the rows that remember it. */
export class RoomEntry {
  readonly #deps: RoomEntryDeps;

  constructor(deps: RoomEntryDeps) {
    this.#deps = deps;
  }

  async enter(request: EntryRequest): Promise<EntryOutcome> {
    const { roomId: meetingId, userId, socketId } = request;
    const principal = requireOwnIdentity(request);
    const meeting =
      principal.kind === 'organizer'
        ? await this.#deps.meetings.getOrCreate(principal, meetingId)
        : await this.#deps.access.forMember(principal, meetingId);

    const earlier = await this.#deps.tables.sessions.query({
      partition: meetingId,
      sort: { beginsWith: `${userId}#` },
      limit: 1,
    });
    const joinedAt = new Date(this.#deps.clock.nowMs()).toISOString();
    const seat = await this.#deps.seating.take(meetingId, {
      userId,
      socketId,
      role: request.role,
      // Only what the person says of themselves: an address the organizer noted is not for the partner.
      userEmail: request.userEmail ?? null,
      name: request.role === 'host' ? meeting.hostName : meeting.guestName,
      sessionId: participantSessionId(userId, joinedAt),
    });
    if (seat.kind === 'full') return seat;
    for (const gone of seat.evicted) await this.#endSession(meetingId, gone);
    if (seat.replacedSocketId !== undefined) await this.#deps.gateway.replace(seat.replacedSocketId);
    await this.#rememberSession(meetingId, seat.occupant, principal, joinedAt);

    // A meeting deleted while we sat down has already ended everyone it knew of; it did not know of us.
    const current = await this.#deps.access.find(meetingId);
    if (current === undefined) {
      await this.leave(meetingId, socketId);
      await this.#deps.tables.sessions.delete({ meetingId, sessionId: seat.occupant.sessionId });
      await this.#deps.tables.seatings.delete({ meetingId }, { occupied: { absent: true } });
      throw AppError.notFound('Meeting');
    }
    const begun = await this.#deps.tables.meetings.update(
      { meetingId },
      { set: { status: 'active' }, when: { status: { is: 'scheduled' }, deletedAt: { absent: true } } },
    );
    return {
      kind: 'entered',
      meeting: begun ?? current,
      occupant: seat.occupant,
      isReconnection: seat.replacedSocketId !== undefined,
      wasHereBefore: earlier.rows.length > 0,
      evicted: seat.evicted,
    };
  }

  /** Frees the seat if this socket still holds it; answers who left. */
  async leave(meetingId: string, socketId: string): Promise<Occupant | undefined> {
    const occupant = (await this.#deps.seating.occupants(meetingId)).find((other) => other.socketId === socketId);
    if (occupant === undefined) return undefined;
    // The session first: what a crash in between leaves is a seat, and seats are found and freed.
    await this.#endSession(meetingId, occupant);
    return this.#deps.seating.release(meetingId, socketId);
  }

  async #rememberSession(
    meetingId: string,
    occupant: Occupant,
    principal: MemberPrincipal,
    joinedAt: string,
  ): Promise<void> {
    const { sessionId, socketId, userId, role, userEmail } = occupant;
    const organizerId = principal.kind === 'organizer' ? principal.organizerId : null;
    const made = await this.#deps.tables.sessions.putIfAbsent({
      meetingId,
      sessionId,
      userId,
      userRole: role,
      userEmail,
      socketId,
      joinedAt,
      leftAt: null,
      isActive: true,
      organizerId,
    });
    if (made) return;
    await this.#deps.tables.sessions.update(
      { meetingId, sessionId },
      { set: { socketId, isActive: true, leftAt: null } },
    );
  }

  /** Ends a stay unless it goes on, on another socket. */
  async #endSession(meetingId: string, { sessionId, socketId }: Occupant): Promise<void> {
    const leftAt = new Date(this.#deps.clock.nowMs()).toISOString();
    await this.#deps.tables.sessions.update(
      { meetingId, sessionId },
      { set: { isActive: false, leftAt }, when: { socketId: { is: socketId }, isActive: { is: true } } },
    );
  }
}

/** A participant's token is for one person, one meeting and one role; an organizer's for any person of theirs. */
function requireOwnIdentity({ principal, roomId, role, userId }: EntryRequest): MemberPrincipal {
  const member = requireMember(principal);
  if (member.kind === 'organizer') return member;
  if (member.meetingId !== roomId || member.userId !== userId || member.role !== role) throw AppError.forbidden();
  return member;
}
