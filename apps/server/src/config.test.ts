import { expect, test } from 'vitest';
import { RATE_LIMITS } from '@audio-studio/contract';
import { ConfigError, loadConfig } from './config.ts';

const problemsOf = (environment: Record<string, string>): string[] => {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);
    throw error;
  }
};
const GOOD_SECRET = 'k3yboard-cat-0123456789-abcdefghij';

test('nothing set is a server for this machine, on its own', () => {
  expect(loadConfig({})).toMatchObject({
    port: 4000,
    host: '127.0.0.1',
    env: 'development',
    dataDir: './data',
    publicUrl: 'http://localhost:4000',
    corsOrigins: ['http://localhost:5173'],
    jwtSecret: undefined,
    oidc: undefined,
    roles: new Set(['web', 'worker']),
    ice: { stunUrls: ['stun:stun.l.google.com:19302', 'stun:stun1.l.google.com:19302'], turnUrls: [] },
    trustProxy: false,
    salvageAfterMs: 900_000,
    rateLimits: RATE_LIMITS,
  });
});

test('a variable set to nothing counts as not set, but no STUN server can be wished for', () => {
  const config = loadConfig({ PORT: '', JWT_SECRET: '', STUN_URLS: '' });
  expect(config).toMatchObject({ port: 4000, jwtSecret: undefined, ice: { stunUrls: [] } });
});

test('every problem is told at once, in words', () => {
  const problems = problemsOf({
    ENV: 'production',
    PORT: 'http',
    TABLES: 'mongo',
    TURN_URLS: 'turn:a',
    OIDC_ISSUER: 'https://id.example',
    CORS_ORIGINS: 'studio.example',
    ROLES: 'web,cook',
    PUBLIC_URL: 'ftp://x',
  });
  const names = problems.map((line) => line.trim().split(' ')[0]);
  expect(new Set(names)).toEqual(
    new Set(['JWT_SECRET', 'OIDC_AUDIENCE', 'TURN_SECRET', 'PORT', 'CORS_ORIGINS', 'PUBLIC_URL', 'TABLES', 'ROLES']),
  );
  expect(problems.join('\n')).toContain('openssl rand');
});

test.each([
  ['is missing', undefined],
  ['is short', 'abc123'],
  ['is the one of the documentation', 'dev-secret-key-not-for-production'],
  ['is the one of the documentation, drawn out', 'your-256-bit-secret-your-256-bit-secret'],
])('stage and production refuse to start when JWT_SECRET %s', (_, secret) => {
  for (const ENV of ['stage', 'production']) {
    const problems = problemsOf({ ENV, ...(secret === undefined ? {} : { JWT_SECRET: secret }) });
    expect(problems.join()).toContain('JWT_SECRET');
  }
});

test('production starts with a secret of its own', () => {
  expect(loadConfig({ ENV: 'production', JWT_SECRET: GOOD_SECRET })).toMatchObject({
    jwtSecret: GOOD_SECRET,
    corsOrigins: [],
  });
});

test.each([
  ['false', false],
  ['1', 1],
  ['10.0.0.1, loopback', ['10.0.0.1', 'loopback']],
])('TRUST_PROXY=%s', (text, expected) => {
  expect(loadConfig({ TRUST_PROXY: text }).trustProxy).toEqual(expected);
});

test('origins and the public address are brought into one form', () => {
  const config = loadConfig({
    CORS_ORIGINS: 'https://a.example/, http://b.example:81/x',
    PUBLIC_URL: 'https://c.example/',
  });
  expect(config).toMatchObject({
    corsOrigins: ['https://a.example', 'http://b.example:81'],
    publicUrl: 'https://c.example',
  });
});
