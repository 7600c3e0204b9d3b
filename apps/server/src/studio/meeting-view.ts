import type { Meeting } from '@audio-studio/contract';
import type { Principal } from '../auth/principal.ts';
import type { MeetingRow } from './tables.ts';

/** A meeting as `principal` may see it: email addresses only to the organizer and to whom they belong. */
export function meetingView(row: MeetingRow, principal: Principal): Meeting {
  const ownRole = principal.kind === 'participant' ? principal.role : undefined;
  const seesAll = principal.kind === 'organizer';
  return {
    meetingId: row.meetingId,
    title: row.title,
    hostName: row.hostName,
    hostEmail: seesAll || ownRole === 'host' ? row.hostEmail : null,
    guestName: row.guestName,
    guestEmail: seesAll || ownRole === 'guest' ? row.guestEmail : null,
    scheduledTime: row.scheduledTime,
    status: row.status,
    createdAt: row.createdAt,
  };
}
