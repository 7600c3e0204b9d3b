import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradeTake, gradeTrack, type GradeThresholds, QUALITY_PROFILES } from './grade.ts';

const thresholds: GradeThresholds = {
  snrMinDb: { P0: 25, P1: 20, P2: 15, P3: 10 },
  clipMax: { P0: 0, P1: 5, P2: 20, P3: 50 },
  overlapWarningPercent: 20,
};
const profileOf = (snrDb: number | null, clipCount: number) => gradeTrack({ snrDb, clipCount }, thresholds).profile;

describe('gradeTrack', () => {
  it.each([
    [25, 'P0'],
    [24.99, 'P1'],
    [20, 'P1'],
    [19.99, 'P2'],
    [15, 'P2'],
    [14.99, 'P3'],
    [10, 'P3'],
    [9.99, 'P4'],
    [-10, 'P4'],
  ])('%d dB without clips is %s', (snrDb, profile) => {
    expect(profileOf(snrDb, 0)).toBe(profile);
  });

  it.each([
    [0, 'P0'],
    [1, 'P1'],
    [5, 'P1'],
    [6, 'P2'],
    [20, 'P2'],
    [21, 'P3'],
    [50, 'P3'],
    [51, 'P4'],
  ])('a quiet room with %i clips is %s', (clipCount, profile) => {
    expect(profileOf(60, clipCount)).toBe(profile);
  });

  it('rejects a track whose noise could not be compared with speech', () => {
    const grade = gradeTrack({ snrDb: null, clipCount: 0 }, thresholds);
    expect(grade.profile).toBe('P4');
    expect(grade.reasons).toEqual([expect.stringContaining('too little speech')]);
  });

  it('rejects a signal-to-noise ratio that is no number', () => {
    expect(profileOf(Number.NaN, 0)).toBe('P4');
  });

  it('gives no reason exactly when it is P0', () => {
    fc.assert(
      fc.property(fc.double({ min: -10, max: 60, noNaN: true }), fc.nat(80), (snrDb, clipCount) => {
        const grade = gradeTrack({ snrDb, clipCount }, thresholds);
        expect(grade.reasons.length === 0).toBe(grade.profile === 'P0');
      }),
    );
  });

  it('never improves with more noise or more clips', () => {
    const rank = (snrDb: number, clips: number) =>
      QUALITY_PROFILES.findIndex((profile) => profile === profileOf(snrDb, clips));
    const snr = fc.integer({ min: -10, max: 60 });
    fc.assert(
      fc.property(snr, fc.nat(60), fc.nat(20), fc.nat(20), (snrDb, clips, moreNoise, moreClips) => {
        expect(rank(snrDb - moreNoise, clips + moreClips)).toBeGreaterThanOrEqual(rank(snrDb, clips));
      }),
    );
  });
});

describe('gradeTake', () => {
  const good = { name: 'Ada', snrDb: 40, clipCount: 0 };

  it('is as good as its worst track and names it', () => {
    const grade = gradeTake(
      { tracks: [good, { name: 'Ben', snrDb: 16, clipCount: 3 }], overlapPercent: 5 },
      thresholds,
    );
    expect(grade.profile).toBe('P2');
    expect(grade.reasons).toEqual([
      expect.stringMatching(/^Ben: background noise: .*16\.0 dB/),
      expect.stringMatching(/^Ben: clipping: 3 samples/),
    ]);
  });

  it('is not pristine above the overlap warning, and no worse for it', () => {
    const at = (overlapPercent: number | null) => gradeTake({ tracks: [good, good], overlapPercent }, thresholds);
    expect(at(20)).toEqual({ profile: 'P0', reasons: [] });
    expect(at(null)).toEqual({ profile: 'P0', reasons: [] });
    expect(at(20.5)).toEqual({ profile: 'P1', reasons: [expect.stringContaining('over each')] });
  });

  it('refuses a take without tracks', () => {
    expect(() => gradeTake({ tracks: [], overlapPercent: null }, thresholds)).toThrow(RangeError);
  });
});
