import { resolve, sep } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '@audio-studio/contract';
import { objectPath, prefixFolder } from './object-path.ts';

const ROOT = resolve('/data/objects');

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('..', '.', '/', '\\', '\0', '@', 'a', '~', '%2e%2e', '//', 'C:', '\n'))
    .map((parts) => parts.join('')),
);
const segment = fc.stringMatching(/^[\w.-]{1,12}$/).filter((name) => name !== '.' && name !== '..');
const key = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join('/'));

/** What `task` answers, or `refused`; anything thrown but a refusal is a fault. */
function unlessRefused(task: () => string): string {
  try {
    return task();
  } catch (error) {
    if (error instanceof AppError && error.code === 'VALIDATION_ERROR') return 'refused';
    throw error;
  }
}

function isBelowRoot(path: string): boolean {
  return `${resolve(path)}${sep}`.startsWith(ROOT + sep);
}

describe('objectPath', () => {
  it('stays below its root, or refuses', () => {
    let refused = 0;
    let kept = 0;
    const holds = (path: string) => {
      if (path === 'refused') refused += 1;
      else kept += 1;
      return path === 'refused' || isBelowRoot(path);
    };
    const property = fc.property(hostile, (text) => {
      expect(holds(unlessRefused(() => objectPath(ROOT, text)))).toBe(true);
      expect(holds(unlessRefused(() => prefixFolder(ROOT, text).folder))).toBe(true);
    });
    fc.assert(property, { numRuns: 2_000 });
    expect(Math.min(refused, kept)).toBeGreaterThan(10);
  });

  it('gives no two keys one path, and no key the folder of another', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        fc.pre(one !== other);
        const [path, otherPath] = [objectPath(ROOT, one), objectPath(ROOT, other)];
        expect(path).not.toBe(otherPath);
        expect(otherPath.startsWith(path + sep)).toBe(false);
      }),
    );
  });

  it('leaves the name of a track readable', () => {
    expect(objectPath(ROOT, 'recordings/m/t/Ann_1.wav')).toBe(`${ROOT}/recordings@/m@/t@/Ann_1.wav`);
  });

  it('refuses a name no file system takes', () => {
    expect(() => objectPath(ROOT, 'x'.repeat(255))).toThrow(/cannot be the key/);
  });
});
