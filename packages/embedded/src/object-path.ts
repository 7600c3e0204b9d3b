import { join } from 'node:path';
import { AppError, objectKeySchema } from '@audio-studio/contract';

/**
 * Marks folders. It cannot occur in a key, so the folder of `a/b` (`a@`) never meets the file of `a`,
 * and what the key names keeps its own name: a track can be opened from the disk by its `.wav`.
 */
const FOLDER_MARK = '@';
/** Longest file name the usual file systems take, bytes, less the mark. */
const MAX_SEGMENT_BYTES = 254;

export function checkKey(key: string): string {
  const segments = key.split('/');
  if (!objectKeySchema.safeParse(key).success || segments.some((segment) => segment.length > MAX_SEGMENT_BYTES))
    throw AppError.validation('That cannot be the key of an object');
  return key;
}

/** The file of a key below `root`. Rejects (VALIDATION_ERROR) whatever could lead elsewhere. */
export function objectPath(root: string, key: string): string {
  const segments = checkKey(key).split('/');
  const name = segments.pop()!;
  return join(root, ...segments.map((segment) => segment + FOLDER_MARK), name);
}

interface PrefixFolder {
  folder: string;
  /** What names in that folder begin with. */
  namePrefix: string;
}

/** The folder that holds every key beginning with `prefix`, which may end within a segment. */
export function prefixFolder(root: string, prefix: string): PrefixFolder {
  // Completed by a letter it must be a key; an empty prefix would mean everything, which nobody may ask for.
  checkKey(`${prefix}x`);
  if (prefix === '') throw AppError.validation('A prefix must not be empty');
  const segments = prefix.split('/');
  const namePrefix = segments.pop()!;
  return { folder: join(root, ...segments.map((segment) => segment + FOLDER_MARK)), namePrefix };
}

/** Tells a folder of further keys from an object, among the names in a folder. */
export function isFolderName(name: string): boolean {
  return name.endsWith(FOLDER_MARK);
}
