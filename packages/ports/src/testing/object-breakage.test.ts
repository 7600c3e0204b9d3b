import { CHECKSUM_HEADER } from '@audio-studio/contract';
import { ManualClock } from '@audio-studio/flow';
import { readBytes, type ObjectStore, type UploadRef } from '../object-store.ts';
import { altered, expectRulesToNotice, type Breakage } from './breakage.ts';
import { FakeObjectStore } from './fake-object-store.ts';
import { joined, WAV, type ObjectSubject } from './object-probe.ts';
import { OBJECT_RULES } from './object-suite.ts';

type Fetch = ObjectSubject['fetchSigned'];

function broken(
  change: (store: ObjectStore) => Partial<ObjectStore>,
  changeFetch: (fetch: Fetch) => Fetch = (fetch) => fetch,
): () => ObjectSubject {
  return () => {
    const clock = new ManualClock();
    const fake = new FakeObjectStore(clock);
    const store = altered<ObjectStore>(fake, change);
    return { store, fetchSigned: changeFetch(fake.fetch), advance: (byMs) => clock.advance(byMs) };
  };
}

const fetching = (change: (fetch: Fetch) => Fetch) => broken(() => ({}), change);

/** Answers without one header. */
const hiding = (name: string) =>
  fetching((fetch) => async (url, init) => {
    const response = await fetch(url, init);
    response.headers.delete(name);
    return response;
  });

const withoutHeader =
  (name: string) =>
  (fetch: Fetch): Fetch =>
  (url, init) => {
    const headers = new Headers(init?.headers);
    headers.delete(name);
    return fetch(url, { ...init, headers });
  };

/** Requests without one header. */
const ignoring = (name: string) => fetching(withoutHeader(name));

/** Completes whatever can be made of the parts. */
async function completeSomehow(store: ObjectStore, ref: UploadRef, named: readonly { partNumber: number }[]) {
  const stored = (await store.listParts(ref)) ?? [];
  const wanted = stored.filter(({ partNumber }) => named.some((part) => part.partNumber === partNumber));
  return store.completeMultipart(ref, wanted.length > 0 ? wanted : stored);
}

const BREAKAGES: Breakage<ObjectSubject>[] = [
  {
    name: 'invents objects',
    breaks: ['OBJ-01'],
    open: broken((s) => ({
      head: async (key) => (await s.head(key)) ?? { sizeBytes: 0, etag: '""', contentType: '' },
    })),
  },
  {
    name: 'answers bare etags',
    breaks: ['OBJ-02'],
    open: broken((s) => ({
      put: async (key, bytes, options) => {
        const info = await s.put(key, bytes, options);
        return { ...info, etag: info.etag.replaceAll('"', '') };
      },
    })),
  },
  {
    name: 'cuts after a million bytes',
    breaks: ['OBJ-03'],
    open: broken((s) => ({ put: (key, bytes, options) => s.put(key, bytes.slice(0, 1_000_000), options) })),
  },
  {
    name: 'keeps the first',
    breaks: ['OBJ-04'],
    open: broken((s) => ({ put: async (key, bytes, options) => (await s.head(key)) ?? s.put(key, bytes, options) })),
  },
  {
    name: 'deletes what the key begins',
    breaks: ['OBJ-05', 'OBJ-09'],
    open: broken((s) => ({ delete: async (key) => void (await s.deletePrefix(key)) })),
  },
  {
    name: 'leaves the end of a range out',
    breaks: ['OBJ-06'],
    open: broken((s) => ({
      get: (key, range) => s.get(key, range?.last === undefined ? range : { first: range.first, last: range.last - 1 }),
    })),
  },
  {
    name: 'answers everything to a wrong range',
    breaks: ['OBJ-07'],
    open: broken((s) => ({ get: (key, range) => s.get(key, range).catch(() => s.get(key)) })),
  },
  {
    name: 'stores nothing empty',
    breaks: ['OBJ-08'],
    open: broken((s) => ({
      put: async (key, bytes, options) =>
        bytes.byteLength > 0 ? s.put(key, bytes, options) : { sizeBytes: 0, etag: '', contentType: '' },
    })),
  },
  {
    name: 'cannot delete what is not there',
    breaks: ['OBJ-09'],
    open: broken((s) => ({
      delete: async (key) => {
        if ((await s.head(key)) === undefined) throw new Error('not there');
        await s.delete(key);
      },
    })),
  },
  {
    name: 'takes a prefix for a folder',
    breaks: ['OBJ-10'],
    open: broken((s) => ({ deletePrefix: (prefix) => s.deletePrefix(prefix.replace(/\/$/, '')) })),
  },
  {
    name: 'deletes everything on an empty prefix',
    breaks: ['OBJ-11'],
    open: broken((s) => ({ deletePrefix: (prefix) => s.deletePrefix(prefix === '' ? 'contract' : prefix) })),
  },
  {
    name: 'mends keys',
    breaks: ['OBJ-12'],
    open: broken((s) => ({ put: (key, bytes, options) => s.put(key.replace(/^\W+/, '') || 'x', bytes, options) })),
  },
  {
    name: 'writes in two steps',
    breaks: ['OBJ-13'],
    open: broken((s) => ({
      put: async (key, bytes, options) => {
        const half = bytes.byteLength / 2;
        await s.put(key, bytes.slice(0, half), options);
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (bytes[0]! % 2 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        const before = await readBytes((await s.get(key))!);
        return s.put(key, joined(before, bytes.slice(half)), options);
      },
    })),
  },
  {
    name: 'hears no signal',
    breaks: ['OBJ-14'],
    open: broken((s) => ({ put: (key, bytes, options) => s.put(key, bytes, options) })),
  },
  {
    name: 'never passes its probe',
    breaks: ['OBJ-15'],
    open: broken(() => ({ probe: () => Promise.reject(new Error('no')) })),
  },
  {
    name: 'joins nothing',
    breaks: ['OBJ-30', 'OBJ-33', 'OBJ-41', 'OBJ-48'],
    open: broken((s) => ({
      completeMultipart: async (ref, parts) => {
        const info = await s.completeMultipart(ref, parts);
        await s.put(ref.key, new Uint8Array(0), WAV);
        return info;
      },
    })),
  },
  {
    name: 'hashes the whole for the etag',
    breaks: ['OBJ-31'],
    open: broken((s) => ({
      completeMultipart: async (ref, parts) => {
        const info = await s.completeMultipart(ref, parts);
        const whole = await s.put(ref.key, await readBytes((await s.get(ref.key))!), WAV);
        return { ...info, etag: whole.etag };
      },
    })),
  },
  {
    name: 'shows parts before they are completed',
    breaks: ['OBJ-32'],
    open: broken((s) => ({
      uploadPart: async (ref, partNumber, bytes) => {
        await s.put(ref.key, bytes, WAV);
        return s.uploadPart(ref, partNumber, bytes);
      },
    })),
  },
  {
    name: 'keeps the first of a part',
    breaks: ['OBJ-33'],
    open: broken((s) => ({
      uploadPart: async (ref, partNumber, bytes) =>
        (await s.listParts(ref))?.find((part) => part.partNumber === partNumber)?.etag ??
        s.uploadPart(ref, partNumber, bytes),
    })),
  },
  {
    name: 'sorts part numbers as text',
    breaks: ['OBJ-34'],
    open: broken((s) => ({
      listParts: async (ref) =>
        (await s.listParts(ref))?.sort((a, b) => (String(a.partNumber) < String(b.partNumber) ? -1 : 1)),
    })),
  },
  {
    name: 'completes whatever it can',
    breaks: ['OBJ-35', 'OBJ-36', 'OBJ-37', 'OBJ-38', 'OBJ-39'],
    open: broken((s) => ({ completeMultipart: (ref, parts) => completeSomehow(s, ref, parts) })),
  },
  {
    name: 'loses the upload when completing is refused',
    breaks: ['OBJ-35', 'OBJ-36', 'OBJ-37', 'OBJ-38', 'OBJ-39', 'OBJ-40'],
    open: broken((s) => ({
      completeMultipart: (ref, parts) =>
        s.completeMultipart(ref, parts).catch(async (error: unknown) => {
          await s.abortMultipart(ref);
          throw error;
        }),
    })),
  },
  {
    name: 'takes small parts',
    breaks: ['OBJ-40'],
    open: broken((s) => {
      const bodies: Uint8Array[] = [];
      return {
        uploadPart: (ref, partNumber, bytes) => {
          bodies.push(bytes);
          return s.uploadPart(ref, partNumber, bytes);
        },
        completeMultipart: async (ref) => ({ ...(await s.put(ref.key, joined(...bodies), WAV)), location: ref.key }),
      };
    }),
  },
  {
    name: 'joins every part there is',
    breaks: ['OBJ-41'],
    open: broken((s) => ({
      completeMultipart: async (ref) => s.completeMultipart(ref, (await s.listParts(ref)) ?? []),
    })),
  },
  {
    name: 'lists the parts of uploads that ended',
    breaks: ['OBJ-42', 'OBJ-43'],
    open: broken((s) => {
      let last: Awaited<ReturnType<ObjectStore['listParts']>> = [];
      return { listParts: async (ref) => (last = (await s.listParts(ref)) ?? last) };
    }),
  },
  {
    name: 'deletes the object with an aborted upload',
    breaks: ['OBJ-42', 'OBJ-43'],
    open: broken((s) => ({ abortMultipart: (ref) => s.delete(ref.key) })),
  },
  {
    name: 'does not compare the key of an upload',
    breaks: ['OBJ-44'],
    open: broken((s) => {
      const keys = new Map<string, string>();
      return {
        createMultipart: async (key, options) => {
          const uploadId = await s.createMultipart(key, options);
          keys.set(uploadId, key);
          return uploadId;
        },
        listParts: (ref) => s.listParts({ ...ref, key: keys.get(ref.uploadId) ?? ref.key }),
      };
    }),
  },
  {
    name: 'takes an unknown upload for an empty one',
    breaks: ['OBJ-42', 'OBJ-43', 'OBJ-44', 'OBJ-45'],
    open: broken((s) => ({ listParts: async (ref) => (await s.listParts(ref)) ?? [] })),
  },
  {
    name: 'mends part numbers',
    breaks: ['OBJ-46'],
    open: broken((s) => ({
      uploadPart: (ref, partNumber, bytes) => s.uploadPart(ref, Math.max(1, partNumber), bytes),
    })),
  },
  {
    name: 'has one upload per key',
    breaks: ['OBJ-47'],
    open: broken((s) => {
      const ids = new Map<string, Promise<string>>();
      return {
        createMultipart: (key, options) => {
          const uploadId = ids.get(key) ?? s.createMultipart(key, options);
          ids.set(key, uploadId);
          return uploadId;
        },
      };
    }),
  },
  {
    name: 'takes what is there for completed',
    breaks: ['OBJ-42', 'OBJ-48'],
    open: broken((s) => ({
      completeMultipart: (ref, parts) =>
        s.completeMultipart(ref, parts).catch(async () => ({ ...(await s.head(ref.key))!, location: ref.key })),
    })),
  },
  { name: 'answers no etag', breaks: ['OBJ-60', 'OBJ-66', 'OBJ-68'], open: hiding('ETag') },
  {
    name: 'does not sign the type',
    breaks: ['OBJ-61'],
    open: broken((s) => ({ signPut: (grant) => s.signPut({ ...grant, contentType: undefined } as never) })),
  },
  {
    name: 'does not sign the length',
    breaks: ['OBJ-62'],
    open: broken((s) => ({ signPut: (grant) => s.signPut({ ...grant, lengthBytes: undefined }) })),
  },
  {
    name: 'lets anyone read',
    breaks: ['OBJ-63', 'OBJ-64', 'OBJ-65'],
    open: fetching((fetch) => async (url, init) => {
      const response = await fetch(url, init);
      return response.status === 403 && init?.method === undefined ? new Response('secret') : response;
    }),
  },
  {
    name: 'signs for ever',
    breaks: ['OBJ-64'],
    open: () => {
      const store = new FakeObjectStore(new ManualClock());
      return { store, fetchSigned: store.fetch, advance: async () => undefined };
    },
  },
  {
    name: 'reads no parameters',
    breaks: ['OBJ-65'],
    open: () => {
      const fake = new FakeObjectStore(new ManualClock());
      const signed = new Map<string, string>();
      const note = (url: string) => {
        signed.set(new URL(url).pathname, url);
        return url;
      };
      const store = altered<ObjectStore>(fake, (s) => ({
        signPut: (options) => s.signPut(options).then(note),
        signGet: (options) => s.signGet(options).then(note),
        signPart: (...ref) => s.signPart(...ref).then(note),
      }));
      const fetchSigned: Fetch = (url, init) => fake.fetch(signed.get(new URL(url).pathname) ?? url, init);
      return { store, fetchSigned, advance: async () => undefined };
    },
  },
  {
    name: 'stores parts as objects',
    breaks: ['OBJ-66', 'OBJ-67'],
    open: broken((s) => ({
      signPart: ({ key }, _, expiresInSeconds) => s.signPut({ key, expiresInSeconds } as never),
    })),
  },
  { name: 'names no type', breaks: ['OBJ-68'], open: hiding('Content-Type') },
  { name: 'names no file', breaks: ['OBJ-69'], open: hiding('Content-Disposition') },
  { name: 'answers no ranges', breaks: ['OBJ-70'], open: ignoring('Range') },
  {
    name: 'answers nothing where nothing is',
    breaks: ['OBJ-71'],
    open: fetching((fetch) => async (url, init) => {
      const response = await fetch(url, init);
      return response.status === 404 ? new Response('') : response;
    }),
  },
  { name: 'checks no MD5', breaks: ['OBJ-72'], open: ignoring('Content-MD5') },
  {
    name: 'signs no checksum and reads none',
    breaks: ['OBJ-74', 'OBJ-75'],
    open: broken(
      (s) => ({
        signPut: (grant) => s.signPut({ ...grant, sha256: undefined }),
        signPart: (ref, partNumber, expiresInSeconds) => s.signPart(ref, partNumber, expiresInSeconds),
      }),
      withoutHeader(CHECKSUM_HEADER),
    ),
  },
  {
    name: 'takes a body for what its header says',
    breaks: ['OBJ-74', 'OBJ-75'],
    open: fetching((fetch) => async (url, init) => {
      const response = await fetch(url, init);
      return response.status === 400 ? fetch(url, { ...init, body: 'hello' }) : response;
    }),
  },
  {
    name: 'forgets checksums',
    breaks: ['OBJ-74', 'OBJ-75'],
    open: broken((s) => ({
      head: async (key) => {
        const info = await s.head(key);
        delete info?.sha256;
        return info;
      },
      listParts: async (ref) =>
        (await s.listParts(ref))?.map(({ partNumber, etag, sizeBytes }) => ({ partNumber, etag, sizeBytes })),
    })),
  },
  {
    name: 'mends lifetimes',
    breaks: ['OBJ-73'],
    open: broken((s) => ({ signGet: (options) => s.signGet({ ...options, expiresInSeconds: 60 }) })),
  },
];

expectRulesToNotice(OBJECT_RULES, BREAKAGES);
