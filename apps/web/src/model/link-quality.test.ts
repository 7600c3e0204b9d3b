import { expect, it } from 'vitest';
import { readLinkQuality } from './link-quality.ts';

const report = (roundTripSeconds: number, received: number, lost: number) =>
  new Map<string, unknown>([
    ['old', { type: 'candidate-pair', nominated: false, state: 'failed', currentRoundTripTime: 9 }],
    ['pair', { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: roundTripSeconds }],
    ['in', { type: 'inbound-rtp', kind: 'audio', packetsReceived: received, packetsLost: lost }],
  ]);

it('reads the round trip of the pair in use, and the loss since the last reading', () => {
  const memory = { received: 0, lost: 0 };
  expect(readLinkQuality(report(0.05, 100, 0), memory)).toMatchObject({
    rating: 'good',
    roundTripMs: 50,
    lossPercent: 0,
  });
  expect(readLinkQuality(report(0.05, 190, 10), memory)).toMatchObject({ rating: 'poor', lossPercent: 10 });
  expect(readLinkQuality(report(0.05, 290, 10), memory)).toMatchObject({ rating: 'good', lossPercent: 0 });
});

it.each([
  [0.3, 'good'],
  [0.31, 'fair'],
  [0.61, 'poor'],
])('a round trip of %d s is %s', (seconds, rating) => {
  expect(readLinkQuality(report(seconds, 1, 0), { received: 0, lost: 0 }).rating).toBe(rating);
});

it('reads what the partner says of ours', () => {
  const told = ['out', { type: 'remote-inbound-rtp', kind: 'audio', fractionLost: 0.12 }] as const;
  const quality = readLinkQuality([...report(0.05, 1, 0), told] as [string, unknown][], { received: 0, lost: 0 });
  expect(quality).toMatchObject({ lossPercent: 0, sentLossPercent: 12 });
});

it('knows nothing from an empty report', () => {
  const quality = readLinkQuality(new Map(), { received: 5, lost: 5 });
  expect(quality).toMatchObject({ rating: 'good', roundTripMs: null, lossPercent: 0, sentLossPercent: 0 });
});
