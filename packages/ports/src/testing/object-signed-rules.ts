/* oxlint-disable vitest/no-standalone-expect -- rules are data; runRules makes a test of each. */
import { expect } from 'vitest';
import { CHECKSUM_HEADER } from '@audio-studio/contract';
import { bytesOf, objectRule, twoParts, WAV, type ObjectProbe, type ObjectSubject } from './object-probe.ts';
import { expectCode, type Rule } from './rule.ts';

const LIFETIME_SECONDS = 60;
const SHA256_OF_HELLO = 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=';
const SHA256_OF_JELLO = 'GHybzuuRnhs+bSD6UOyr99nVC1ND6Pmj2RKrsTkpEC4=';

async function signedPut({ store, prefix }: ObjectProbe, name = 'x.wav', lengthBytes?: number) {
  const key = prefix + name;
  return { key, url: await store.signPut({ key, ...WAV, expiresInSeconds: LIFETIME_SECONDS, lengthBytes }) };
}

function put(body: string, headers: Record<string, string> = {}): RequestInit {
  return { method: 'PUT', body: bytesOf(body), headers: { 'Content-Type': 'audio/wav', ...headers } };
}

async function storedForReading(probe: ObjectProbe, text: string, fileName?: string): Promise<string> {
  const key = `${probe.prefix}read.wav`;
  await probe.store.put(key, bytesOf(text), WAV);
  return probe.store.signGet({
    key,
    expiresInSeconds: LIFETIME_SECONDS,
    ...(fileName === undefined ? {} : { fileName }),
  });
}

/** Every URL that differs from `url` in one parameter, with another value, without it, or at another key. */
function forgeries(url: string): string[] {
  const forged: string[] = [];
  for (const name of new URL(url).searchParams.keys()) {
    const changed = new URL(url);
    const value = changed.searchParams.get(name)!;
    const last = value.at(-2) ?? '0';
    changed.searchParams.set(name, `${value.slice(0, -2)}${last === '1' ? '2' : '1'}${value.slice(-1)}`);
    const missing = new URL(url);
    missing.searchParams.delete(name);
    forged.push(changed.href, missing.href);
  }
  const elsewhere = new URL(url);
  elsewhere.pathname += 'x';
  return [...forged, elsewhere.href];
}

/** What signed URLs open, and what they do not. */
export const OBJECT_SIGNED_RULES: readonly Rule<ObjectSubject>[] = [
  objectRule('OBJ-60', 'a signed PUT stores the body and answers its etag', async (probe) => {
    const { key, url } = await signedPut(probe);
    const response = await probe.fetchSigned(url, put('hello'));
    expect(response.status).toBe(200);
    expect(response.headers.get('ETag')).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(await probe.store.head(key)).toMatchObject({ contentType: 'audio/wav', sizeBytes: 5 });
    expect(await probe.read(key)).toEqual(bytesOf('hello'));
  }),
  objectRule('OBJ-61', 'a signed PUT takes no other content type', async (probe) => {
    const { key, url } = await signedPut(probe);
    expect((await probe.fetchSigned(url, put('hello', { 'Content-Type': 'text/html' }))).status).toBe(403);
    expect(await probe.store.head(key)).toBeUndefined();
  }),
  objectRule('OBJ-62', 'a PUT signed for a size takes no other', async (probe) => {
    const { key, url } = await signedPut(probe, 'x.wav', 5);
    expect((await probe.fetchSigned(url, put('hell'))).status).toBe(403);
    expect((await probe.fetchSigned(url, put('hello!'))).status).toBe(403);
    expect(await probe.store.head(key)).toBeUndefined();
    expect((await probe.fetchSigned(url, put('hello'))).status).toBe(200);
  }),
  objectRule('OBJ-63', 'a URL signed for one method opens no other', async (probe) => {
    const { key, url } = await signedPut(probe, 'read.wav');
    const reading = await storedForReading(probe, 'kept');
    expect((await probe.fetchSigned(url)).status).toBe(403);
    expect((await probe.fetchSigned(reading, put('changed'))).status).toBe(403);
    expect((await probe.fetchSigned(reading, { method: 'DELETE' })).ok).toBe(false);
    expect((await probe.fetchSigned(reading, { method: 'POST', body: 'x' })).ok).toBe(false);
    expect(await probe.read(key)).toEqual(bytesOf('kept'));
  }),
  objectRule('OBJ-64', 'a URL opens nothing once its time is over', async (probe) => {
    const { key, url } = await signedPut(probe);
    const reading = await storedForReading(probe, 'kept');
    expect((await probe.fetchSigned(reading)).status).toBe(200);
    await probe.advance((LIFETIME_SECONDS + 1) * 1000);
    expect((await probe.fetchSigned(url, put('late'))).status).toBe(403);
    expect((await probe.fetchSigned(reading)).status).toBe(403);
    expect(await probe.store.head(key)).toBeUndefined();
  }),
  objectRule('OBJ-65', 'a URL that was changed anywhere opens nothing', async (probe) => {
    const { ref } = await twoParts(probe);
    const part = await probe.store.signPart(ref, 3, LIFETIME_SECONDS);
    const { url, key } = await signedPut(probe, 'x.wav', 5);
    const reading = await storedForReading(probe, 'secret', 'name.wav');
    for (const forged of [...forgeries(url), ...forgeries(part)]) {
      const { status } = await probe.fetchSigned(forged, put('hello'));
      expect([400, 403]).toContain(status);
    }
    for (const forged of forgeries(reading)) expect([400, 403]).toContain((await probe.fetchSigned(forged)).status);
    expect(await probe.store.head(key)).toBeUndefined();
    expect(await probe.store.listParts(ref)).toHaveLength(2);
  }),
  objectRule('OBJ-66', 'a signed part arrives as that part and answers its etag', async (probe) => {
    const { ref } = await twoParts(probe);
    const url = await probe.store.signPart(ref, 3, LIFETIME_SECONDS);
    const response = await probe.fetchSigned(url, { method: 'PUT', body: bytesOf('hello') });
    expect(response.status).toBe(200);
    const etag = response.headers.get('ETag');
    expect(etag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect((await probe.store.listParts(ref))?.at(-1)).toEqual({ partNumber: 3, etag, sizeBytes: 5 });
  }),
  objectRule('OBJ-67', 'a part of an upload that has ended is answered 404 and stored nowhere', async (probe) => {
    const { ref, parts } = await twoParts(probe);
    const url = await probe.store.signPart(ref, 3, LIFETIME_SECONDS);
    const info = await probe.store.completeMultipart(ref, parts);
    expect((await probe.fetchSigned(url, { method: 'PUT', body: bytesOf('late') })).status).toBe(404);
    expect(await probe.store.head(ref.key)).toMatchObject({ etag: info.etag });
  }),
  objectRule('OBJ-68', 'a signed GET answers the bytes, their type, length and etag', async (probe) => {
    const response = await probe.fetchSigned(await storedForReading(probe, 'hello'));
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('audio/wav');
    expect(response.headers.get('Content-Length')).toBe('5');
    expect(response.headers.get('ETag')).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(response.headers.get('Content-Disposition')).toBeNull();
    expect(await response.text()).toBe('hello');
  }),
  objectRule('OBJ-69', 'a GET signed with a file name is saved under it', async (probe) => {
    const response = await probe.fetchSigned(await storedForReading(probe, 'hello', 'Jürg "J" – 1.wav'));
    const disposition = response.headers.get('Content-Disposition') ?? '';
    expect(disposition).toMatch(/^attachment;/);
    expect(disposition).toContain("filename*=UTF-8''J%C3%BCrg%20%22J%22%20%E2%80%93%201.wav");
    expect(await response.text()).toBe('hello');
  }),
  objectRule('OBJ-70', 'a signed GET answers ranges', async (probe) => {
    const url = await storedForReading(probe, '0123456789');
    const range = async (value: string) => {
      const response = await probe.fetchSigned(url, { headers: { Range: value } });
      return [response.status, response.headers.get('Content-Range'), await response.text()];
    };
    expect(await range('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await range('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await range('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await range('bytes=8-99')).toEqual([206, 'bytes 8-9/10', '89']);
    expect((await range('bytes=10-')).slice(0, 1)).toEqual([416]);
  }),
  objectRule('OBJ-71', 'a signed GET of what is not there is 404', async (probe) => {
    const url = await probe.store.signGet({ key: `${probe.prefix}none`, expiresInSeconds: LIFETIME_SECONDS });
    expect((await probe.fetchSigned(url)).status).toBe(404);
  }),
  objectRule('OBJ-72', 'a body that does not have its Content-MD5 is refused and not stored', async (probe) => {
    const { key, url } = await signedPut(probe);
    const md5OfHello = 'XUFAKrxLKna5cZ2REBfFkg==';
    expect((await probe.fetchSigned(url, put('jello', { 'Content-MD5': md5OfHello }))).status).toBe(400);
    expect((await probe.fetchSigned(url, put('hello', { 'Content-MD5': 'no' }))).status).toBe(400);
    expect(await probe.store.head(key)).toBeUndefined();
    expect((await probe.fetchSigned(url, put('hello', { 'Content-MD5': md5OfHello }))).status).toBe(200);
  }),
  objectRule('OBJ-74', 'a PUT signed with a checksum takes the body that has it and no other', async (probe) => {
    const { store, prefix, fetchSigned } = probe;
    const key = `${prefix}sum.wav`;
    const url = await store.signPut({ key, ...WAV, expiresInSeconds: LIFETIME_SECONDS, sha256: SHA256_OF_HELLO });
    const named = { [CHECKSUM_HEADER]: SHA256_OF_HELLO };
    expect((await fetchSigned(url, put('hello'))).status).toBe(403);
    expect((await fetchSigned(url, put('jello', { [CHECKSUM_HEADER]: SHA256_OF_JELLO }))).status).toBe(403);
    expect((await fetchSigned(url, put('jello', named))).status).toBe(400);
    expect(await store.head(key)).toBeUndefined();
    expect((await fetchSigned(url, put('hello', named))).status).toBe(200);
    expect(await store.head(key)).toMatchObject({ sizeBytes: 5, sha256: SHA256_OF_HELLO });
  }),
  objectRule('OBJ-75', 'a part signed with a checksum is held to it, and listed with it', async (probe) => {
    const { ref } = await twoParts(probe);
    const url = await probe.store.signPart(ref, 3, LIFETIME_SECONDS, { sha256: SHA256_OF_HELLO });
    const send = async (text: string, headers: Record<string, string>) =>
      (await probe.fetchSigned(url, { method: 'PUT', body: bytesOf(text), headers })).status;
    const named = { [CHECKSUM_HEADER]: SHA256_OF_HELLO };
    expect(await send('hello', {})).toBe(403);
    expect(await send('jello', { [CHECKSUM_HEADER]: SHA256_OF_JELLO })).toBe(403);
    expect(await send('jello', named)).toBe(400);
    expect(await probe.store.listParts(ref)).toHaveLength(2);
    expect(await send('hello', named)).toBe(200);
    const [first, , third] = (await probe.store.listParts(ref))!;
    expect(third).toMatchObject({ partNumber: 3, sizeBytes: 5, sha256: SHA256_OF_HELLO });
    expect(first!.sha256).toBeUndefined();
  }),
  objectRule(
    'OBJ-73',
    'a life that is no life, or longer than seven days, is not signed',
    async ({ store, prefix }) => {
      for (const expiresInSeconds of [0, -1, Number.NaN, Infinity, 604_801])
        await expectCode(store.signGet({ key: `${prefix}x`, expiresInSeconds }), 'VALIDATION_ERROR');
    },
  ),
];
