import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@audio-studio/flow';
import { PROCESSING_QUEUE } from '@audio-studio/ports';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from './config.ts';
import { createLogger } from './log.ts';
import { STUDIO_TABLES } from './studio/tables.ts';
import { TEST_SECRET } from './testing/test-rig.ts';
import { testTake } from './testing/test-take.ts';
import { testWav } from './testing/test-wav.ts';
import { until } from './testing/until.ts';
import { openAdapters } from './wiring.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

let dataDir: string;
let running: ChildProcess[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'audio-studio-main-'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running = [];
  await rm(dataDir, { recursive: true, force: true });
});

function run(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: dataDir,
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...env },
  });
  running.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ended, output: () => output };
}

async function freePort(): Promise<string> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return String(port);
}

const codeIn = (text: string) => /\/sign-in#code=([\w-]+)/.exec(text)?.[1];

test('starts with nothing set, prints a link that signs in once, and ends on SIGTERM', async () => {
  const PORT = await freePort();
  const server = run([], { PORT });
  const code = await until(() => codeIn(server.output()));
  const signIn = (with_: string) =>
    fetch(`http://127.0.0.1:${PORT}/api/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: with_ }),
    });
  expect((await signIn(code)).status).toBe(200);
  expect((await signIn(code)).status).toBe(401);

  const command = run(['sign-in', '--name', 'alice'], { PORT });
  expect(await command.ended).toBe(0);
  expect(command.output()).toContain(`http://localhost:${PORT}/sign-in#code=`);
  const { token } = (await (await signIn(codeIn(command.output())!)).json()) as { token: string };
  expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())).toMatchObject({ sub: 'alice' });

  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
});

test('refuses to start with settings that are wrong, naming each, with status 1', async () => {
  const server = run([], { ENV: 'production', PORT: 'x' });
  expect(await server.ended).toBe(1);
  expect(server.output()).toContain('JWT_SECRET');
  expect(server.output()).toContain('PORT');
  expect(server.output()).not.toContain('    at ');
});

test('says in a sentence that the port is taken, with status 1', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  const server = run([], { PORT: String(port) });
  expect(await server.ended).toBe(1);
  holder.close();
  expect(server.output()).toMatch(/The server could not start: .*EADDRINUSE/);
});

test('a second server on the same data is refused; after a crash of the first it may start', async () => {
  const first = run([], { PORT: await freePort() });
  await until(() => codeIn(first.output()));
  const second = run([], { PORT: await freePort() });
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain('Another server is using the data');
  first.child.kill('SIGKILL');
  await first.ended;
  const third = run([], { PORT: await freePort() });
  await until(() => codeIn(third.output()));
});

test('one process serves and another processes, on the same data', async () => {
  const PORT = await freePort();
  const web = run([], { PORT, ROLES: 'web' });
  await until(() => codeIn(web.output()));
  expect((await fetch(`http://127.0.0.1:${PORT}/health`)).status).toBe(200);
  const worker = run([], { PORT, ROLES: 'worker', LOG_LEVEL: 'info' });

  const config = loadConfig({ DATA_DIR: dataDir, ROLES: 'worker' });
  const log = createLogger('silent');
  const adapters = await openAdapters(config, { jwtSecret: TEST_SECRET, clock: systemClock, log });
  onTestFinished(() => adapters.close());
  const takes = adapters.tables.open(STUDIO_TABLES.takes);
  const key = { meetingId: randomUUID(), sessionId: randomUUID() };
  await takes.put(testTake(key));
  for (const role of ['host', 'guest']) await adapters.objects.put(role, testWav(1_000), { contentType: 'audio/wav' });
  await adapters.queues.open(PROCESSING_QUEUE).send(
    {
      action: 'process-session',
      roomId: key.meetingId,
      sessionId: key.sessionId,
      hostKey: 'host',
      guestKey: 'guest',
      timestamp: Date.now(),
    },
    { groupId: key.meetingId, deduplicationId: key.sessionId },
  );
  // Too short to be graded, which only a worker can have found out and only a web server stores.
  const take = await until(async () => {
    const row = await takes.get(key);
    return row?.result == null ? undefined : row;
  });
  expect(take).toMatchObject({ state: 'rejected', result: { rejectionReason: expect.stringContaining('long') } });
  expect(worker.output()).not.toContain(key.sessionId);

  for (const { child, ended } of [worker, web]) {
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  }
});

test('an unknown command explains the known ones', async () => {
  const command = run(['sing-in'], {});
  expect(await command.ended).toBe(1);
  expect(command.output()).toContain('sign-in [--name NAME]');
});
