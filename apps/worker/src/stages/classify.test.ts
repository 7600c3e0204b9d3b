import { processingMetricsSchema } from '@audio-studio/contract';
import { describe, expect, it } from 'vitest';
import type { Conversation, TrackLevels, TrackSpeech } from '../analysis/analysis.ts';
import { judge } from './classify.ts';

const levels = (changes: Partial<TrackLevels> = {}): TrackLevels => ({
  rms: -24,
  peak: -6,
  clipCount: 0,
  lufs: -23,
  sampleCount: 480_000,
  isSilent: false,
  peaks: [],
  peaksPerSecond: 50,
  ...changes,
});
const speech = (changes: Partial<TrackSpeech> = {}): TrackSpeech => ({
  snr: 30,
  srmr: 8,
  speechRms: -22,
  speechSeconds: 4,
  speech: [],
  ...changes,
});
const conversation = (changes: Partial<Conversation> = {}): Conversation => ({
  tracks: { host: speech(), guest: speech() },
  overlapPercent: 3,
  speakerBalance: 0.9,
  hostShare: 0.47,
  echoCorrelation: 0.01,
  bleedDb: -80,
  overlap: [],
  isPartial: false,
  ...changes,
});
const withHost = (changes: Partial<TrackSpeech>) =>
  conversation({ tracks: { host: speech(changes), guest: speech() } });
const both = { host: levels(), guest: levels() };

describe('the grade', () => {
  it.each([
    [25, 'P0'],
    [24.9, 'P1'],
    [20, 'P1'],
    [19.9, 'P2'],
    [15, 'P2'],
    [14.9, 'P3'],
    [10, 'P3'],
    [9.9, 'P4'],
  ])('of a take whose worse track has %d dB is %s', (snr, profile) => {
    expect(judge(both, withHost({ snr })).profile).toBe(profile);
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
  ])('of a take whose worse track clips %i times is %s', (clipCount, profile) => {
    expect(judge({ host: levels(), guest: levels({ clipCount }) }, conversation()).profile).toBe(profile);
  });

  it('comes with a reason that names the track and, when unusable, with what to do', () => {
    const { reasons, suggestions } = judge(both, withHost({ snr: 4 }));
    expect(reasons.join(' ')).toMatch(/^Host: background noise/);
    expect(suggestions[0]).toMatch(/host.*background noise/);
    expect(judge(both, conversation()).suggestions).toEqual([]);
  });

  it('without speech is P4 and tells to check the microphone', () => {
    const { profile, suggestions } = judge(both, withHost({ snr: null, speechSeconds: 0, speechRms: null }));
    expect(profile).toBe('P4');
    expect(suggestions[0]).toMatch(/hardly any speech from the host/);
  });
});

describe('the metrics', () => {
  it('are the worse of two, the mean of both, the sum of both', () => {
    const { metrics } = judge(
      { host: levels({ rms: -20, peak: -3, clipCount: 2 }), guest: levels({ rms: -40, peak: -9, clipCount: 1 }) },
      conversation({ tracks: { host: speech({ snr: 31, srmr: 5 }), guest: speech({ snr: 22, srmr: 9 }) } }),
    );
    expect(metrics).toMatchObject({ snr: 22, srmr: 5, peak: -3, clipCount: 3, hostShare: 0.47 });
    // Powers 0.01 and 0.0001: their mean is 0.00505.
    expect(metrics.rms).toBeCloseTo(10 * Math.log10(0.00505), 6);
  });

  it('weigh the level by the length of the tracks', () => {
    const { metrics } = judge(
      { host: levels({ rms: -20, sampleCount: 300 }), guest: levels({ rms: -120, sampleCount: 100 }) },
      conversation(),
    );
    expect(metrics.rms).toBeCloseTo(-20 + 10 * Math.log10(0.75), 6);
  });

  it('are finite or null, whatever was measured: JSON carries nothing else', () => {
    const broken = conversation({
      tracks: { host: speech({ snr: NaN, srmr: Infinity }), guest: speech({ snr: null }) },
      overlapPercent: NaN,
      echoCorrelation: Infinity,
    });
    const { metrics } = judge({ host: levels({ lufs: -Infinity }), guest: levels() }, broken);
    expect(processingMetricsSchema.parse(JSON.parse(JSON.stringify(metrics)))).toEqual(metrics);
    expect(metrics).toMatchObject({ snr: null, srmr: null, overlapPercent: null, echoCorrelation: null });
  });
});

describe('the warnings', () => {
  const warnings = (changes: Partial<Conversation>) => judge(both, conversation(changes)).warnings;

  it('are none for a good take', () => {
    expect(warnings({})).toEqual([]);
  });

  it('leave to the reasons what lowers the grade', () => {
    const { warnings: told, reasons } = judge(both, conversation({ overlapPercent: 20.6 }));
    expect(told).toEqual([]);
    expect(reasons).toEqual([expect.stringContaining('talking over each other: 21 %')]);
  });

  it.each([
    [0.1, -20, 0],
    [0.11, -45, 0],
    [0.11, -44.9, 1],
  ])('tell of a leak that stands out and is loud: correlation %d at %d dB', (echoCorrelation, bleedDb, count) => {
    expect(warnings({ echoCorrelation, bleedDb })).toHaveLength(count);
  });

  it.each([
    [-26.1, /quiet/],
    [-19.9, /loud/],
  ])('tell of a speaking level of %d dBFS', (speechRms, words) => {
    expect(warnings({ tracks: { host: speech({ speechRms }), guest: speech() } }).join()).toMatch(words);
  });

  it('tell when not all of a take was looked at', () => {
    expect(warnings({ isPartial: true })).toHaveLength(1);
  });
});
