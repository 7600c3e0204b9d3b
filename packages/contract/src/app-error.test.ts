import { describe, expect, it } from 'vitest';
import { AppError } from './app-error.ts';
import { ERROR_CODES, isErrorCode, type ErrorCode } from './error-code.ts';

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

describe('AppError', () => {
  it('has the published statuses', () => {
    expect(Object.fromEntries(CODES.map((code) => [code, AppError.of(code).status]))).toMatchObject({
      VALIDATION_ERROR: 400,
      NOT_FOUND: 404,
      CONFLICT: 409,
      RATE_LIMIT_EXCEEDED: 429,
      INTERNAL_ERROR: 500,
    });
  });

  it('says what may pass and what is final', () => {
    expect(CODES.filter((code) => AppError.of(code).retryable).sort()).toEqual([
      'INTERNAL_ERROR',
      'RATE_LIMIT_EXCEEDED',
      'UNAVAILABLE',
    ]);
  });

  it('keeps its cause out of its message', () => {
    const cause = new Error('password is hunter2');
    const error = AppError.unavailable('The database cannot do that now', cause);
    expect(error.cause).toBe(cause);
    expect(error.message).not.toContain('hunter2');
    expect(error).toBeInstanceOf(Error);
    expect('cause' in AppError.notFound('Meeting')).toBe(false);
  });

  it('is made of anything thrown, once', () => {
    const own = AppError.conflict('taken');
    expect(AppError.from(own)).toBe(own);
    for (const thrown of [new TypeError('secret'), 'secret', null, undefined, { code: 'NOT_FOUND' }]) {
      const error = AppError.from(thrown);
      expect(error).toMatchObject({ code: 'INTERNAL_ERROR', status: 500 });
      expect(error.message).toBe('Internal server error');
    }
  });
});

describe('AppError.fromResponse', () => {
  it.each(CODES)('reads back %s as it was sent', (code) => {
    const sent = AppError.of(code, 'just this');
    const read = AppError.fromResponse(sent.status, { error: sent.message, code: sent.code });
    const { status, retryable } = sent;
    expect(read).toMatchObject({ code, status, retryable, message: 'just this' });
  });

  it.each([
    [429, undefined, 'RATE_LIMIT_EXCEEDED'],
    [500, '<html>', 'UNAVAILABLE'],
    [502, undefined, 'UNAVAILABLE'],
    [504, { error: 'x' }, 'UNAVAILABLE'],
    [401, null, 'UNAUTHORIZED'],
    [403, '<Error/>', 'FORBIDDEN'],
    [404, { code: 'NO_SUCH_CODE', error: 'x' }, 'NOT_FOUND'],
    [413, undefined, 'PAYLOAD_TOO_LARGE'],
    [418, undefined, 'VALIDATION_ERROR'],
    [404, { code: 'toString', error: 'x' }, 'NOT_FOUND'],
  ])('takes status %i with a body that is not ours by its status', (status, body, code) => {
    expect(AppError.fromResponse(status, body).code).toBe(code);
  });
});

describe('isErrorCode', () => {
  it('knows the codes and nothing an object has anyway', () => {
    expect(CODES.every(isErrorCode)).toBe(true);
    expect([undefined, null, 42, '', 'toString', '__proto__'].some(isErrorCode)).toBe(false);
  });
});
