import { AppError, ERROR_CODES, type ErrorCode } from '@audio-studio/contract';
import { expect, test } from 'vitest';
import { problemWords, type Undertaking } from './problem-words.ts';

const UNDERTAKINGS: Undertaking[] = ['list', 'create', 'reissue', 'delete'];
const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

test.each(UNDERTAKINGS.flatMap((undertaking) => CODES.map((code) => [undertaking, code] as const)))(
  '%s failing with %s has three parts',
  (undertaking, code) => {
    const parts = Object.values(problemWords(undertaking, AppError.of(code)));
    expect(parts).toHaveLength(3);
    for (const part of parts) expect(part).toMatch(/^[A-Z].*\.$/);
  },
);

test('what was refused is not done; what got no answer is not claimed either way', () => {
  expect(problemWords('reissue', AppError.conflict('Taken.')).kept).toBe('The old link works as before.');
  expect(problemWords('reissue', AppError.unavailable('gone')).happened).toContain('do not know');
  expect(problemWords('delete', AppError.of('INTERNAL_ERROR')).happened).toContain('do not know');
});

test("the server's own words are kept where they say more", () => {
  expect(problemWords('create', AppError.validation('Title is empty.')).remedy).toBe('Title is empty.');
});
