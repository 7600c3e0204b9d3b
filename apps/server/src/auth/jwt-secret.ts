import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The secret kept in `dataDir`, made on first use with mode 0600. Written whole under another name and
 * then linked: of two processes starting at once both use the one that was first, and a crash never
 * leaves half a secret.
 */
export async function loadOrCreateJwtSecret(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, 'jwt-secret');
  const existing = await readIfThere(path);
  if (existing !== undefined) return existing;

  const draft = join(dataDir, `.jwt-secret-${randomBytes(8).toString('hex')}`);
  await writeFile(draft, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  return (await readIfThere(path))!;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    const secret = (await readFile(path, 'utf8')).trim();
    if (secret.length < 32) throw new Error(`${path} holds no usable secret; delete it and a new one is made`);
    return secret;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
