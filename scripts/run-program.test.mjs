import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

/** Runs `runProgram` in a process of its own, which ends with the code it answered. */
function start(command, args) {
  const program = `
    import { runProgram } from ${JSON.stringify(new URL('run-program.mjs', import.meta.url).href)};
    process.exit(await runProgram(${JSON.stringify(command)}, ${JSON.stringify(args)}));`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'pipe'] });
}
const codeOf = async (child) => (await once(child, 'close'))[0];
const node = (source) => start(process.execPath, ['-e', source]);

describe('a program run for us', () => {
  it('gives its exit code', async () => {
    expect(await codeOf(node('process.exit(7)'))).toBe(7);
  });

  it('that a signal ended gives 128 and the signal', async () => {
    expect(await codeOf(node('process.kill(process.pid, "SIGKILL")'))).toBe(128 + 9);
  });

  it('that cannot be started gives 127', async () => {
    expect(await codeOf(start('/nowhere/at/all', []))).toBe(127);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('is told of %s and may end in its own time', async (signal) => {
    const child = node(
      `process.on(${JSON.stringify(signal)}, () => process.exit(5)); console.log('up'); setInterval(() => {}, 1000);`,
    );
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await codeOf(child)).toBe(5);
  });
});
