import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { overviewKey, type ResultsMessage } from '@audio-studio/contract';
import { systemClock } from '@audio-studio/flow';
import { PROCESSING_QUEUE, RESULTS_QUEUE } from '@audio-studio/ports';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GUEST_KEY, HOST_KEY, ROOM_ID, storedJson, TAKE_ID, takeMessage } from './testing/take-fixture.ts';
import { voice, wavFile } from './testing/speech-like.ts';
import { openAdapters, type Adapters } from './wiring.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const SEND = { groupId: ROOM_ID, deduplicationId: `${ROOM_ID}:${TAKE_ID}` };

let dataDir: string;
let server: Adapters;
let child: ChildProcess;
let printed = '';

function startProcess(environment: Record<string, string> = {}) {
  printed = '';
  child = spawn(process.execPath, [MAIN], { cwd: dataDir, env: { ...process.env, DATA_DIR: dataDir, ...environment } });
  const note = (data: Buffer) => (printed += data.toString());
  child.stdout?.on('data', note);
  child.stderr?.on('data', note);
}
async function stopProcess(signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  return (await exited)[0] as number | null;
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'audio-studio-worker-'));
  server = await openAdapters({ dataDir, objects: 'files', queues: 'sqlite', logLevel: 'silent' }, systemClock);
});
afterEach(async () => {
  await stopProcess('SIGKILL');
  await server.close();
  await rm(dataDir, { recursive: true });
});

async function receiveResult(): Promise<ResultsMessage[]> {
  const stopping = new AbortController();
  const received: ResultsMessage[] = [];
  const draining = server.queues
    .open(RESULTS_QUEUE)
    .consume(async (message) => void received.push(message), { signal: stopping.signal });
  await vi.waitFor(() => expect(received.some((message) => 'status' in message)).toBe(true), { timeout: 15_000 });
  stopping.abort();
  await draining;
  return received;
}

async function sendTake(): Promise<void> {
  const options = { contentType: 'audio/wav' };
  const host = voice({ durationSeconds: 4, turns: [[0.5, 2]], levelDbfs: -22, snrDb: 30 });
  const guest = voice({ durationSeconds: 4, turns: [[2, 3.5]], levelDbfs: -22, snrDb: 30, pitchHz: 210, seed: 2 });
  await server.objects.put(HOST_KEY, wavFile(host), options);
  await server.objects.put(GUEST_KEY, wavFile(guest), options);
  await server.queues.open(PROCESSING_QUEUE).send(takeMessage(), SEND);
}

describe('a worker in a process of its own', () => {
  it('processes what the server queued, and ends cleanly when asked to', async () => {
    await sendTake();
    startProcess();
    const received = await receiveResult();
    expect(received.at(-1)).toMatchObject({ sessionId: TAKE_ID, status: 'completed', profile: 'P0' });
    expect(await storedJson(server.objects, overviewKey(ROOM_ID, TAKE_ID))).toMatchObject({ sessionId: TAKE_ID });
    expect(await stopProcess('SIGTERM')).toBe(0);
    expect(printed).not.toContain(TAKE_ID);
  });

  it('says what is wrong with its settings and ends', async () => {
    startProcess({ QUEUES: 'carrier-pigeon' });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(printed).toMatch(/QUEUES/);
  });
});
