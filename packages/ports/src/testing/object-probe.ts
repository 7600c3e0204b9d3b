import { LIMITS } from '@audio-studio/contract';
import type { ObjectStore, UploadRef } from '../object-store.ts';
import { readBytes } from '../object-store.ts';
import type { Rule } from './rule.ts';

/** What the rules of `ObjectStore` run on. */
export interface ObjectSubject {
  store: ObjectStore;
  /** Requests a signed URL, as a browser would. */
  fetchSigned: (url: string, init?: RequestInit) => Promise<Response>;
  /** Lets time pass for the expiry of URLs: a manual clock jumps, a real store waits. */
  advance: (byMs: number) => Promise<void>;
}

export interface ObjectProbe extends ObjectSubject {
  /** Begins every key of the rule: stores may be kept between rules. Ends with a slash. */
  prefix: string;
  /** Bytes under a key; undefined when there is no object. */
  read: (key: string) => Promise<Uint8Array | undefined>;
}

export const WAV = { contentType: 'audio/wav' };

/** A rule with keys of its own; whatever it leaves is deleted. */
export function objectRule(id: string, title: string, run: (probe: ObjectProbe) => Promise<void>): Rule<ObjectSubject> {
  return {
    id,
    title,
    run: async (subject) => {
      const { store } = subject;
      const prefix = `contract/${crypto.randomUUID()}/`;
      const read = async (key: string) => {
        const object = await store.get(key);
        return object === undefined ? undefined : readBytes(object);
      };
      try {
        await run({ ...subject, prefix, read });
      } finally {
        await store.deletePrefix(prefix);
      }
    },
  };
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Bytes in which every position can be told from its neighbours, and every seed from the others. */
export function pattern(sizeBytes: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at += 1) bytes[at] = (Math.imul(at + 1, 2_654_435_761) >>> 24) ^ seed;
  return bytes;
}

/** The smallest part that may have another after it. */
export function smallestPart(seed: number): Uint8Array<ArrayBuffer> {
  return pattern(LIMITS.MIN_PART_SIZE, seed);
}

export function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}

/** Comparing megabytes with `toEqual` takes seconds; this says where they part, or undefined. */
export function firstDifference(actual: Uint8Array | undefined, expected: Uint8Array): string | undefined {
  if (actual === undefined) return 'there is no object';
  if (actual.byteLength !== expected.byteLength) return `${actual.byteLength} bytes, not ${expected.byteLength}`;
  const at = actual.findIndex((byte, position) => byte !== expected[position]);
  return at < 0 ? undefined : `byte ${at} differs`;
}

/** An upload with two parts, the second short. */
export async function twoParts(
  { store, prefix }: ObjectProbe,
  name = 'track.wav',
): Promise<{ ref: UploadRef; bodies: [Uint8Array, Uint8Array]; parts: { partNumber: number; etag: string }[] }> {
  const key = prefix + name;
  const ref = { key, uploadId: await store.createMultipart(key, WAV) };
  const bodies: [Uint8Array, Uint8Array] = [smallestPart(1), bytesOf('the tail')];
  const parts: { partNumber: number; etag: string }[] = [];
  for (const [at, body] of bodies.entries())
    parts.push({ partNumber: at + 1, etag: await store.uploadPart(ref, at + 1, body) });
  return { ref, bodies, parts };
}
