import { open, readdir, readFile, stat, truncate, utimes, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readBytes } from '@audio-studio/ports';
import { objectStoreContractSuite } from '@audio-studio/ports/testing';
import { openFileObjectStore } from './file-object-store.ts';
import { startObjectServer } from './testing/object-server.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

objectStoreContractSuite({
  name: 'FileObjectStore behind HTTP',
  open: async () => {
    const server = await startObjectServer();
    return { ...server, fetchSigned: fetch, advance: (byMs: number) => server.clock.advance(byMs) };
  },
  close: (server) => server.close(),
});

const WAV = { contentType: 'audio/wav' };
const hello = Buffer.from('hello');

async function openStore() {
  const root = await temporaryFolder();
  const store = await openFileObjectStore({ root, baseUrl: 'http://127.0.0.1/', secret: 'a secret of the tests' });
  const temporary = () => readdir(join(root, 'tmp'));
  return { root, store, temporary };
}

/** Makes one method of every open file fail once, as a full or broken disk would. */
async function failOnce(root: string, method: 'write' | 'sync', code: string): Promise<void> {
  const handle = await open(root, 'r');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  vi.spyOn(prototype, method).mockRejectedValueOnce(Object.assign(new Error(code), { code }));
}

describe('FileObjectStore', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(['write', 'sync'] as const)(
    'says UNAVAILABLE and keeps the old object when %s finds the disk full',
    async (method) => {
      const { root, store, temporary } = await openStore();
      await store.put('x.wav', hello, WAV);
      const ref = { key: 'y.wav', uploadId: await store.createMultipart('y.wav', WAV) };

      await failOnce(root, method, 'ENOSPC');
      await expect(store.put('x.wav', Buffer.from('new'), WAV)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await failOnce(root, method, 'ENOSPC');
      await expect(store.put('z.wav', hello, WAV)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await failOnce(root, method, 'ENOSPC');
      await expect(store.uploadPart(ref, 1, hello)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await failOnce(root, method, 'ENOSPC');
      await expect(store.createMultipart('y.wav', WAV)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      const etag = await store.uploadPart(ref, 1, hello);
      await failOnce(root, method, 'EDQUOT');
      await expect(store.completeMultipart(ref, [{ partNumber: 1, etag }])).rejects.toMatchObject({
        code: 'UNAVAILABLE',
      });
      await failOnce(root, method, 'ENOSPC');
      await expect(store.probe()).rejects.toMatchObject({ code: 'UNAVAILABLE' });

      expect(Buffer.from(await readBytes((await store.get('x.wav'))!)).toString()).toBe('hello');
      expect(await store.head('z.wav')).toBeUndefined();
      expect(await store.head('y.wav')).toBeUndefined();
      expect(await store.listParts(ref)).toHaveLength(1);
      expect(await readdir(join(root, 'uploads'))).toHaveLength(1);
      expect(await temporary()).toEqual([]);
    },
  );

  it('stores nothing of a body that breaks off', async () => {
    const { store, temporary } = await openStore();
    const breaking = (async function* () {
      yield hello;
      throw new Error('gone');
    })();
    await expect(store.putStream('x.wav', breaking, 'audio/wav', { maxBytes: 100 })).rejects.toThrow('gone');
    expect(await store.head('x.wav')).toBeUndefined();
    expect(await temporary()).toEqual([]);
  });

  it('stores nothing of a body larger than allowed', async () => {
    const { store, temporary } = await openStore();
    const endless = (async function* () {
      for (;;) yield hello;
    })();
    await expect(store.putStream('x.wav', endless, 'audio/wav', { maxBytes: 12 })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    expect(await store.head('x.wav')).toBeUndefined();
    expect(await temporary()).toEqual([]);
  });

  it('stores nothing of a body that is not as long as announced', async () => {
    const { store } = await openStore();
    for (const lengthBytes of [4, 6]) {
      const body = Readable.from([hello]);
      await expect(store.putStream('x.wav', body, 'audio/wav', { maxBytes: 100, lengthBytes })).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
      });
    }
    expect(await store.head('x.wav')).toBeUndefined();
  });

  it('takes no object for the description of an upload', async () => {
    const { store } = await openStore();
    await store.put('x/upload.json', Buffer.from('{"key":"y.wav","contentType":"audio/wav"}'), WAV);
    expect(await store.listParts({ key: 'y.wav', uploadId: '../files/x@' })).toBeUndefined();
  });

  it('keeps the bytes of an object first in its file, for its owner only', async () => {
    const { root, store } = await openStore();
    await store.put('recordings/m/Ann_1.wav', hello, WAV);
    const path = join(root, 'files/recordings@/m@/Ann_1.wav');
    expect((await readFile(path)).subarray(0, 5)).toEqual(hello);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it('says so when a file was cut or overwritten behind its back', async () => {
    const { root, store } = await openStore();
    await store.put('x.wav', hello, WAV);
    const path = join(root, 'files/x.wav');
    const whole = await readFile(path);
    await truncate(path, whole.byteLength - 3);
    await expect(store.head('x.wav')).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    await writeFile(path, whole.subarray(1));
    await expect(store.get('x.wav')).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    await writeFile(path, '');
    await expect(store.head('x.wav')).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
  });

  it('joins no part that was damaged on the disk', async () => {
    const { root, store } = await openStore();
    const ref = { key: 'x.wav', uploadId: await store.createMultipart('x.wav', WAV) };
    const etag = await store.uploadPart(ref, 1, hello);
    const path = join(root, 'uploads', ref.uploadId, 'part-00001');
    const bytes = await readFile(path);
    bytes[0]! ^= 1;
    await writeFile(path, bytes);
    await expect(store.completeMultipart(ref, [{ partNumber: 1, etag }])).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    expect(await store.head('x.wav')).toBeUndefined();
  });

  it('does not mix two objects when one is replaced while it is read', async () => {
    const { store } = await openStore();
    await store.put('x.wav', Buffer.alloc(600_000, 1), WAV);
    const late = (await store.get('x.wav'))!;
    const early = (await store.get('x.wav'))!;
    const reading = early.body[Symbol.asyncIterator]();
    const first = await reading.next();
    await store.put('x.wav', Buffer.alloc(600_000, 2), WAV);
    await expect(readBytes(late)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(first.done === false && first.value.every((byte) => byte === 1)).toBe(true);
    for (let step = await reading.next(); step.done === false; step = await reading.next())
      expect(step.value.every((byte) => byte === 1)).toBe(true);
  });

  it('leaves no empty folders behind, and writes where one is just being removed', async () => {
    const { root, store } = await openStore();
    await store.put('a/b/c.wav', hello, WAV);
    await store.put('a/d.wav', hello, WAV);
    await store.delete('a/b/c.wav');
    expect(await readdir(join(root, 'files/a@'))).toEqual(['d.wav']);
    await store.deletePrefix('a/');
    expect(await readdir(join(root, 'files'))).toEqual([]);

    await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        for (let round = 0; round < 15; round += 1) {
          await store.put(`race/folder/${at}`, hello, WAV);
          await store.delete(`race/folder/${at}`);
        }
      }),
    );
    expect(await readdir(join(root, 'files'))).toEqual([]);
  });

  it('sweeps what nobody has touched for long, and nothing else', async () => {
    const { root, store, temporary } = await openStore();
    await store.put('x.wav', hello, WAV);
    const ref = { key: 'y.wav', uploadId: await store.createMultipart('y.wav', WAV) };
    await writeFile(join(root, 'tmp/old'), 'half');
    await writeFile(join(root, 'tmp/new'), 'half');
    const twoHoursAgo = new Date(Date.now() - 2 * 3600_000);
    await utimes(join(root, 'tmp/old'), twoHoursAgo, twoHoursAgo);
    expect(await store.sweep(3600_000)).toBe(1);
    expect(await temporary()).toEqual(['new']);
    expect(await store.head('x.wav')).toBeDefined();
    expect(await store.listParts(ref)).toEqual([]);
  });

  it('sweeps uploads of which no part came in a week, and none of which one did', async () => {
    const { root, store } = await openStore();
    const begin = async () => ({ key: 'y.wav', uploadId: await store.createMultipart('y.wav', WAV) });
    const [empty, young, started] = [await begin(), await begin(), await begin()];
    await store.uploadPart(started, 1, hello);
    const eightDaysAgo = new Date(Date.now() - 8 * 24 * 3600_000);
    for (const { uploadId } of [empty, started])
      await utimes(join(root, 'uploads', uploadId), eightDaysAgo, eightDaysAgo);
    expect(await store.sweep(3600_000)).toBe(1);
    expect(await store.listParts(empty)).toBeUndefined();
    expect(await store.listParts(young)).toEqual([]);
    expect(await store.listParts(started)).toHaveLength(1);
  });

  it('will not open with a secret that can be guessed, or a folder that cannot be made', async () => {
    const root = await temporaryFolder();
    const options = { root, baseUrl: 'http://127.0.0.1' };
    await expect(openFileObjectStore({ ...options, secret: 'short' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    await writeFile(join(root, 'file'), '');
    const inFile = { ...options, root: join(root, 'file/objects'), secret: 'a secret of the tests' };
    await expect(openFileObjectStore(inFile)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
