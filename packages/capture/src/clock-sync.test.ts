import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClockSync } from './clock-sync.ts';

describe('ClockSync', () => {
  it('knows nothing at first and says so', () => {
    const sync = new ClockSync();
    expect(sync.offsetMs).toBe(0);
    expect(sync.uncertaintyMs).toBe(Infinity);
    expect(sync.sampleCount).toBe(0);
  });

  it('takes the middle of the round trip', () => {
    const sync = new ClockSync();
    sync.addSample({ sentMs: 1000, serverMs: 6010, receivedMs: 1020 });
    expect(sync.offsetMs).toBe(5000);
    expect(sync.uncertaintyMs).toBe(10);
    expect(sync.toServerMs(2000)).toBe(7000);
  });

  it('believes the least round trip, however many worse ones follow', () => {
    const sync = new ClockSync({ windowSize: 4 });
    sync.addSample({ sentMs: 0, serverMs: 105, receivedMs: 10 });
    sync.addSample({ sentMs: 100, serverMs: 500, receivedMs: 700 });
    sync.addSample({ sentMs: 800, serverMs: 1300, receivedMs: 1400 });
    expect(sync.offsetMs).toBe(100);
    expect(sync.uncertaintyMs).toBe(5);
  });

  it('forgets a sample that left the window, so drift is followed', () => {
    const sync = new ClockSync({ windowSize: 2 });
    sync.addSample({ sentMs: 0, serverMs: 100, receivedMs: 0 });
    sync.addSample({ sentMs: 10, serverMs: 212, receivedMs: 14 });
    sync.addSample({ sentMs: 20, serverMs: 223, receivedMs: 26 });
    expect(sync.sampleCount).toBe(2);
    expect(sync.offsetMs).toBe(200);
  });

  it('prefers the later of two equally good samples', () => {
    const sync = new ClockSync();
    sync.addSample({ sentMs: 0, serverMs: 101, receivedMs: 2 });
    sync.addSample({ sentMs: 10, serverMs: 121, receivedMs: 12 });
    expect(sync.offsetMs).toBe(110);
  });

  it.each([
    { sentMs: 10, serverMs: 5, receivedMs: 9 },
    { sentMs: Number.NaN, serverMs: 5, receivedMs: 9 },
    { sentMs: 0, serverMs: Infinity, receivedMs: 9 },
  ])('leaves a nonsensical sample out: %j', (sample) => {
    const sync = new ClockSync();
    sync.addSample(sample);
    expect(sync.sampleCount).toBe(0);
  });

  it('is never wrong by more than it admits, whatever the delays', () => {
    const delayMs = fc.double({ min: 0, max: 5000, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.array(fc.tuple(delayMs, delayMs), { minLength: 1, maxLength: 40 }),
        (trueOffsetMs, delays) => {
          const sync = new ClockSync();
          for (const [index, [thereMs, backMs]] of delays.entries()) {
            const sentMs = index * 20_000;
            const arrivedMs = sentMs + thereMs;
            sync.addSample({ sentMs, serverMs: arrivedMs + trueOffsetMs, receivedMs: arrivedMs + backMs });
          }
          expect(Math.abs(sync.offsetMs - trueOffsetMs)).toBeLessThanOrEqual(sync.uncertaintyMs + 1e-5);
        },
      ),
    );
  });

  it('refuses a window that holds nothing', () => {
    expect(() => new ClockSync({ windowSize: 0 })).toThrow(RangeError);
  });
});
