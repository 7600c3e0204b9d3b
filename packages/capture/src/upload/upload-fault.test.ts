import { AppError } from '@audio-studio/contract';
import { describe, expect, it } from 'vitest';
import { retryAfterMs, UploadFault } from './upload-fault.ts';

describe('UploadFault', () => {
  it.each([
    [403, 'expired', true],
    [404, 'unknown-upload', false],
    [408, 'server', true],
    [429, 'throttled', true],
    [500, 'server', true],
    [503, 'server', true],
    [400, 'rejected', false],
    [411, 'rejected', false],
  ] as const)('a store that answers %d means %s', (status, kind, retryable) => {
    expect(UploadFault.fromStore(status, 0)).toMatchObject({ kind, retryable });
  });

  it.each([
    [AppError.of('RATE_LIMIT_EXCEEDED'), 'throttled', true],
    [AppError.unauthorized(), 'unauthorized', false],
    [AppError.notFound('Upload'), 'unknown-upload', false],
    [AppError.of('INTERNAL_ERROR'), 'server', true],
    [AppError.of('UNAVAILABLE'), 'server', true],
    [AppError.validation('no'), 'rejected', false],
    [AppError.forbidden(), 'rejected', false],
    [AppError.conflict('done'), 'rejected', false],
  ] as const)('an API that answers $code', (error, kind, retryable) => {
    expect(UploadFault.fromApi(error, 5)).toMatchObject({ kind, retryable, retryAfterMs: 5, cause: error });
  });
});

describe('retryAfterMs', () => {
  const nowMs = Date.UTC(2026, 0, 1, 12, 0, 0);
  it.each([
    [null, 0],
    ['2', 2000],
    ['Thu, 01 Jan 2026 12:00:07 GMT', 7000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['-5', 0],
    ['soon', 0],
    ['86400', 300_000],
  ])('%s is %d', (header, waitMs) => {
    expect(retryAfterMs(header, nowMs)).toBe(waitMs);
  });
});
