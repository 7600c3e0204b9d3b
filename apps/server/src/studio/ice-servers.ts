import { createHash, createHmac } from 'node:crypto';
import type { IceServersAnswer } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { Principal } from '../auth/principal.ts';

const CREDENTIAL_LIFETIME_SECONDS = 12 * 3600;

export interface IceSettings {
  stunUrls: readonly string[];
  turnUrls: readonly string[];
  /** `static-auth-secret` of coturn with `use-auth-secret`. */
  turnSecret: string | undefined;
}

/**
 * STUN servers and, where a TURN server is set up, credentials for it that end by themselves: username
 * `expiry:user`, password its HMAC-SHA1 under the secret shared with coturn (draft-uberti-behave-turn-rest-00,
 * section 2.2). The user's id is hashed, since TURN servers log it.
 */
export function iceServers(settings: IceSettings, principal: Principal, clock: Clock): IceServersAnswer {
  const stun = settings.stunUrls.length === 0 ? [] : [{ urls: [...settings.stunUrls] }];
  if (settings.turnUrls.length === 0 || settings.turnSecret === undefined) return { iceServers: stun, expiresAt: null };
  const expirySeconds = Math.floor(clock.nowMs() / 1000) + CREDENTIAL_LIFETIME_SECONDS;
  const user = createHash('sha256').update(identityOf(principal)).digest('hex').slice(0, 16);
  const username = `${expirySeconds}:${user}`;
  const credential = createHmac('sha1', settings.turnSecret).update(username).digest('base64');
  return {
    iceServers: [...stun, { urls: [...settings.turnUrls], username, credential }],
    expiresAt: new Date(expirySeconds * 1000).toISOString(),
  };
}

function identityOf(principal: Principal): string {
  if (principal.kind === 'organizer') return principal.organizerId;
  return principal.kind === 'participant' ? principal.userId : principal.inviteId;
}
