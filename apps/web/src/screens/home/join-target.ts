import { inviteUrl, meetingIdSchema, signInUrl } from '@audio-studio/contract';
import { codeInText } from '../sign-in/sign-in-code.ts';

const ID = /(?<![0-9a-z-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z-])/i;
const INVITE = /#invite=([\w-]+\.[\w-]+\.[\w-]+)?/;
const SIGN_IN = /\/sign-in#code=/;
const LONGEST_TEXT = 8192;

/**
 * Where pasted text leads, always as a path of this very page's server: a link that names another host is
 * never followed there.
 */
export type JoinTarget = { kind: 'invite' | 'room' | 'sign-in'; path: string } | { kind: 'unreadable'; reason: string };

const unreadable = (reason: string): JoinTarget => ({ kind: 'unreadable', reason });

/** Reads an invitation link, a meeting's address or id, or a sign-in link, also from the middle of a message. */
export function joinTargetOf(text: string): JoinTarget {
  const trimmed = text.trim();
  if (trimmed === '') return unreadable('Paste the link you were sent, or the id of the meeting.');
  if (trimmed.length > LONGEST_TEXT) return unreadable('This is too long for a link. Paste the link alone.');
  if (SIGN_IN.test(trimmed)) {
    const found = codeInText(trimmed);
    return found.kind === 'code' ? { kind: 'sign-in', path: signInUrl('', found.code) } : unreadable(reasonOf(found));
  }
  const meetingId = ID.exec(trimmed)?.[0].toLowerCase();
  if (meetingId === undefined || !meetingIdSchema.safeParse(meetingId).success) {
    return unreadable('We found no invitation in this. An invitation link looks like “…/room/…/green-room#invite=…”.');
  }
  const invite = INVITE.exec(trimmed);
  if (invite === null) return { kind: 'room', path: greenRoomPath(meetingId) };
  if (invite[1] === undefined)
    return unreadable('The end of this invitation link is missing. Copy it again, as a whole.');
  return { kind: 'invite', path: inviteUrl('', meetingId, invite[1]) };
}

export function greenRoomPath(meetingId: string): string {
  return `/room/${meetingId}/green-room`;
}

export function resultsPath(meetingId: string): string {
  return `/room/${meetingId}/results`;
}

/** The part of an invite's address that this page's own router opens. */
export function invitePath(url: string): string {
  const { pathname, search, hash } = new URL(url, 'http://localhost');
  return `${pathname}${search}${hash}`;
}

function reasonOf(found: ReturnType<typeof codeInText>): string {
  return found.kind === 'unreadable' ? found.reason : 'The end of this link is missing.';
}
