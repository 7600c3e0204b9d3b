import { describe, expect, it } from 'vitest';
import { matchesLock } from './npm-packages.mjs';

const lock = {
  packages: {
    '': { name: 'root' },
    'apps/server': { name: 'server', version: '0.1.0' },
    'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
    'node_modules/fsevents': { version: '2.3.3', integrity: 'sha512-b', optional: true },
  },
};
const installed = (packages) => ({ packages });

describe('what is installed against the lock', () => {
  it('matches when every package is there, but those for other platforms', () => {
    expect(matchesLock(lock, installed({ 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' } }))).toBe(
      true,
    );
  });

  it.each([
    ['a package is missing', {}],
    ['a version differs', { 'node_modules/zod': { version: '4.6.6', integrity: 'sha512-a' } }],
    ['the content differs', { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-z' } }],
    [
      'an optional package has another version',
      {
        'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
        'node_modules/fsevents': { version: '2.3.2', integrity: 'sha512-old' },
      },
    ],
  ])('does not match when %s', (_, packages) => {
    expect(matchesLock(lock, installed(packages))).toBe(false);
  });
});
