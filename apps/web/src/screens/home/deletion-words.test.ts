import { expect, test } from 'vitest';
import { deletionWords } from './deletion-words.ts';

test('a deletion names the recordings it takes away', () => {
  const [first, ...rest] = deletionWords({ status: 'active', takeCount: 3, recordedSeconds: 760 });
  expect(first).toContain('recordings of both people are deleted');
  expect(first).toContain('3 takes (12 min 40 s)');
  expect(rest).toHaveLength(1);
});

test('a take that is still running comes first and is not given a length it does not have', () => {
  const words = deletionWords({ status: 'recording', takeCount: 1, recordedSeconds: 0 });
  expect(words[0]).toContain('being recorded right now');
  expect(words[1]).toContain('1 take, with');
});

test('an empty meeting says that nothing was recorded', () => {
  expect(deletionWords({ status: 'scheduled', takeCount: 0, recordedSeconds: 0 })[0]).toBe(
    'Nothing has been recorded in it.',
  );
});
