import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LIMITS } from '@audio-studio/contract';
import { readBytes } from '@audio-studio/ports';
import { openFileObjectStore, type FileObjectStore } from './file-object-store.ts';
import { killChild, nextMessage, startChild } from './testing/child.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const CRASHES = 8;
/** Longest a process may work before it is killed, milliseconds; the moment is random. */
const MOST_WORK_MS = 250;

interface Promised {
  kind: 'once' | 'replaced';
  key: string;
  etag: string;
}

/** Every key that has a file, read back from the names on the disk. */
async function keysOnDisk(root: string): Promise<string[]> {
  const entries = await readdir(join(root, 'files'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, 'files/').length).replaceAll('@/', '/'));
}

function md5(...chunks: Uint8Array[]): Buffer {
  const hash = createHash('md5');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest();
}

/** The etag the bytes should have, given how many parts the stored etag says there were. */
function expectedEtag(bytes: Uint8Array, storedEtag: string): string {
  if (!storedEtag.endsWith('-2"')) return `"${md5(bytes).toString('hex')}"`;
  const parts = [bytes.subarray(0, LIMITS.MIN_PART_SIZE), bytes.subarray(LIMITS.MIN_PART_SIZE)];
  return `"${md5(...parts.map((part) => md5(part))).toString('hex')}-2"`;
}

/** Etags of every object there is, and the keys of those whose bytes do not have theirs. */
async function readEverything(store: FileObjectStore, root: string) {
  const etags = new Map<string, string>();
  const damaged: string[] = [];
  for (const key of await keysOnDisk(root)) {
    const object = (await store.get(key))!;
    if (expectedEtag(await readBytes(object), object.etag) !== object.etag) damaged.push(key);
    etags.set(key, object.etag);
  }
  return { etags, damaged };
}

it('a store whose process is killed at any moment holds whole objects only, and all it promised', async () => {
  const root = await temporaryFolder();
  const promised = new Map<string, string>();
  const replaced: string[] = [];
  let unfinished = 0;
  for (let crash = 0; crash < CRASHES; crash += 1) {
    const child = startChild('object-writer.ts', root);
    child.on('message', ({ kind, key, etag }: Promised) => {
      if (kind === 'once') promised.set(key, etag);
      else replaced.push(etag);
    });
    await nextMessage(child);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * MOST_WORK_MS));
    await killChild(child);
    unfinished += (await readdir(join(root, 'tmp'))).length;

    const store = await openFileObjectStore({ root, baseUrl: 'http://127.0.0.1', secret: 'a secret of the tests' });
    const { etags, damaged } = await readEverything(store, root);
    expect(damaged).toEqual([]);
    expect(Array.from(promised).filter(([key, etag]) => etags.get(key) !== etag)).toEqual([]);
    // The last promised, or one that the kill kept from being promised: none from before.
    expect(replaced.slice(0, -1)).not.toContain(etags.get('replaced.wav'));
    expect(replaced.length > 0 && !etags.has('replaced.wav')).toBe(false);
    await store.sweep(0);
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
    await checkUploads(root);
  }
  expect(promised.size).toBeGreaterThan(0);
  expect(replaced.length).toBeGreaterThan(0);
  // Some kills must have come in the middle of a write, or this has proved nothing.
  expect(unfinished).toBeGreaterThan(0);
}, 120_000);

/** Every upload that is there has its description. */
async function checkUploads(root: string): Promise<void> {
  for (const uploadId of await readdir(join(root, 'uploads')))
    expect(JSON.parse(await readFile(join(root, 'uploads', uploadId, 'upload.json'), 'utf8'))).toHaveProperty('key');
}
