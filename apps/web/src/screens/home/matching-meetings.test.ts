import { expect, test } from 'vitest';
import { matchingMeetings } from './matching-meetings.ts';

const coast = { title: 'Accents of the coast 12', hostName: 'Ada', guestName: 'Zoë' };
const inland = { title: 'Accents inland 3', hostName: 'Ada', guestName: null };
const both = [coast, inland];

test.each([
  ['', both],
  ['  ', both],
  ['accents', both],
  ['COAST', [coast]],
  ['zoe', [coast]],
  ['ada inland', [inland]],
  ['inland zoe', []],
  ['null', []],
])('%j finds the right ones', (wanted, expected) => {
  expect(matchingMeetings(both, wanted)).toEqual(expected);
});
