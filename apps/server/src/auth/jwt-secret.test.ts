import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadOrCreateJwtSecret } from './jwt-secret.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audio-studio-secret-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('is made once, for its owner only, and nothing else is left', async () => {
  const dataDir = join(folder, 'data');
  const secret = await loadOrCreateJwtSecret(dataDir);
  expect(secret.length).toBeGreaterThanOrEqual(64);
  expect(await loadOrCreateJwtSecret(dataDir)).toBe(secret);
  expect((await stat(join(dataDir, 'jwt-secret'))).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(['jwt-secret']);
});

test('of many that start at once all use the same', async () => {
  const secrets = await Promise.all(Array.from({ length: 20 }, () => loadOrCreateJwtSecret(folder)));
  expect(new Set(secrets).size).toBe(1);
});

test('one that is cut short is refused, not used', async () => {
  await writeFile(join(folder, 'jwt-secret'), 'short');
  await expect(loadOrCreateJwtSecret(folder)).rejects.toThrow('no usable secret');
});
