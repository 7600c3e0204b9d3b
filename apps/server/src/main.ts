import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { signInUrl } from '@audio-studio/contract';
import { systemClock } from '@audio-studio/flow';
import { loadOrCreateJwtSecret } from './auth/jwt-secret.ts';
import { SignInCodes } from './auth/sign-in-codes.ts';
import { ConfigError, loadConfig, type Config } from './config.ts';
import { createLogger } from './log.ts';
import { runProcess } from './run-process.ts';
import { STUDIO_TABLES } from './studio/tables.ts';
import { openTables } from './wiring.ts';

const DEFAULT_ORGANIZER = 'organizer';
const USAGE = `Usage:
  main.ts                        start the server
  main.ts sign-in [--name NAME]  print a one-time sign-in link for NAME (default: ${DEFAULT_ORGANIZER})`;

function readConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return loadConfig(process.env);
}

/** Prints a link good for one sign-in; works while a server runs on the same data, and while none does. */
async function printSignInLink(config: Config, name: string): Promise<void> {
  const tables = openTables(config);
  try {
    const code = await new SignInCodes(tables.open(STUDIO_TABLES.signInCodes), systemClock).issue(name);
    console.log(`\n  Sign in as ${name} (once, within 24 hours):\n  ${signInUrl(config.publicUrl, code)}\n`);
  } finally {
    await tables.close();
  }
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { name: { type: 'string' } } });
  const [command] = positionals;
  if (command !== undefined && command !== 'sign-in') throw new ConfigError(USAGE);
  const config = readConfig();
  if (command === 'sign-in') {
    await printSignInLink(config, values.name ?? DEFAULT_ORGANIZER);
    return;
  }
  const log = createLogger(config.logLevel);
  await runProcess({
    config,
    log,
    jwtSecret: config.jwtSecret ?? (await loadOrCreateJwtSecret(config.dataDir)),
    version: readVersion(),
    onListening: async ({ url }) => {
      console.log(`\n  Audio Studio is ready: ${url}`);
      if (config.jwtSecret === undefined) await printSignInLink(config, DEFAULT_ORGANIZER);
    },
  });
}

function readVersion(): string {
  const file = join(import.meta.dirname, '../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : `The server could not start: ${sentence(error)}`);
  process.exitCode = 1;
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
