import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashWebSources } from './web-build.mjs';

let root;
const write = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'audio studio web-'));
  write('package-lock.json', '{}');
  write('apps/web/src/main.tsx', 'start();');
  write('packages/dsp/src/level.ts', 'export {};');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the hash of what the pages are built from', () => {
  it('is the same for the same sources, whatever lies beside them', () => {
    const before = hashWebSources(root, {});
    write('apps/web/dist/assets/main.js', 'built');
    write('apps/web/.types/build.tsbuildinfo', 'made');
    write('packages/dsp/src/level.test.ts', 'a test');
    write('packages/embedded/src/table.ts', 'of the server');
    expect(hashWebSources(root, { HOME: '/root' })).toBe(before);
  });

  it.each([
    ['a source', () => write('apps/web/src/main.tsx', 'stop();')],
    ['a package of the pages', () => write('packages/dsp/src/level.ts', 'export const a = 1;')],
    ['a new file', () => write('apps/web/public/icon.svg', '<svg/>')],
    ['the lock', () => write('package-lock.json', '{"a":1}')],
  ])('changes with %s', (_, change) => {
    const before = hashWebSources(root, {});
    change();
    expect(hashWebSources(root, {})).not.toBe(before);
  });

  it('changes with a VITE_ setting, which the bundler writes into the pages', () => {
    expect(hashWebSources(root, { VITE_API_URL: '/other' })).not.toBe(hashWebSources(root, {}));
  });
});
