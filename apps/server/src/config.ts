import { z } from 'zod';
import { LIMITS, RATE_LIMITS } from '@audio-studio/contract';

const DEFAULT_STUN = 'stun:stun.l.google.com:19302,stun:stun1.l.google.com:19302';
const MIN_SECRET_LENGTH = 32;
/** Secrets that stand in documentation everywhere, and so protect nothing. */
const WELL_KNOWN_SECRETS = [
  'dev-secret-key-not-for-production',
  'your-256-bit-secret',
  'your-secret-key',
  'jwt-secret',
  'secret',
  'changeme',
  'change-me',
  'password',
];

const list = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    );

const originSchema = z
  .url({ protocol: /^https?$/, error: 'must hold addresses like https://studio.example, separated by commas' })
  .transform((url) => new URL(url).origin);

const PORT_RANGE = 'must be between 0 and 65535';

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, `must be one of: ${values.join(', ')}`);

const positive = (fallback: number) =>
  z.coerce.number('must be a number').int('must be a whole number').positive('must be above 0').default(fallback);

/** Express's "trust proxy": how many proxies stand before the server, or their addresses. */
const trustProxySchema = z
  .string()
  .default('')
  .transform((text): number | string[] | false => {
    if (text === '' || text === 'false') return false;
    return /^\d+$/.test(text)
      ? Number(text)
      : text
          .split(',')
          .map((address) => address.trim())
          .filter((address) => address !== '');
  });

const environmentSchema = z.object({
  PORT: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0, PORT_RANGE)
    .max(65_535, PORT_RANGE)
    .default(4000),
  // Only this machine can connect unless asked otherwise: browsers give the microphone to `localhost`
  // or https pages only, so anything else needs a proxy with a certificate in front anyway.
  HOST: z.string().default('127.0.0.1'),
  ENV: oneOf(['development', 'stage', 'production']).default('development'),
  CORS_ORIGINS: list('').pipe(z.array(originSchema)),
  DATA_DIR: z.string().default('./data'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be the address people open, like https://studio.example' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  JWT_SECRET: z.string().optional(),
  OIDC_ISSUER: z.url('must be the address of the sign-in service').optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_SCOPE: z.string().default('organizer'),
  OIDC_JWKS_URL: z.url('must be the address of the key set').optional(),
  TABLES: oneOf(['sqlite']).default('sqlite'),
  OBJECTS: oneOf(['files']).default('files'),
  QUEUES: oneOf(['sqlite']).default('sqlite'),
  ROLES: list('web,worker').pipe(z.array(oneOf(['web', 'worker'])).min(1, 'must name web, worker or both')),
  STUN_URLS: list(DEFAULT_STUN).pipe(z.array(z.string().regex(/^stuns?:/, 'must begin with stun: or stuns:'))),
  TURN_URLS: list('').pipe(z.array(z.string().regex(/^turns?:/, 'must begin with turn: or turns:'))),
  TURN_SECRET: z.string().optional(),
  TRUST_PROXY: trustProxySchema,
  SALVAGE_AFTER_MS: positive(LIMITS.SALVAGE_AFTER_MS),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  RATE_LIMIT_GENERAL_MAX: positive(RATE_LIMITS.general.max),
  RATE_LIMIT_MULTIPART_MAX: positive(RATE_LIMITS.multipart.max),
  RATE_LIMIT_INITIATE_MAX: positive(RATE_LIMITS.initiateUpload.max),
});

/** Settings that need others, looked at before any is parsed so that all problems are told at once. */
function crossProblems(given: Environment): [name: string, message: string][] {
  const problems: [string, string][] = [];
  const isDeployed = given['ENV'] === 'stage' || given['ENV'] === 'production';
  const secret = given['JWT_SECRET'];
  if (isDeployed && secret === undefined) {
    problems.push(['JWT_SECRET', `is needed when ENV=${given['ENV']}; make one with: openssl rand -base64 48`]);
  }
  if (isDeployed && secret !== undefined && isWeak(secret)) {
    problems.push(['JWT_SECRET', 'is too short or publicly known; make one with: openssl rand -base64 48']);
  }
  if (given['OIDC_ISSUER'] !== undefined && given['OIDC_AUDIENCE'] === undefined) {
    problems.push(['OIDC_AUDIENCE', 'is needed with OIDC_ISSUER, or tokens for other applications would be good here']);
  }
  if (given['TURN_URLS'] && given['TURN_SECRET'] === undefined) {
    problems.push(['TURN_SECRET', "is needed with TURN_URLS: coturn's static-auth-secret"]);
  }
  return problems;
}

export type Environment = Record<string, string | undefined>;
export type Config = ReturnType<typeof loadConfig>;

/** Every problem with the environment at once, one sentence per line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the settings out of the environment. Throws `ConfigError`. A variable set to nothing counts as not set. */
export function loadConfig(environment: Environment) {
  const given = Object.entries(environment).filter(([name, value]) => value !== '' || MAY_BE_EMPTY.has(name));
  const problems = crossProblems(Object.fromEntries(given));
  const parsed = environmentSchema.safeParse(Object.fromEntries(given));
  for (const issue of parsed.error?.issues ?? []) problems.push([String(issue.path[0]), issue.message]);
  if (!parsed.success || problems.length > 0) {
    const lines = new Set(problems.map(([name, message]) => `  ${name} ${message}`));
    throw new ConfigError(`These settings need attention:\n${[...lines].join('\n')}`);
  }
  const env = parsed.data;
  const isDevelopment = env.ENV === 'development';
  return {
    port: env.PORT,
    host: env.HOST,
    env: env.ENV,
    // The page served by Vite while developing.
    corsOrigins: env.CORS_ORIGINS.length === 0 && isDevelopment ? ['http://localhost:5173'] : env.CORS_ORIGINS,
    dataDir: env.DATA_DIR,
    publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
    /** Undefined in development: then one is kept in `dataDir`. */
    jwtSecret: env.JWT_SECRET,
    oidc:
      env.OIDC_ISSUER === undefined
        ? undefined
        : { issuer: env.OIDC_ISSUER, audience: env.OIDC_AUDIENCE!, scope: env.OIDC_SCOPE, jwksUrl: env.OIDC_JWKS_URL },
    tables: env.TABLES,
    objects: env.OBJECTS,
    queues: env.QUEUES,
    roles: new Set(env.ROLES),
    ice: { stunUrls: env.STUN_URLS, turnUrls: env.TURN_URLS, turnSecret: env.TURN_SECRET },
    trustProxy: env.TRUST_PROXY,
    /** How long somebody may be gone before the server finishes their track. */
    salvageAfterMs: env.SALVAGE_AFTER_MS,
    logLevel: env.LOG_LEVEL,
    rateLimits: {
      general: { ...RATE_LIMITS.general, max: env.RATE_LIMIT_GENERAL_MAX },
      multipart: { ...RATE_LIMITS.multipart, max: env.RATE_LIMIT_MULTIPART_MAX },
      initiateUpload: { ...RATE_LIMITS.initiateUpload, max: env.RATE_LIMIT_INITIATE_MAX },
    },
  };
}

/** For these, nothing is an answer: no STUN server, say. */
const MAY_BE_EMPTY = new Set(['STUN_URLS', 'TURN_URLS', 'CORS_ORIGINS', 'TRUST_PROXY']);

function isWeak(secret: string): boolean {
  return (
    secret.length < MIN_SECRET_LENGTH || WELL_KNOWN_SECRETS.some((known) => secret.toLowerCase().startsWith(known))
  );
}
