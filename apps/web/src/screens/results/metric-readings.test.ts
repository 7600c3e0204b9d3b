import { THRESHOLDS, type ProcessingMetrics, type TrackMetrics } from '@audio-studio/contract';
import { describe, expect, it } from 'vitest';
import {
  balanceReading,
  clipReading,
  echoReading,
  levelReading,
  metricReadings,
  overlapReading,
  peakReading,
  shareOnScale,
  snrReading,
  srmrReading,
} from './metric-readings.ts';

const NAMES = { host: 'Ada', guest: 'Grace' };
const TRACK: TrackMetrics = {
  snr: 30,
  rms: -23,
  peak: -5,
  clipCount: 0,
  srmr: 6,
  lufs: -23,
  speechSeconds: 10,
  durationSeconds: 30,
};
const METRICS: ProcessingMetrics = {
  snr: 22.4,
  rms: -24,
  srmr: 4,
  overlapPercent: 4.3,
  speakerBalance: 0.8,
  echoCorrelation: 0.04,
  peak: -4,
  clipCount: 3,
  hostShare: 0.55,
  tracks: { host: TRACK, guest: { ...TRACK, snr: 22.4, clipCount: 3 } },
};

describe('words for values', () => {
  it.each([
    [25, '25.0 dB', 'pristine'],
    [24.9, '24.9 dB', 'good'],
    [20, '20.0 dB', 'good'],
    [15, '15.0 dB', 'acceptable'],
    [10, '10.0 dB', 'noisy'],
    [9.9, '9.9 dB', 'too noisy'],
    [-3, '−3.0 dB', 'too noisy'],
  ])('%d dB over noise', (snr, value, word) => {
    expect(snrReading(snr)).toEqual({ value, word });
  });

  it.each([
    [0, 'none', 'clean'],
    [1, '1 sample', 'hardly audible'],
    [5, '5 samples', 'hardly audible'],
    [6, '6 samples', 'acceptable'],
    [50, '50 samples', 'audible'],
    [1234, '1,234 samples', 'distorted'],
  ])('%d clipped samples', (count, value, word) => {
    expect(clipReading(count)).toEqual({ value, word });
  });

  it.each([
    [-41, 'too quiet'],
    [-26.1, 'below the target band'],
    [-26, 'in the target band'],
    [-20, 'in the target band'],
    [-19.9, 'above the target band'],
    [-5, 'too loud'],
  ])('a level of %d dBFS is %s', (rms, word) => {
    expect(levelReading(rms).word).toBe(word);
  });

  it('says why a value is not there', () => {
    const readings = [snrReading, overlapReading, srmrReading, echoReading, peakReading, clipReading];
    for (const read of readings) {
      const { value, word } = read(null);
      expect(value).toBeNull();
      expect(word).not.toBe('');
    }
  });

  it('says who spoke more, and how much', () => {
    expect(balanceReading({ speakerBalance: 0.8, hostShare: 0.55 }, NAMES)).toEqual({
      value: '55 % / 45 %',
      word: 'evenly shared',
    });
    expect(balanceReading({ speakerBalance: 0.25, hostShare: 0.2 }, NAMES).word).toBe(
      'Grace spoke 4.0 times as long as Ada',
    );
    expect(balanceReading({ speakerBalance: 0, hostShare: 1 }, NAMES).word).toBe('only Ada spoke');
    expect(balanceReading({ speakerBalance: null, hostShare: null }, NAMES).value).toBeNull();
  });

  it('judges overlap and leaking voices by their limits', () => {
    expect([0.4, 20, 20.1].map((percent) => overlapReading(percent).word)).toEqual(['hardly ever', 'normal', 'a lot']);
    expect([0.1, 0.11, 0.6].map((echo) => echoReading(echo).word)).toEqual(['none found', 'some', 'strong']);
  });
});

describe('shareOnScale', () => {
  it('is linear between the stops and held at the ends', () => {
    const stops = [0, 10, 15, 40];
    expect([-5, 0, 5, 10, 12.5, 40, 99].map((value) => shareOnScale(stops, value))).toEqual([
      0,
      0,
      1 / 6,
      1 / 3,
      0.5,
      1,
      1,
    ]);
  });
});

describe('metricReadings', () => {
  const byId = (metrics: ProcessingMetrics) =>
    new Map(metricReadings(metrics, NAMES).map((metric) => [metric.id, metric]));

  it('puts each person’s value into the band of its own grade', () => {
    const snr = byId(METRICS).get('snr')!;
    const bandOf = (at: number) => snr.scale!.bands.find(({ from, to }) => at >= from && at < to)!.label;
    expect(snr.scale!.points.map(({ letter, at }) => [letter, bandOf(at)])).toEqual([
      ['A', 'P0'],
      ['G', 'P1'],
    ]);
    expect(snr.people.map(({ name, reading }) => `${name} ${reading.value}`)).toEqual(['Ada 30.0 dB', 'Grace 22.4 dB']);
  });

  it('draws the limits of the grades', () => {
    const ticks = byId(METRICS)
      .get('snr')!
      .scale!.ticks.map(({ label }) => label);
    const { P3_SNR_MIN, P2_SNR_MIN, P1_SNR_MIN, P0_SNR_MIN } = THRESHOLDS;
    expect(ticks).toEqual([P3_SNR_MIN, P2_SNR_MIN, P1_SNR_MIN, P0_SNR_MIN].map((limit) => `${limit} dB`));
  });

  it.each([
    [0, 'P0'],
    [5, 'P1'],
    [6, 'P2'],
    [50, 'P3'],
    [51, 'P4'],
    [9_999, 'P4'],
  ])('shows %d clips in %s', (clipCount, label) => {
    const tracks = { host: { ...TRACK, clipCount }, guest: TRACK };
    const { bands, points } = byId({ ...METRICS, tracks }).get('clipping')!.scale!;
    const { at } = points.find(({ of }) => of === 'host')!;
    expect(bands.find(({ from, to }) => at > from && at <= to)!.label).toBe(label);
  });

  it('draws no marker for what is not measurable, and no scale without any person’s value', () => {
    const quiet = { ...METRICS, tracks: { host: TRACK, guest: { ...TRACK, snr: null } } };
    expect(
      byId(quiet)
        .get('snr')!
        .scale!.points.map(({ of }) => of),
    ).toEqual(['host']);
    const { tracks: _, ...bare } = METRICS;
    expect(byId(bare).get('snr')).toMatchObject({ people: [], scale: null });
  });

  it('puts the host on the left of the balance', () => {
    const balance = byId({ ...METRICS, hostShare: 0.9, speakerBalance: 0.11 }).get('balance')!;
    expect(balance.scale!.points[0]!.at).toBeCloseTo(0.1);
    expect(balance.scale!.bands[0]!.label).toContain('Ada');
  });
});
