import { beforeEach, describe, expect, it } from 'vitest';
import { SleepWatch } from './sleep-watch.ts';

const FIVE_MINUTES_MS = 300_000;

let monotonicMs: number;
let calendarMs: number;
let watch: SleepWatch;

beforeEach(() => {
  monotonicMs = 1_000;
  calendarMs = 1_700_000_000_000;
  watch = new SleepWatch({ monotonicMs: () => monotonicMs, calendarMs: () => calendarMs });
});

function pass(ms: number): void {
  monotonicMs += ms;
  calendarMs += ms;
}

describe('SleepWatch', () => {
  it('tells a sleep where the monotonic clock stood still, once the server agrees', () => {
    pass(250);
    expect(watch.look(12_000, 70)).toBe(false);
    calendarMs += FIVE_MINUTES_MS;
    pass(250);
    expect(watch.look(24_000, 70)).toBe(true);
    expect(watch.look(24_000, 70)).toBe(false);
    expect(watch.confirmed(70)).toEqual([]);
    expect(watch.confirmed(70 + FIVE_MINUTES_MS + 400)).toEqual([
      { atFrame: 24_000, frames: 14_400_000, confidence: 1 },
    ]);
    expect(watch.confirmed(70 + FIVE_MINUTES_MS)).toEqual([]);
    expect(watch.unconfirmed()).toEqual([]);
  });

  it('does not take a calendar that was set, forwards or back, for sleep', () => {
    calendarMs += FIVE_MINUTES_MS;
    watch.look(0, 70);
    expect(watch.confirmed(80)).toEqual([]);
    calendarMs -= FIVE_MINUTES_MS;
    expect(watch.look(0, 70)).toBe(false);
  });

  it('takes a correction by less than two seconds for a correction', () => {
    calendarMs += 1_900;
    expect(watch.look(0, 0)).toBe(false);
    expect(watch.unconfirmed()).toEqual([]);
  });

  it('gives out at the end what nobody could confirm, as less certain', () => {
    calendarMs += 10_000;
    watch.look(480, 0);
    expect(watch.unconfirmed()).toEqual([{ atFrame: 480, frames: 480_000, confidence: 0.5 }]);
    expect(watch.unconfirmed()).toEqual([]);
  });
});
