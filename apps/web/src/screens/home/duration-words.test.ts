import { expect, test } from 'vitest';
import { durationWords, takeWords } from './duration-words.ts';

test.each([
  [0, '0 s'],
  [0.4, '0 s'],
  [41.6, '42 s'],
  [59.6, '1 min 00 s'],
  [60, '1 min 00 s'],
  [760, '12 min 40 s'],
  [3599.4, '59 min 59 s'],
  [3599.6, '1 h 00 min'],
  [3900, '1 h 05 min'],
  [7199, '2 h 00 min'],
  [90_000, '25 h 00 min'],
  [-5, '0 s'],
  [Number.NaN, '0 s'],
])('%d seconds are "%s"', (seconds, words) => {
  expect(durationWords(seconds)).toBe(words);
});

test('takes are counted', () => {
  expect([0, 1, 2].map(takeWords)).toEqual(['0 takes', '1 take', '2 takes']);
});
