import { describe, expect, it } from 'vitest';
import { formatBytes, formatLength, formatMoment, formatTimer } from './format.ts';

it.each([
  [-1, '0:00'],
  [0, '0:00'],
  [59.99, '0:59'],
  [60, '1:00'],
  [3599, '59:59'],
  [3600, '1:00:00'],
  [36_061, '10:01:01'],
])('formatTimer(%d) is %s', (seconds, shown) => expect(formatTimer(seconds)).toBe(shown));

it.each([
  [1, '1 second'],
  [45.4, '45 seconds'],
  [600, '10 minutes'],
  [7_200, '2 h 0 min'],
])('formatLength(%d) is %s', (seconds, shown) => expect(formatLength(seconds)).toBe(shown));

it.each([
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [12_400_000, '12 MB'],
  [5_368_709_120, '5.4 GB'],
])('formatBytes(%d) is %s', (bytes, shown) => expect(formatBytes(bytes)).toBe(shown));

describe('formatMoment', () => {
  it('says today, and otherwise the day', () => {
    const now = new Date(2030, 4, 5, 12);
    expect(formatMoment(new Date(2030, 4, 5, 9).toISOString(), now)).toMatch(/^today /);
    expect(formatMoment(new Date(2030, 4, 4, 9).toISOString(), now)).not.toContain('2030');
    expect(formatMoment(new Date(2029, 4, 4, 9).toISOString(), now)).toContain('2029');
  });
});
