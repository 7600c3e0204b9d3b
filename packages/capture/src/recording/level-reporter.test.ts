import { describe, expect, it } from 'vitest';
import { LevelReporter } from './level-reporter.ts';
import type { Levels } from './levels.ts';

function heard(samples: Float32Array, blockSamples: number, options: { takeFrames?: number } = {}): Levels[] {
  const reports: Levels[] = [];
  const reporter = new LevelReporter((levels) => reports.push(levels));
  for (let start = 0; start < samples.length; start += blockSamples)
    reporter.push(samples.subarray(start, start + blockSamples), options.takeFrames ?? null);
  return reports;
}

const sine = (amplitude: number, seconds: number) =>
  Float32Array.from({ length: seconds * 48_000 }, (_, i) => amplitude * Math.sin((2 * Math.PI * 480 * i) / 48_000));

describe('LevelReporter', () => {
  it('reports a tone of known level, every sample counted once', () => {
    const reports = heard(sine(0.5, 1), 480);
    expect(reports).toHaveLength(30);
    expect(reports.reduce((sum, report) => sum + report.sliceSamples, 0)).toBe(48_000);
    for (const report of reports) {
      expect(report.rmsDbfs).toBeCloseTo(-9.03, 1);
      expect(report.peakDbfs).toBeCloseTo(-6.02, 2);
      expect(report).toMatchObject({ speech: true, silenceMs: 0, clipCountTotal: 0 });
    }
    expect(reports.reduce((sum, report) => sum + report.peaks.length, 0)).toBe(2 * 60);
    expect(reports.at(-1)!.noiseFloorDbfs).toBeCloseTo(-9.03, 1);
    expect(reports[0]!.noiseFloorDbfs).toBeNull();
  });

  it('adds clipped samples up until told to begin anew', () => {
    const reports: Levels[] = [];
    const reporter = new LevelReporter((levels) => reports.push(levels));
    const clipped = new Float32Array(1600);
    clipped.set([0.99, -1, 0.98]);
    reporter.push(clipped, null);
    reporter.push(clipped, 1600);
    expect(reports.map((report) => report.clipCountTotal)).toEqual([2, 4]);
    expect(reports.map((report) => report.takeFrames)).toEqual([null, 1600]);
    reporter.resetClips();
    reporter.push(clipped, 3200);
    expect(reports.at(-1)!.clipCountTotal).toBe(2);
  });

  it('tells silence from speech and how long it has lasted', () => {
    const reports = heard(new Float32Array(48_000), 512);
    expect(reports.at(-1)).toMatchObject({ speech: false, rmsDbfs: -120 });
    expect(reports.at(-1)!.silenceMs).toBeGreaterThan(900);
  });
});
