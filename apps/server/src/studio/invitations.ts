import { createHash, randomUUID } from 'node:crypto';
import { AppError, type JoinMeetingAnswer, type Meeting, type Role } from '@audio-studio/contract';
import type { Authenticator } from '../auth/authenticator.ts';
import type { InvitePrincipal, ParticipantPrincipal, Principal } from '../auth/principal.ts';
import type { TokenSigner } from '../auth/token-signer.ts';
import type { MeetingAccess } from './meeting-access.ts';
import { meetingView } from './meeting-view.ts';
import type { MeetingRow, StudioTables } from './tables.ts';

export interface JoinRequest {
  /** The invite, or the participant token that was made from it. */
  invite: string;
  name?: string | undefined;
  email?: string | undefined;
  /** Names the browser: with the same one an invite may be taken up again. */
  clientId?: string | undefined;
  /** Bearer token of the request: who took the invite up proves it with the token they got. */
  bearer?: string | undefined;
}

export interface InvitationsDeps {
  tables: StudioTables;
  access: MeetingAccess;
  authenticator: Authenticator;
  signer: TokenSigner;
}

/** Taking an invite up, and keeping what was taken up. An invite belongs to the first who uses it. */
export class Invitations {
  readonly #deps: InvitationsDeps;

  constructor(deps: InvitationsDeps) {
    this.#deps = deps;
  }

  async join(meetingId: string, request: JoinRequest): Promise<JoinMeetingAnswer> {
    const renewing = await this.#deps.authenticator.authenticateRenewal(request.invite);
    if (renewing !== undefined) return this.#renew(renewing, meetingId, request);

    const principal = await this.#deps.authenticator.authenticate(request.invite);
    if (principal.kind !== 'invite') throw AppError.forbidden('That is not an invitation.');
    const row = await this.#deps.access.forViewer(principal, meetingId);
    if (holderOf(row, principal.role) === null) return this.#takeUp(principal, meetingId, request);

    const bearer =
      request.bearer === undefined ? undefined : await this.#deps.authenticator.authenticateRenewal(request.bearer);
    if (bearer?.role === principal.role && bearer.userId === holderOf(row, principal.role)) {
      return this.#renew(bearer, meetingId, request);
    }
    return this.#repeat(principal, row, request);
  }

  /** Race-safe: of many at once exactly one writes the address, the others get CONFLICT. */
  async assign(
    principal: Principal,
    meetingId: string,
    role: Role,
    { email, name }: { email: string; name?: string | undefined },
  ): Promise<Meeting> {
    await this.#deps.access.forMember(principal, meetingId);
    if (principal.kind === 'participant' && principal.role !== role) {
      throw AppError.forbidden(`Only the ${role} or the organizer may do that.`);
    }
    const assigned = await this.#writeEmail(meetingId, role, email, name);
    if (assigned === undefined) throw AppError.conflict(`The ${role} was assigned already.`);
    return meetingView(assigned, principal);
  }

  async #takeUp(invite: InvitePrincipal, meetingId: string, request: JoinRequest): Promise<JoinMeetingAnswer> {
    const { name, email } = request;
    if (name === undefined) throw AppError.validation('Please give your name.');
    const userId = randomUUID();
    const clientHash = hashOf(request.clientId);
    const bound = await this.#deps.tables.meetings.update(
      { meetingId },
      invite.role === 'host'
        ? {
            set: { hostUserId: userId, hostName: name, hostClientHash: clientHash },
            when: { hostInviteId: { is: invite.inviteId }, hostUserId: { absent: true }, deletedAt: { absent: true } },
          }
        : {
            set: { guestUserId: userId, guestName: name, guestClientHash: clientHash },
            when: {
              guestInviteId: { is: invite.inviteId },
              guestUserId: { absent: true },
              deletedAt: { absent: true },
            },
          },
    );
    if (bound === undefined) {
      return this.#repeat(invite, await this.#deps.access.forViewer(invite, meetingId), request);
    }
    // An address the organizer gave beforehand stays.
    const row = (email === undefined ? undefined : await this.#writeEmail(meetingId, invite.role, email)) ?? bound;
    return this.#answer({ kind: 'participant', userId, meetingId, role: invite.role }, row);
  }

  /** The invite is taken: whoever took it may not have heard the answer, anyone else may not have it. */
  async #repeat(invite: InvitePrincipal, row: MeetingRow, request: JoinRequest): Promise<JoinMeetingAnswer> {
    const { meetingId, role } = invite;
    const userId = holderOf(row, role);
    const holderHash = role === 'host' ? row.hostClientHash : row.guestClientHash;
    const clientHash = hashOf(request.clientId);
    if (userId === null || clientHash === null || clientHash !== holderHash) throw takenUp();
    return this.#renew({ kind: 'participant', userId, meetingId, role }, meetingId, request);
  }

  async #renew(holder: ParticipantPrincipal, meetingId: string, { name }: JoinRequest): Promise<JoinMeetingAnswer> {
    const row = await this.#deps.access.forMember(holder, meetingId);
    if (name === undefined) return this.#answer(holder, row);
    const renamed = await this.#deps.tables.meetings.update(
      { meetingId },
      holder.role === 'host'
        ? { set: { hostName: name }, when: { hostUserId: { is: holder.userId } } }
        : { set: { guestName: name }, when: { guestUserId: { is: holder.userId } } },
    );
    if (renamed === undefined) throw takenUp();
    return this.#answer(holder, renamed);
  }

  async #answer(holder: ParticipantPrincipal, row: MeetingRow): Promise<JoinMeetingAnswer> {
    const { userId, meetingId, role } = holder;
    const token = await this.#deps.signer.participant({ sub: userId, meetingId, role });
    return { token, userId, role, meeting: meetingView(row, holder) };
  }

  #writeEmail(meetingId: string, role: Role, email: string, name?: string): Promise<MeetingRow | undefined> {
    const named = name === undefined ? {} : { [`${role}Name`]: name };
    return this.#deps.tables.meetings.update(
      { meetingId },
      role === 'host'
        ? { set: { ...named, hostEmail: email }, when: { hostEmail: { absentOr: '' }, deletedAt: { absent: true } } }
        : { set: { ...named, guestEmail: email }, when: { guestEmail: { absentOr: '' }, deletedAt: { absent: true } } },
    );
  }
}

function holderOf(row: MeetingRow, role: Role): string | null {
  return role === 'host' ? row.hostUserId : row.guestUserId;
}

function hashOf(clientId: string | undefined): string | null {
  return clientId === undefined ? null : createHash('sha256').update(clientId).digest('hex');
}

function takenUp(): AppError {
  return AppError.conflict('Someone has used this invitation already. Please ask the organizer for a new one.');
}
