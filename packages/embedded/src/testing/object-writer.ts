import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { openFileObjectStore } from '../file-object-store.ts';

/**
 * A process that stores objects until it is killed: new ones, one that is replaced again and again, and
 * joined ones. It tells its parent key and etag of each once the store has promised it.
 */
const [root = ''] = process.argv.slice(2);
const store = await openFileObjectStore({ root, baseUrl: 'http://127.0.0.1', secret: 'a secret of the tests' });
const WAV = { contentType: 'audio/wav' };
const FIRST_PART_BYTES = 5 * 1024 * 1024;

function promise(kind: 'once' | 'replaced', key: string, etag: string): Promise<void> {
  return new Promise((resolve) => process.send!({ kind, key, etag }, () => resolve()));
}

async function putNew(): Promise<void> {
  const key = `new/${randomUUID()}/${randomInt(3)}.wav`;
  const bytes = randomBytes(randomInt(1, 400_000));
  const { etag } = await store.put(key, bytes, WAV);
  if (etag !== `"${createHash('md5').update(bytes).digest('hex')}"`) throw new Error('The etag is wrong');
  await promise('once', key, etag);
}

async function replace(): Promise<void> {
  const { etag } = await store.put('replaced.wav', randomBytes(randomInt(1, 400_000)), WAV);
  await promise('replaced', 'replaced.wav', etag);
}

async function join(): Promise<void> {
  const key = `joined/${randomUUID()}.wav`;
  const ref = { key, uploadId: await store.createMultipart(key, WAV) };
  const parts = [];
  for (const [at, sizeBytes] of [FIRST_PART_BYTES, randomInt(1, 10_000)].entries())
    parts.push({ partNumber: at + 1, etag: await store.uploadPart(ref, at + 1, randomBytes(sizeBytes)) });
  const { etag } = await store.completeMultipart(ref, parts);
  await promise('once', key, etag);
}

async function repeat(task: () => Promise<void>): Promise<never> {
  for (;;) await task();
}

await Promise.all([putNew, putNew, replace, join].map(repeat));
