import { describe, expect, it } from 'vitest';
import { takeMessage } from '../testing/take-fixture.ts';
import { syncTracks } from './sync.ts';

const AT = 1_700_000_000_000;

describe('the common time line', () => {
  it.each([
    ['the guest later', AT, AT + 250.5, { host: 0, guest: 0.2505 }],
    ['the host later', AT + 12_000, AT, { host: 12, guest: 0 }],
    ['both together', AT, AT, { host: 0, guest: 0 }],
  ])('begins with the earlier track: %s', (_, hostStartedAtMs, guestStartedAtMs, offsets) => {
    const { offsetSeconds, warnings } = syncTracks(takeMessage({ hostStartedAtMs, guestStartedAtMs }));
    expect(offsetSeconds.host).toBeCloseTo(offsets.host, 9);
    expect(offsetSeconds.guest).toBeCloseTo(offsets.guest, 9);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['one start is not known', { guestStartedAtMs: undefined }],
    ['a start is nonsense', { guestStartedAtMs: 0 }],
  ])('takes both to begin together, and says so, when %s', (_, changes) => {
    const { offsetSeconds, warnings } = syncTracks(takeMessage(changes));
    expect(offsetSeconds).toEqual({ host: 0, guest: 0 });
    expect(warnings).toHaveLength(1);
  });
});
