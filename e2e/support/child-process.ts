import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

/** Runs a program to its end; rejects with its standard error when it fails. */
export const run = promisify(execFile);

/** A port nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No TCP address');
  server.close();
  await once(server, 'close');
  return address.port;
}

export interface RunningProcess {
  child: ChildProcess;
  /** Everything printed so far, both streams. */
  output(): string;
  /** Ends it by its own pid and waits. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a long-running program and resolves once `ready` matches its output. */
export async function start(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { ready: RegExp; timeoutMs?: number },
): Promise<RunningProcess & { match: RegExpMatchArray }> {
  const { ready, timeoutMs = 30_000, ...spawnOptions } = options;
  const child = spawn(command, args, { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const { promise, resolve, reject } = Promise.withResolvers<RegExpMatchArray>();
  const onData = (data: Buffer) => {
    printed += data.toString('utf8');
    const match = ready.exec(printed);
    if (match) resolve(match);
  };
  child.stdout?.on('data', onData);
  child.stderr?.on('data', onData);
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`${command} ended with ${code} before it was ready:\n${printed}`)));
  const timer = setTimeout(
    () => reject(new Error(`${command} was not ready after ${timeoutMs} ms:\n${printed}`)),
    timeoutMs,
  );
  try {
    const match = await promise;
    return { child, match, output: () => printed, stop: (signal) => stop(child, signal) };
  } catch (error) {
    await stop(child, 'SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(timer);
}
