import { AppError } from '@audio-studio/contract';

export function isFileError(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** What the file system says about space, rights and limits, as an error others may be told. */
export function toAppError(error: unknown): unknown {
  if (isFileError(error, 'ENOSPC', 'EDQUOT')) return AppError.unavailable('The disk of the server is full', error);
  if (isFileError(error, 'ENAMETOOLONG')) return AppError.validation('The key is too long');
  if (isFileError(error, 'EMFILE', 'ENFILE', 'EIO', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EBUSY', 'EFBIG'))
    return AppError.unavailable('The server cannot use its files now', error);
  return error;
}
