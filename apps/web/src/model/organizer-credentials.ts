import { signInAnswerSchema, type SignInAnswer } from '@audio-studio/contract';
import { StoredValue } from './stored-value.ts';

/** The organizer's token, shared by all tabs of this browser. */
export const organizerCredentials = new StoredValue('organizer', signInAnswerSchema);

/** The token while it is good, else null. */
export function validOrganizerToken(answer: SignInAnswer | null, nowMs: number): string | null {
  return answer !== null && Date.parse(answer.expiresAt) > nowMs ? answer.token : null;
}
