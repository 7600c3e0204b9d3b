import { expect, test } from 'vitest';
import { isReady, THRESHOLDS as T } from '@audio-studio/contract';
import { evaluateMicCheck } from './green-room.ts';

test.each([
  [T.MIC_TOO_QUIET - 0.1, 'too-quiet'],
  [T.MIC_TOO_QUIET, 'good'],
  [T.MIC_TOO_LOUD, 'good'],
  [T.MIC_TOO_LOUD + 0.1, 'too-loud'],
])('a level of %d dBFS is %s', (rms, level) => {
  expect(evaluateMicCheck({ rms, peak: 0, noiseFloor: -60, isClipping: false }).level).toBe(level);
});

test.each([
  [T.NOISE_FLOOR_REJECT + 0.1, 'unacceptable', false],
  [T.NOISE_FLOOR_REJECT, 'noisy', true],
  [T.NOISE_FLOOR_NOISY + 0.1, 'noisy', true],
  [T.NOISE_FLOOR_NOISY, 'clean', true],
])('a noise floor of %d dBFS is %s', (noiseFloor, expected, ready) => {
  const status = evaluateMicCheck({ rms: -22, peak: -9, noiseFloor, isClipping: false });
  expect(status.noiseFloor).toBe(expected);
  expect(isReady(status)).toBe(ready);
});

test('a good microphone gets no advice, a bad one all that helps', () => {
  expect(evaluateMicCheck({ rms: -22, peak: -9, noiseFloor: -60, isClipping: false }).suggestions).toEqual([]);
  expect(evaluateMicCheck({ rms: -3, peak: 0, noiseFloor: -20, isClipping: true })).toMatchObject({
    clipping: true,
    suggestions: expect.arrayContaining([
      'Move away from microphone',
      'Reduce input gain',
      'Environment too noisy',
      'Use a quieter room',
      'Reduce volume — audio is clipping',
    ]),
  });
});
