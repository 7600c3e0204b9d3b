/* oxlint-disable vitest/no-standalone-expect -- rules are data; runRules makes a test of each. */
import { expect } from 'vitest';
import { bytesOf, firstDifference, objectRule, pattern, WAV, type ObjectSubject } from './object-probe.ts';
import { expectCode, type Rule } from './rule.ts';

const HELLO_ETAG = '"5d41402abc4b2a76b9719d911017c592"';
const EMPTY_ETAG = '"d41d8cd98f00b204e9800998ecf8427e"';

/** Whole objects: put, get, head, delete. */
export const OBJECT_WRITE_RULES: readonly Rule<ObjectSubject>[] = [
  objectRule('OBJ-01', 'an object that is not there is undefined', async ({ store, prefix }) => {
    expect(await store.get(`${prefix}none`)).toBeUndefined();
    expect(await store.head(`${prefix}none`)).toBeUndefined();
  }),
  objectRule(
    'OBJ-02',
    'what was put comes back, with size, type and the MD5 as etag',
    async ({ store, prefix, read }) => {
      const key = `${prefix}a/hello.wav`;
      const info = { sizeBytes: 5, etag: HELLO_ETAG, contentType: 'audio/wav' };
      expect(await store.put(key, bytesOf('hello'), WAV)).toEqual(info);
      expect(await store.head(key)).toEqual(info);
      expect(await store.get(key)).toMatchObject({ ...info, lengthBytes: 5 });
      expect(await read(key)).toEqual(bytesOf('hello'));
    },
  ),
  objectRule('OBJ-03', 'an object of a million bytes comes back byte by byte', async ({ store, prefix, read }) => {
    const bytes = pattern(1_000_003, 7);
    await store.put(`${prefix}big`, bytes, WAV);
    expect(firstDifference(await read(`${prefix}big`), bytes)).toBeUndefined();
  }),
  objectRule('OBJ-04', 'put replaces bytes, type and etag together', async ({ store, prefix, read }) => {
    await store.put(`${prefix}x`, bytesOf('the first, which is longer'), WAV);
    await store.put(`${prefix}x`, bytesOf('hello'), { contentType: 'audio/ogg' });
    expect(await store.head(`${prefix}x`)).toEqual({ sizeBytes: 5, etag: HELLO_ETAG, contentType: 'audio/ogg' });
    expect(await read(`${prefix}x`)).toEqual(bytesOf('hello'));
  }),
  objectRule('OBJ-05', 'a key may begin another key', async ({ store, prefix, read }) => {
    await store.put(`${prefix}a`, bytesOf('short'), WAV);
    await store.put(`${prefix}a/b`, bytesOf('long'), WAV);
    expect(await read(`${prefix}a`)).toEqual(bytesOf('short'));
    expect(await read(`${prefix}a/b`)).toEqual(bytesOf('long'));
    await store.delete(`${prefix}a`);
    expect(await read(`${prefix}a/b`)).toEqual(bytesOf('long'));
    expect(await store.head(`${prefix}a`)).toBeUndefined();
  }),
  objectRule('OBJ-06', 'a range has both its ends in it, and ends with the object', async ({ store, prefix }) => {
    await store.put(`${prefix}x`, bytesOf('0123456789'), WAV);
    const range = async (first: number, last?: number) => {
      const object = await store.get(`${prefix}x`, last === undefined ? { first } : { first, last });
      const chunks: number[] = [];
      for await (const chunk of object!.body) chunks.push(...chunk);
      expect(object).toMatchObject({ sizeBytes: 10, lengthBytes: chunks.length });
      return new TextDecoder().decode(new Uint8Array(chunks));
    };
    expect(await range(0, 3)).toBe('0123');
    expect(await range(9, 9)).toBe('9');
    expect(await range(7)).toBe('789');
    expect(await range(8, 1000)).toBe('89');
  }),
  objectRule('OBJ-07', 'a range outside the object is refused', async ({ store, prefix }) => {
    await store.put(`${prefix}x`, bytesOf('0123456789'), WAV);
    await expectCode(store.get(`${prefix}x`, { first: 10 }), 'VALIDATION_ERROR');
    await expectCode(store.get(`${prefix}x`, { first: 5, last: 4 }), 'VALIDATION_ERROR');
    await expectCode(store.get(`${prefix}x`, { first: -1 }), 'VALIDATION_ERROR');
    expect(await store.get(`${prefix}none`, { first: 10 })).toBeUndefined();
  }),
  objectRule('OBJ-08', 'an object may be empty', async ({ store, prefix, read }) => {
    await store.put(`${prefix}x`, new Uint8Array(0), WAV);
    expect(await store.head(`${prefix}x`)).toEqual({ sizeBytes: 0, etag: EMPTY_ETAG, contentType: 'audio/wav' });
    expect(await read(`${prefix}x`)).toEqual(new Uint8Array(0));
  }),
  objectRule(
    'OBJ-09',
    'delete takes one object away, and is content when there is none',
    async ({ store, prefix, read }) => {
      await store.put(`${prefix}x`, bytesOf('x'), WAV);
      await store.put(`${prefix}xy`, bytesOf('xy'), WAV);
      await store.delete(`${prefix}x`);
      await store.delete(`${prefix}x`);
      expect(await store.head(`${prefix}x`)).toBeUndefined();
      expect(await read(`${prefix}xy`)).toEqual(bytesOf('xy'));
    },
  ),
  objectRule(
    'OBJ-10',
    'deletePrefix deletes what begins with it, counts it, and nothing else',
    async ({ store, prefix }) => {
      const keys = ['take/a.wav', 'take/deep/er/b.wav', 'take', 'take-2/c.wav', 'tak', 'other/take/d.wav'];
      for (const key of keys) await store.put(prefix + key, bytesOf(key), WAV);
      const left = async () => {
        const found = await Promise.all(keys.map((key) => store.head(prefix + key)));
        return keys.filter((_, at) => found[at] !== undefined);
      };
      expect(await store.deletePrefix(`${prefix}none/`)).toBe(0);
      expect(await store.deletePrefix(`${prefix}take/`)).toBe(2);
      expect(await left()).toEqual(['take', 'take-2/c.wav', 'tak', 'other/take/d.wav']);
      expect(await store.deletePrefix(`${prefix}take`)).toBe(2);
      expect(await left()).toEqual(['tak', 'other/take/d.wav']);
    },
  ),
  objectRule('OBJ-11', 'an empty prefix, which would mean everything, is refused', async ({ store, prefix, read }) => {
    await store.put(`${prefix}x`, bytesOf('x'), WAV);
    await expectCode(store.deletePrefix(''), 'VALIDATION_ERROR');
    await expectCode(store.deletePrefix('/'), 'VALIDATION_ERROR');
    expect(await read(`${prefix}x`)).toEqual(bytesOf('x'));
  }),
  objectRule('OBJ-12', 'a key that could lead elsewhere is refused by every method', async ({ store, prefix }) => {
    const lies = [
      '',
      '/etc/passwd',
      '../x',
      `${prefix}../../x`,
      `${prefix}./x`,
      `${prefix}/x`,
      prefix,
      'a\0b',
      'a\\..\\b',
    ];
    for (const key of [...lies, 'é', `${prefix}${'x'.repeat(1024)}`]) {
      await expectCode(store.put(key, bytesOf('x'), WAV), 'VALIDATION_ERROR');
      await expectCode(store.get(key), 'VALIDATION_ERROR');
      await expectCode(store.head(key), 'VALIDATION_ERROR');
      await expectCode(store.delete(key), 'VALIDATION_ERROR');
      await expectCode(store.createMultipart(key, WAV), 'VALIDATION_ERROR');
      await expectCode(store.signGet({ key, expiresInSeconds: 60 }), 'VALIDATION_ERROR');
      await expectCode(store.signPut({ key, expiresInSeconds: 60, ...WAV }), 'VALIDATION_ERROR');
    }
    await expectCode(store.deletePrefix('../'), 'VALIDATION_ERROR');
  }),
  objectRule('OBJ-13', 'concurrent puts to one key leave one of them, whole', async ({ store, prefix, read }) => {
    const bodies = Array.from({ length: 10 }, (_, seed) => pattern(100_000 + seed, seed));
    await Promise.all(bodies.map((body) => store.put(`${prefix}x`, body, WAV)));
    const stored = await read(`${prefix}x`);
    const match = bodies.find((body) => firstDifference(stored, body) === undefined);
    expect(match).toBeDefined();
    const again = await store.put(`${prefix}y`, match!, WAV);
    expect(await store.head(`${prefix}x`)).toEqual(again);
  }),
  objectRule(
    'OBJ-14',
    'an aborted call rejects with the reason and changes nothing',
    async ({ store, prefix, read }) => {
      const reason = new Error('no longer wanted');
      const signal = AbortSignal.abort(reason);
      await store.put(`${prefix}x`, bytesOf('kept'), WAV);
      await expect(store.put(`${prefix}x`, bytesOf('new'), WAV, signal)).rejects.toBe(reason);
      await expect(store.get(`${prefix}x`, undefined, signal)).rejects.toBe(reason);
      await expect(store.delete(`${prefix}x`, signal)).rejects.toBe(reason);
      await expect(store.deletePrefix(prefix, signal)).rejects.toBe(reason);
      expect(await read(`${prefix}x`)).toEqual(bytesOf('kept'));
    },
  ),
  objectRule(
    'OBJ-15',
    'a working store passes its probe and names its bucket; closing twice is harmless',
    async ({ store }) => {
      await store.probe();
      expect(store.bucket).not.toBe('');
      await store.close();
      await store.close();
    },
  ),
];
