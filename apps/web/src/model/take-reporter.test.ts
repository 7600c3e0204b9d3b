import { audioMetricsSchema } from '@audio-studio/contract';
import { expect, it } from 'vitest';
import { TakeReporter } from './take-reporter.ts';
import { levels } from './testing/fake-recorder.ts';

const TAKE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';

function reports(slices: number, changes: (slice: number) => Parameters<typeof levels>[0]) {
  const reporter = new TakeReporter(TAKE);
  return Array.from({ length: slices }, (_, slice) => reporter.push(levels(changes(slice)), 1_000 + slice)).filter(
    (report) => report !== null,
  );
}

it('sums five seconds of the take up', () => {
  const [first, second, ...more] = reports(300, (slice) => ({
    takeFrames: slice * 1_600,
    rmsDbfs: -20,
    peakDbfs: slice === 10 ? -1 : -9,
    clipCountTotal: slice,
    speech: slice === 20,
  }));
  expect(more).toEqual([]);
  expect(first).toMatchObject({ timestamp: 1_149, peak: -1, clipCount: 149, speechDetected: true });
  expect(first?.rms).toBeCloseTo(-20);
  expect(second).toMatchObject({ peak: -9, clipCount: 299, speechDetected: false });
});

it('reports nothing of what is not recorded', () => {
  expect(reports(300, () => ({ takeFrames: null }))).toEqual([]);
});

it('stays within the contract in exact silence', () => {
  const [report] = reports(150, (slice) => ({
    takeFrames: slice,
    rmsDbfs: -Infinity,
    peakDbfs: -Infinity,
    noiseFloorDbfs: null,
  }));
  expect(audioMetricsSchema.safeParse(report).success).toBe(true);
});
