import { inviteClaimsSchema, joinMeetingAnswerSchema, type JoinMeetingAnswer, type Role } from '@audio-studio/contract';
import type { ParticipantCredentials } from './participant-credentials.ts';

/** The invite's token in the address, or null. It is behind the `#`, which browsers never send. */
export function inviteFromHash(hash: string): string | null {
  const token = new URLSearchParams(hash.replace(/^#/, '')).get('invite');
  return token === null || token === '' ? null : token;
}

/** Which role the invite is for, read without trusting it: only to choose words. Null when unreadable. */
export function roleOfInvite(token: string): Role | null {
  try {
    const payload = token.split('.')[1] ?? '';
    const json: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    const claims = inviteClaimsSchema.safeParse(json);
    return claims.success ? claims.data.role : null;
  } catch {
    return null;
  }
}

/** What to keep of a successful join. */
export function credentialsFrom(answer: JoinMeetingAnswer, name: string): ParticipantCredentials {
  const { token, userId, role, meeting } = joinMeetingAnswerSchema.parse(answer);
  return { token, userId, role, name, meetingTitle: meeting.title };
}
