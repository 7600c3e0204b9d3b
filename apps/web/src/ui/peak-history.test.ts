import { expect, it } from 'vitest';
import { PeakHistory } from './peak-history.ts';

it('gives the newest first and forgets the oldest', () => {
  const history = new PeakHistory(3);
  history.push(new Float32Array([-0.1, 0.1, -0.2, 0.2]), false);
  history.push(new Float32Array([-0.3, 0.3, -0.4, 0.4]), true);
  expect(history.written).toBe(4);
  expect([0, 1, 2, 3].map((age) => history.at(age)?.recorded)).toEqual([true, true, false, undefined]);
  expect(history.at(0)?.high).toBeCloseTo(0.4);
  expect(history.at(2)?.low).toBeCloseTo(-0.2);
});

it('has nothing before the first pair', () => {
  const history = new PeakHistory(3);
  expect(history.at(0)).toBeUndefined();
  history.push(new Float32Array([-0.1, 0.1, 0.5]), false);
  expect([history.written, history.at(1)]).toEqual([1, undefined]);
});
