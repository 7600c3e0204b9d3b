import { expect, test } from 'vitest';
import { testLedger } from '../testing/test-ledger.ts';
import { framesIn, ledgerDisagreements } from './ledger-check.ts';

const ledger = testLedger(0, 1_000);

test('an account that agrees with the object is left alone', () => {
  expect(ledgerDisagreements(ledger, 'audio/wav', 96_044)).toEqual([]);
  expect(ledgerDisagreements(undefined, 'audio/wav', 96_044)).toEqual([]);
});

test.each([
  [{ fileBytes: 96_046 }, [/96046 bytes; 96044 are stored/]],
  [{ framesWritten: 47_000 }, [/47000 samples; 48000 are stored/]],
  [{ fileBytes: 5, framesWritten: 0 }, [/5 bytes/, /0 samples/]],
])('UP-11 one that claims %o is contradicted by what is there', (claim, sentences) => {
  expect(ledgerDisagreements({ ...ledger, ...claim }, 'audio/wav', 96_044)).toEqual(
    sentences.map((sentence) => expect.stringMatching(sentence)),
  );
});

test('samples are not counted in a file that is no WAV', () => {
  expect(ledgerDisagreements({ ...ledger, framesWritten: 1 }, 'audio/webm', 96_044)).toEqual([]);
});

test('a file shorter than a header holds no samples', () => {
  expect(framesIn(10)).toBe(0);
  expect(framesIn(46)).toBe(1);
});
