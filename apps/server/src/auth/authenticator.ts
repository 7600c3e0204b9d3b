import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import { AppError, inviteClaimsSchema, organizerClaimsSchema, participantClaimsSchema } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import { OIDC_ALGORITHMS, OidcVerifier, type OidcSettings } from './oidc-verifier.ts';
import type { ParticipantPrincipal, Principal } from './principal.ts';
import { secretKey, TOKEN_LIFETIMES } from './token-signer.ts';

const MAX_TOKEN_LENGTH = 4096;

/** The one place where tokens are verified, for HTTP and sockets alike. */
export class Authenticator {
  readonly #key: Uint8Array;
  readonly #clock: Clock;
  readonly #oidc: OidcVerifier | undefined;

  constructor(options: { jwtSecret: string; clock: Clock; oidc?: OidcSettings | undefined }) {
    this.#key = secretKey(options.jwtSecret);
    this.#clock = options.clock;
    this.#oidc = options.oidc === undefined ? undefined : new OidcVerifier(options.oidc, options.clock);
  }

  /** Rejects with UNAUTHORIZED unless the token is genuine, in time and of a kind used here. */
  async authenticate(token: string | undefined): Promise<Principal> {
    if (token === undefined || token === '' || token.length > MAX_TOKEN_LENGTH) throw AppError.unauthorized();
    if (this.#oidc !== undefined && OIDC_ALGORITHMS.includes(algorithmOf(token))) return this.#oidc.verify(token);
    return principalOf(await this.#verifyOwn(token, 0));
  }

  /**
   * A participant token that may have ended up to 30 days ago; good for nothing but getting a new one.
   * Undefined when it is not even that.
   */
  async authenticateRenewal(token: string): Promise<ParticipantPrincipal | undefined> {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    try {
      const principal = principalOf(await this.#verifyOwn(token, TOKEN_LIFETIMES.renewalGrace));
      return principal.kind === 'participant' ? principal : undefined;
    } catch (error) {
      if (error instanceof AppError && error.code === 'UNAUTHORIZED') return undefined;
      throw error;
    }
  }

  async #verifyOwn(token: string, clockToleranceSeconds: number): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ['HS256'],
        currentDate: new Date(this.#clock.nowMs()),
        clockTolerance: clockToleranceSeconds,
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        throw AppError.unauthorized('Your access has expired. Please sign in again.');
      throw AppError.unauthorized();
    }
  }
}

function principalOf(payload: JWTPayload): Principal {
  const scopes = typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : [];
  if (scopes.includes('organizer')) {
    const claims = organizerClaimsSchema.safeParse({ ...payload, scope: 'organizer' });
    if (claims.success) return { kind: 'organizer', organizerId: claims.data.sub };
  }
  const participant = participantClaimsSchema.safeParse(payload);
  if (participant.success) {
    const { sub: userId, meetingId, role } = participant.data;
    return { kind: 'participant', userId, meetingId, role };
  }
  const invite = inviteClaimsSchema.safeParse(payload);
  if (invite.success) {
    const { jti: inviteId, meetingId, role } = invite.data;
    return { kind: 'invite', inviteId, meetingId, role };
  }
  throw AppError.unauthorized();
}

function algorithmOf(token: string): string {
  try {
    return decodeProtectedHeader(token).alg ?? '';
  } catch {
    return '';
  }
}
