import { SignJWT } from 'jose';
import type { InviteClaims, ParticipantClaims } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';

const DAY_SECONDS = 24 * 3600;

/** How long each kind of token is good for, seconds. An invite can be ended earlier by issuing a new one. */
export const TOKEN_LIFETIMES = {
  organizer: 30 * DAY_SECONDS,
  invite: 180 * DAY_SECONDS,
  participant: 7 * DAY_SECONDS,
  /** How long after its end a participant token can still be exchanged for a new one. */
  renewalGrace: 30 * DAY_SECONDS,
} as const;

/** Bytes of the secret as the key of HS256. */
export function secretKey(jwtSecret: string): Uint8Array {
  return new TextEncoder().encode(jwtSecret);
}

/** Makes the tokens this server hands out; `authenticate` is the only reader. */
export class TokenSigner {
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  constructor(jwtSecret: string, clock: Clock) {
    this.#key = secretKey(jwtSecret);
    this.#clock = clock;
  }

  async organizer(sub: string): Promise<{ token: string; expiresAt: string }> {
    const expiresAtSeconds = this.#nowSeconds() + TOKEN_LIFETIMES.organizer;
    return {
      token: await this.#sign({ scope: 'organizer', sub }, expiresAtSeconds),
      expiresAt: new Date(expiresAtSeconds * 1000).toISOString(),
    };
  }

  invite(claims: Omit<InviteClaims, 'scope'>): Promise<string> {
    return this.#sign({ scope: 'invite', ...claims }, this.#nowSeconds() + TOKEN_LIFETIMES.invite);
  }

  participant(claims: Omit<ParticipantClaims, 'scope'>): Promise<string> {
    return this.#sign({ scope: 'participant', ...claims }, this.#nowSeconds() + TOKEN_LIFETIMES.participant);
  }

  #sign(claims: Record<string, unknown>, expiresAtSeconds: number): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt(this.#nowSeconds())
      .setExpirationTime(expiresAtSeconds)
      .sign(this.#key);
  }

  #nowSeconds(): number {
    return Math.floor(this.#clock.nowMs() / 1000);
  }
}
