/* oxlint-disable vitest/no-standalone-expect -- rules are data; runRules makes a test of each. */
import { expect } from 'vitest';
import {
  bytesOf,
  firstDifference,
  joined,
  objectRule,
  smallestPart,
  twoParts,
  WAV,
  type ObjectProbe,
  type ObjectSubject,
} from './object-probe.ts';
import { expectCode, type Rule } from './rule.ts';

type NamedPart = { partNumber: number; etag: string };

/** Completing with what `name` makes of the true parts must be refused and leave upload and key as they were. */
async function expectRefused(probe: ObjectProbe, name: (parts: NamedPart[]) => NamedPart[]): Promise<void> {
  const { ref, parts } = await twoParts(probe);
  await probe.store.put(ref.key, bytesOf('before'), WAV);
  const stored = await probe.store.listParts(ref);
  await expectCode(probe.store.completeMultipart(ref, name(parts)), 'VALIDATION_ERROR');
  expect(await probe.store.listParts(ref)).toEqual(stored);
  expect(await probe.read(ref.key)).toEqual(bytesOf('before'));
  // Refused is not spoiled: named rightly, it still completes.
  await probe.store.completeMultipart(ref, parts);
}

/** Objects in parts. */
export const OBJECT_MULTIPART_RULES: readonly Rule<ObjectSubject>[] = [
  objectRule('OBJ-30', 'completed parts are one object, in the order of their numbers', async (probe) => {
    const { ref, bodies, parts } = await twoParts(probe);
    const info = await probe.store.completeMultipart(ref, parts);
    expect(firstDifference(await probe.read(ref.key), joined(...bodies))).toBeUndefined();
    expect(info).toMatchObject({ contentType: 'audio/wav', sizeBytes: bodies[0].byteLength + bodies[1].byteLength });
    expect(info.location).toContain(ref.key);
    expect(await probe.store.head(ref.key)).toEqual({
      contentType: info.contentType,
      etag: info.etag,
      sizeBytes: info.sizeBytes,
    });
  }),
  objectRule('OBJ-31', "a joined object's etag is the MD5 of its parts' MD5s, and their number", async (probe) => {
    const { store, prefix } = probe;
    const ref = { key: `${prefix}x`, uploadId: await store.createMultipart(`${prefix}x`, WAV) };
    const etag = await store.uploadPart(ref, 1, bytesOf('hello'));
    expect(etag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect((await store.completeMultipart(ref, [{ partNumber: 1, etag }])).etag).toBe(
      '"62109206880d38a4010a98e11243924a-1"',
    );
  }),
  objectRule('OBJ-32', 'until it is completed there is no object', async (probe) => {
    const { ref } = await twoParts(probe);
    expect(await probe.store.head(ref.key)).toBeUndefined();
    expect(await probe.store.get(ref.key)).toBeUndefined();
    expect(await probe.store.deletePrefix(ref.key)).toBe(0);
  }),
  objectRule('OBJ-33', 'a part that is uploaded again replaces the first', async (probe) => {
    const { ref, bodies, parts } = await twoParts(probe);
    const again = smallestPart(9);
    const etag = await probe.store.uploadPart(ref, 1, again);
    expect(etag).not.toBe(parts[0]!.etag);
    await probe.store.completeMultipart(ref, [{ partNumber: 1, etag }, parts[1]!]);
    expect(firstDifference(await probe.read(ref.key), joined(again, bodies[1]))).toBeUndefined();
  }),
  objectRule(
    'OBJ-34',
    'listParts names every part with etag and size, ascending as numbers',
    async ({ store, prefix }) => {
      const ref = { key: `${prefix}x`, uploadId: await store.createMultipart(`${prefix}x`, WAV) };
      expect(await store.listParts(ref)).toEqual([]);
      const etags = new Map<number, string>();
      for (const partNumber of [10, 2, 10_000, 1])
        etags.set(partNumber, await store.uploadPart(ref, partNumber, bytesOf(`part ${partNumber}`)));
      expect(await store.listParts(ref)).toEqual(
        [1, 2, 10, 10_000].map((partNumber) => ({
          partNumber,
          etag: etags.get(partNumber),
          sizeBytes: `part ${partNumber}`.length,
        })),
      );
      await store.abortMultipart(ref);
    },
  ),
  objectRule('OBJ-35', 'completing with a part that is missing is refused and changes nothing', (probe) =>
    expectRefused(probe, (parts) => [...parts, { partNumber: 3, etag: parts[0]!.etag }]),
  ),
  objectRule('OBJ-36', 'completing with an etag that differs is refused and changes nothing', (probe) =>
    expectRefused(probe, (parts) => [{ partNumber: 1, etag: parts[1]!.etag }, parts[1]!]),
  ),
  objectRule('OBJ-37', 'completing out of order is refused and changes nothing', (probe) =>
    expectRefused(probe, (parts) => parts.toReversed()),
  ),
  objectRule('OBJ-38', 'completing with a part named twice is refused and changes nothing', (probe) =>
    expectRefused(probe, (parts) => [parts[0]!, parts[0]!, parts[1]!]),
  ),
  objectRule('OBJ-39', 'completing with no parts is refused and changes nothing', (probe) =>
    expectRefused(probe, () => []),
  ),
  objectRule(
    'OBJ-40',
    'a part but the last that is under 5 MB is refused and changes nothing',
    async ({ store, prefix }) => {
      const ref = { key: `${prefix}x`, uploadId: await store.createMultipart(`${prefix}x`, WAV) };
      const small = smallestPart(1).subarray(1);
      const parts = [
        { partNumber: 1, etag: await store.uploadPart(ref, 1, small) },
        { partNumber: 2, etag: await store.uploadPart(ref, 2, bytesOf('tail')) },
      ];
      await expectCode(store.completeMultipart(ref, parts), 'VALIDATION_ERROR');
      expect(await store.listParts(ref)).toHaveLength(2);
      expect(await store.head(ref.key)).toBeUndefined();
      expect((await store.completeMultipart(ref, parts.slice(0, 1))).sizeBytes).toBe(small.byteLength);
    },
  ),
  objectRule('OBJ-41', 'parts that are not named are left out', async (probe) => {
    const { ref, bodies, parts } = await twoParts(probe);
    await probe.store.uploadPart(ref, 3, bytesOf('not wanted'));
    await probe.store.completeMultipart(ref, parts);
    expect(firstDifference(await probe.read(ref.key), joined(...bodies))).toBeUndefined();
  }),
  objectRule('OBJ-42', 'a completed upload is unknown, and its object stays', async (probe) => {
    const { ref, bodies, parts } = await twoParts(probe);
    await probe.store.completeMultipart(ref, parts);
    expect(await probe.store.listParts(ref)).toBeUndefined();
    await expectCode(probe.store.uploadPart(ref, 1, bytesOf('late')), 'NOT_FOUND');
    await expectCode(probe.store.completeMultipart(ref, parts), 'NOT_FOUND');
    await probe.store.abortMultipart(ref);
    expect(firstDifference(await probe.read(ref.key), joined(...bodies))).toBeUndefined();
  }),
  objectRule('OBJ-43', 'an aborted upload is unknown, and what was at its key stays', async (probe) => {
    const { ref, parts } = await twoParts(probe);
    await probe.store.put(ref.key, bytesOf('before'), WAV);
    await probe.store.abortMultipart(ref);
    await probe.store.abortMultipart(ref);
    expect(await probe.store.listParts(ref)).toBeUndefined();
    await expectCode(probe.store.completeMultipart(ref, parts), 'NOT_FOUND');
    expect(await probe.read(ref.key)).toEqual(bytesOf('before'));
  }),
  objectRule('OBJ-44', 'an upload is known under its own key only', async (probe) => {
    const { ref, parts } = await twoParts(probe);
    const foreign = { ...ref, key: `${probe.prefix}other.wav` };
    expect(await probe.store.listParts(foreign)).toBeUndefined();
    await expectCode(probe.store.uploadPart(foreign, 1, bytesOf('x')), 'NOT_FOUND');
    await expectCode(probe.store.completeMultipart(foreign, parts), 'NOT_FOUND');
    await probe.store.abortMultipart(foreign);
    expect(await probe.store.listParts(ref)).toHaveLength(2);
  }),
  objectRule(
    'OBJ-45',
    'an upload id that was never given is unknown, path-like ones too',
    async ({ store, prefix }) => {
      for (const uploadId of [crypto.randomUUID(), '../files', '..', 'a/b', '']) {
        const ref = { key: `${prefix}x`, uploadId };
        expect(await store.listParts(ref)).toBeUndefined();
        await expectCode(store.uploadPart(ref, 1, bytesOf('x')), 'NOT_FOUND');
        await expectCode(store.completeMultipart(ref, [{ partNumber: 1, etag: '"x"' }]), 'NOT_FOUND');
        await store.abortMultipart(ref);
      }
    },
  ),
  objectRule('OBJ-46', 'a part number is 1 to 10 000', async (probe) => {
    const { ref } = await twoParts(probe);
    for (const partNumber of [0, -1, 1.5, 10_001, Number.NaN]) {
      await expectCode(probe.store.uploadPart(ref, partNumber, bytesOf('x')), 'VALIDATION_ERROR');
      await expectCode(probe.store.signPart(ref, partNumber, 60), 'VALIDATION_ERROR');
    }
    expect(await probe.store.listParts(ref)).toHaveLength(2);
  }),
  objectRule('OBJ-47', 'two uploads to one key have their parts apart', async (probe) => {
    const one = await twoParts(probe);
    const two = await twoParts(probe);
    const etag = await probe.store.uploadPart(two.ref, 1, smallestPart(5));
    await probe.store.completeMultipart(one.ref, one.parts);
    expect(await probe.store.listParts(two.ref)).toHaveLength(2);
    await probe.store.completeMultipart(two.ref, [{ partNumber: 1, etag }]);
    expect(firstDifference(await probe.read(two.ref.key), smallestPart(5))).toBeUndefined();
  }),
  objectRule(
    'OBJ-48',
    'of two that complete an upload at once one gets the object, the other is told',
    async (probe) => {
      const { ref, bodies, parts } = await twoParts(probe);
      const settled = await Promise.allSettled([
        probe.store.completeMultipart(ref, parts),
        probe.store.completeMultipart(ref, parts),
      ]);
      expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(firstDifference(await probe.read(ref.key), joined(...bodies))).toBeUndefined();
    },
  ),
];
