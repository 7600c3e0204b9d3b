import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { AppError } from '@audio-studio/contract';
import type { Clock } from '@audio-studio/flow';
import type { OrganizerPrincipal } from './principal.ts';

export interface OidcSettings {
  issuer: string;
  audience: string;
  /** Scope that makes its bearer an organizer. */
  scope: string;
  /** Absent: found by the issuer's discovery document. */
  jwksUrl?: string | undefined;
}

const FETCH_TIMEOUT_MS = 5_000;
/** Asymmetric only: a public key must never be usable as an HMAC secret. */
export const OIDC_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'];

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });
const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  /** Access tokens of Cognito name their audience here. */
  client_id: z.string().optional(),
  scope: z.string().optional(),
  scp: z.union([z.string(), z.array(z.string())]).optional(),
});

/** Verifies organizer tokens of any OpenID Connect issuer by the keys it publishes. */
export class OidcVerifier {
  readonly #settings: OidcSettings;
  readonly #clock: Clock;
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(settings: OidcSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Rejects with UNAUTHORIZED for a token that is not good, UNAVAILABLE when the issuer cannot be asked. */
  async verify(token: string): Promise<OrganizerPrincipal> {
    const { issuer, audience, scope } = this.#settings;
    const keys = await this.#getKeys();
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      algorithms: OIDC_ALGORITHMS,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(this.#clock.nowMs()),
    }).catch((error: unknown) => {
      throw isIssuerTrouble(error) ? issuerUnavailable(error) : AppError.unauthorized();
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) throw AppError.unauthorized();
    const audiences = [claims.data.aud ?? [], claims.data.client_id ?? []].flat();
    if (!audiences.includes(audience)) throw AppError.unauthorized();
    const scopes = [claims.data.scope ?? '', claims.data.scp ?? []].flat().flatMap((text) => text.split(' '));
    if (!scopes.includes(scope)) throw AppError.forbidden();
    // The issuer is part of the name: a local organizer with the same `sub` is someone else.
    return { kind: 'organizer', organizerId: `${issuer}#${claims.data.sub}` };
  }

  #getKeys(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#findKeys().catch((error: unknown) => {
      this.#keys = undefined;
      throw issuerUnavailable(error);
    });
    return this.#keys;
  }

  async #findKeys(): Promise<JWTVerifyGetKey> {
    const { issuer, jwksUrl } = this.#settings;
    return createRemoteJWKSet(new URL(jwksUrl ?? (await discoverJwksUrl(issuer))), {
      timeoutDuration: FETCH_TIMEOUT_MS,
    });
  }
}

async function discoverJwksUrl(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`The issuer's discovery document answered ${response.status}`);
  const document = discoverySchema.parse(await response.json());
  if (document.issuer !== issuer) throw new Error('The discovery document names another issuer');
  return document.jwks_uri;
}

function isIssuerTrouble(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  // jose reports a key set that answered an error status by its plain base class.
  return !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC';
}

function issuerUnavailable(cause: unknown): AppError {
  return AppError.unavailable('The sign-in service cannot be reached right now.', cause);
}
