import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Runs a file of this folder as a process of its own, which ends with the running test at the latest. */
export function startChild(file: string, ...parameters: string[]): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, parameters, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The next message of a child; rejects when it ends without one. */
export async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const over = new AbortController();
  const message = once(child, 'message', { signal: over.signal });
  const ended = once(child, 'exit', { signal: over.signal }).then(([code]) => {
    throw new Error(`The child ended with ${String(code)}`);
  });
  try {
    return ((await Promise.race([message, ended])) as [Message])[0];
  } finally {
    over.abort();
    await Promise.allSettled([message, ended]);
  }
}

/** Resolves once it is gone and all it had said has arrived. */
export async function killChild(child: ChildProcess): Promise<void> {
  const gone = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  child.kill('SIGKILL');
  await gone;
}
