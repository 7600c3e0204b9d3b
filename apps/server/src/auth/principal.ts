import type { Role } from '@audio-studio/contract';

/** Who is asking, as their token proves. What they may do with one meeting is decided by `MeetingAccess`. */
export type Principal = OrganizerPrincipal | ParticipantPrincipal | InvitePrincipal;

export interface OrganizerPrincipal {
  kind: 'organizer';
  organizerId: string;
}

export interface ParticipantPrincipal {
  kind: 'participant';
  userId: string;
  meetingId: string;
  role: Role;
}

export interface InvitePrincipal {
  kind: 'invite';
  inviteId: string;
  meetingId: string;
  role: Role;
}
