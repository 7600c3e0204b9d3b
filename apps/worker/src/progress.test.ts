import type { ProcessingProgress } from '@audio-studio/contract';
import { ManualClock } from '@audio-studio/flow';
import { describe, expect, it } from 'vitest';
import { ProgressReporter } from './progress.ts';

type Report = Pick<ProcessingProgress, 'step' | 'progress' | 'estimatedTimeLeft'>;

function reporter(audioSeconds: number) {
  const clock = new ManualClock();
  const reports: Report[] = [];
  return {
    clock,
    reports,
    progress: new ProgressReporter({ audioSeconds, publish: (report) => reports.push(report), clock }),
  };
}

describe('progress', () => {
  it('names every step in order, never goes back and ends at 100', async () => {
    const { clock, reports, progress } = reporter(600);
    for (const step of ['syncing', 'validating', 'classifying', 'preprocessing'] as const) {
      progress.enter(step);
      for (const share of [0.2, 0.1, 0.9, 1]) {
        await clock.advance(1500);
        progress.advance(share);
      }
    }
    progress.complete();
    const shown = reports.map((report) => report.progress);
    expect(shown.toSorted((a, b) => a - b)).toEqual(shown);
    expect([...new Set(reports.map((report) => report.step))]).toEqual([
      'syncing',
      'validating',
      'classifying',
      'preprocessing',
      'complete',
    ]);
    expect(reports.at(-1)).toEqual({ step: 'complete', progress: 100, estimatedTimeLeft: 0 });
  });

  it('says nothing between steps more than once a second', async () => {
    const { clock, reports, progress } = reporter(600);
    progress.enter('validating');
    for (let i = 1; i <= 30; i += 1) {
      await clock.advance(100);
      progress.advance(i / 30);
    }
    expect(reports).toHaveLength(1 + 3);
  });

  it('tells the time left by the pace so far: twice as slow, twice as long', async () => {
    const timeLeftAfter = async (elapsedMs: number) => {
      const { clock, reports, progress } = reporter(6000);
      progress.enter('classifying');
      await clock.advance(elapsedMs);
      progress.advance(0.5);
      return reports.at(-1)!.estimatedTimeLeft;
    };
    const usual = await timeLeftAfter(100_000);
    expect(usual).toBeGreaterThan(0);
    expect((await timeLeftAfter(200_000)) / usual).toBeCloseTo(2, 1);
  });

  it('weighs steps by the length of the audio', () => {
    const validatingEnds = (audioSeconds: number) => {
      const { reports, progress } = reporter(audioSeconds);
      progress.enter('classifying');
      return reports[0]!.progress;
    };
    // For a short take what does not grow with it (opening files, starting a thread) weighs more.
    expect(validatingEnds(1)).toBeGreaterThan(validatingEnds(3600));
  });
});
