import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isFileError, toAppError } from './file-failure.ts';

/** How often a folder may vanish under a write (a delete tidies empty ones) before we give up. */
const MAX_MOVES = 5;

/** Makes a folder and what leads to it, and syncs each new entry: a power cut does not take it back. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

interface DurableWrite<Result> {
  /** Where unfinished files lie; on the same file system as `path`. */
  temporaryFolder: string;
  path: string;
  /** False when the folder of `path` must be there already: its absence then rejects with ENOENT. */
  makesFolder: boolean;
  fill: (handle: FileHandle) => Promise<Result>;
}

/**
 * Whole or not at all: `fill` writes to a temporary name, which is synced, renamed over `path`, and the
 * rename synced. Dying at any step leaves the old file or the new one at `path`, and at worst a
 * temporary file for the sweep. Once this resolves, a power cut does not undo it.
 */
export async function writeDurably<Result>(write: DurableWrite<Result>): Promise<Result> {
  const temporary = join(write.temporaryFolder, randomUUID());
  try {
    const handle = await open(temporary, 'wx', 0o600);
    let result: Result;
    try {
      result = await write.fill(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await moveInto(temporary, write.path, write.makesFolder);
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw toAppError(error);
  }
}

async function moveInto(from: string, to: string, makesFolder: boolean): Promise<void> {
  for (let move = 1; ; move += 1) {
    try {
      if (makesFolder) await makeFolder(dirname(to));
      await rename(from, to);
      await syncFolder(dirname(to));
      return;
    } catch (error) {
      // Node's mkdir says ENOTDIR of a folder that vanished while it looked at it.
      if (!makesFolder || move >= MAX_MOVES || !isFileError(error, 'ENOENT', 'ENOTDIR')) throw error;
    }
  }
}
