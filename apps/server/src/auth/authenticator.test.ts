import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '@audio-studio/flow';
import { Authenticator } from './authenticator.ts';
import { TOKEN_LIFETIMES, TokenSigner } from './token-signer.ts';

const SECRET = 'a secret of the tests, long enough to be one';
const MEETING = '7d9f3a52-93c4-4f43-9f5c-0b63c1b8f0aa';
const USER = '0b63c1b8-93c4-4f43-9f5c-7d9f3a52f0aa';

describe('tokens of our own', () => {
  const clock = new ManualClock();
  const signer = new TokenSigner(SECRET, clock);
  const authenticator = new Authenticator({ jwtSecret: SECRET, clock });

  test('each kind is known again as what it is', async () => {
    const { token } = await signer.organizer('alice');
    expect(await authenticator.authenticate(token)).toEqual({ kind: 'organizer', organizerId: 'alice' });
    const participant = await signer.participant({ sub: USER, meetingId: MEETING, role: 'guest' });
    expect(await authenticator.authenticate(participant)).toEqual({
      kind: 'participant',
      userId: USER,
      meetingId: MEETING,
      role: 'guest',
    });
    const invite = await signer.invite({ jti: USER, meetingId: MEETING, role: 'host' });
    expect(await authenticator.authenticate(invite)).toEqual({
      kind: 'invite',
      inviteId: USER,
      meetingId: MEETING,
      role: 'host',
    });
  });

  test('a token ends, and only a participant one can be renewed after that, for a time', async () => {
    const late = new ManualClock();
    const own = new TokenSigner(SECRET, late);
    const reader = new Authenticator({ jwtSecret: SECRET, clock: late });
    const participant = await own.participant({ sub: USER, meetingId: MEETING, role: 'guest' });
    const { token: organizer } = await own.organizer('alice');
    await late.advance(TOKEN_LIFETIMES.organizer * 1000 + 1000);
    await expect(reader.authenticate(participant)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(reader.authenticate(organizer)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    expect(await reader.authenticateRenewal(participant)).toMatchObject({ userId: USER });
    expect(await reader.authenticateRenewal(organizer)).toBeUndefined();
    await late.advance(TOKEN_LIFETIMES.renewalGrace * 1000);
    expect(await reader.authenticateRenewal(participant)).toBeUndefined();
  });
});

describe('tokens of an OpenID Connect issuer', () => {
  let issuerServer: Server;
  let issuer: string;
  let key: CryptoKey;
  let publicKey: CryptoKey;
  let isDown = false;

  beforeAll(async () => {
    ({ privateKey: key, publicKey } = await generateKeyPair('RS256', { extractable: true }));
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
    issuerServer = createServer((request, response) => {
      if (isDown) response.writeHead(503).end();
      else if (request.url === '/.well-known/openid-configuration') {
        response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
      } else response.end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => issuerServer.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(issuerServer.address() as AddressInfo).port}`;
  });
  afterAll(() => issuerServer.close());

  const clock = new ManualClock(Date.now());
  const authenticator = () =>
    new Authenticator({ jwtSecret: SECRET, clock, oidc: { issuer, audience: 'studio', scope: 'studio:organize' } });
  const token = (claims: Record<string, unknown>, expires = '1h') =>
    new SignJWT({ iss: issuer, aud: 'studio', sub: 'u1', scope: 'openid studio:organize', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setExpirationTime(expires)
      .sign(key);

  test('an access token with the scope makes an organizer of that issuer', async () => {
    expect(await authenticator().authenticate(await token({}))).toEqual({
      kind: 'organizer',
      organizerId: `${issuer}#u1`,
    });
  });

  test('scp lists and client_id audiences are understood', async () => {
    const other = await token({ scope: undefined, scp: ['studio:organize'], aud: undefined, client_id: 'studio' });
    expect(await authenticator().authenticate(other)).toMatchObject({ kind: 'organizer' });
  });

  test.each([
    ['another audience', { aud: 'shop' }, 'UNAUTHORIZED'],
    ['no audience', { aud: undefined }, 'UNAUTHORIZED'],
    ['another issuer', { iss: 'https://evil.example' }, 'UNAUTHORIZED'],
    ['no subject', { sub: undefined }, 'UNAUTHORIZED'],
    ['another scope', { scope: 'openid studio:organizer' }, 'FORBIDDEN'],
  ])('%s is refused', async (_, claims, code) => {
    await expect(authenticator().authenticate(await token(claims))).rejects.toMatchObject({ code });
  });

  test('an expired one is refused', async () => {
    await expect(authenticator().authenticate(await token({}, '1h ago'))).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    });
  });

  test('the public key is no HMAC secret', async () => {
    const forged = await new SignJWT({ iss: issuer, aud: 'studio', sub: 'u1', scope: 'studio:organize organizer' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(await exportSPKI(publicKey)));
    await expect(authenticator().authenticate(forged)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  test('an issuer that cannot be asked makes it UNAVAILABLE, and is asked again next time', async () => {
    const own = authenticator();
    isDown = true;
    await expect(own.authenticate(await token({}))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    isDown = false;
    expect(await own.authenticate(await token({}))).toMatchObject({ kind: 'organizer' });
  });

  test('without an issuer such a token is nothing', async () => {
    const own = new Authenticator({ jwtSecret: SECRET, clock });
    await expect(own.authenticate(await token({}))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});
