import { expect, it } from 'vitest';
import { formatTenths, spokenDuration, timeLeftText } from './durations.ts';

it.each([
  [0, '0:00.0'],
  [12.64, '0:12.6'],
  [0.3, '0:00.3'],
  [59.99, '0:59.9'],
  [760.2, '12:40.2'],
  [3723.95, '1:02:03.9'],
  [-3, '0:00.0'],
])('%d s is %s to the tenth', (seconds, text) => {
  expect(formatTenths(seconds)).toBe(text);
});

it.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [65.9, '1 minute 5 seconds'],
  [3600, '1 hour'],
  [7322, '2 hours 2 minutes 2 seconds'],
])('%d s is said as %s', (seconds, text) => {
  expect(spokenDuration(seconds)).toBe(text);
});

it.each([
  [null, 'working out how long it takes'],
  [0, 'a few seconds left'],
  [4.9, 'a few seconds left'],
  [21, 'about 25 seconds left'],
  [60, 'about a minute left'],
  [150, 'about 3 minutes left'],
  [3400, 'about an hour left'],
  [7300, 'about 2 hours left'],
])('%s s left reads "%s"', (seconds, text) => {
  expect(timeLeftText(seconds)).toBe(text);
});
