import { expect, it } from 'vitest';
import { CallPressure } from './call-pressure.ts';
import type { LinkQuality } from './link-quality.ts';

const reading = (changes: Partial<LinkQuality> = {}): LinkQuality => ({
  rating: 'good',
  roundTripMs: 50,
  lossPercent: 0,
  sentLossPercent: 0,
  inboundAudioEnergy: 0,
  ...changes,
});

it.each([
  [{}, 'none'],
  [{ lossPercent: 3 }, 'none'],
  [{ lossPercent: 3.1 }, 'some'],
  [{ sentLossPercent: 3.1 }, 'some'],
  [{ sentLossPercent: 8.1 }, 'high'],
  [{ roundTripMs: 150 }, 'none'],
  [{ roundTripMs: 151 }, 'some'],
  [{ roundTripMs: 351 }, 'high'],
  [{ roundTripMs: null }, 'none'],
] as const)('after calm, %o is %s', (changes, level) => {
  const pressure = new CallPressure();
  expect(pressure.read(reading())).toBe('none');
  expect(pressure.read(reading(changes))).toBe(level);
});

it('takes a long way for what it is, and only its rise for pressure', () => {
  const pressure = new CallPressure();
  expect(pressure.read(reading({ roundTripMs: 500 }))).toBe('none');
  expect(pressure.read(reading({ roundTripMs: 520 }))).toBe('none');
  expect(pressure.read(reading({ roundTripMs: 650 }))).toBe('some');
});

it('eases off after three calm readings in a row, not before', () => {
  const pressure = new CallPressure();
  const levels = [9, 0, 0, 9, 0, 0, 0].map((lossPercent) => pressure.read(reading({ lossPercent })));
  expect(levels).toEqual(['high', 'high', 'high', 'high', 'high', 'high', 'none']);
});

it('is none without a call, and knows nothing of the last one in the next', () => {
  const pressure = new CallPressure();
  pressure.read(reading({ roundTripMs: 20 }));
  expect(pressure.read(reading({ lossPercent: 20 }))).toBe('high');
  expect(pressure.read(null)).toBe('none');
  expect(pressure.read(reading({ roundTripMs: 400 }))).toBe('none');
});
