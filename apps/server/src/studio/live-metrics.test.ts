import { expect, test } from 'vitest';
import { THRESHOLDS, type AudioMetrics } from '@audio-studio/contract';
import { ManualClock } from '@audio-studio/flow';
import { LiveMetrics } from './live-metrics.ts';

const TAKE = '7d9f3a52-93c4-4f43-9f5c-0b63c1b8f0aa';
const OTHER_TAKE = '0b63c1b8-93c4-4f43-9f5c-7d9f3a52f0aa';

const report = (timestamp: number, changes: Partial<AudioMetrics> = {}): AudioMetrics => ({
  sessionId: TAKE,
  timestamp,
  rms: -22,
  peak: -9,
  clipCount: 0,
  silenceDuration: 0,
  speechDetected: true,
  noiseFloor: -60,
  ...changes,
});

function setUp() {
  const clock = new ManualClock();
  return { clock, metrics: new LiveMetrics(clock) };
}

test.each([
  [{ clipCount: THRESHOLDS.CLIP_WARNING_COUNT }, 'clipping', 'warning'],
  [{ clipCount: THRESHOLDS.P3_CLIPS_MAX + 1 }, 'clipping', 'critical'],
  [{ rms: THRESHOLDS.MIC_TOO_QUIET - 0.1 }, 'too-quiet', 'warning'],
  [{ rms: THRESHOLDS.MIC_TOO_LOUD + 0.1 }, 'too-loud', 'warning'],
  [{ silenceDuration: THRESHOLDS.SILENCE_WARNING_MS }, 'long-silence', 'warning'],
  [{ silenceDuration: 2 * THRESHOLDS.SILENCE_WARNING_MS }, 'long-silence', 'critical'],
])('%j warns', (changes, type, severity) => {
  const { metrics } = setUp();
  expect(metrics.ingest('m', 'host', report(1, changes))).toMatchObject([{ type, severity, speaker: 'host' }]);
});

test.each([
  [{ clipCount: THRESHOLDS.CLIP_WARNING_COUNT - 1 }],
  [{ rms: THRESHOLDS.MIC_TOO_QUIET }],
  [{ rms: THRESHOLDS.MIC_TOO_LOUD }],
  [{ silenceDuration: THRESHOLDS.SILENCE_WARNING_MS - 1 }],
  [{ rms: -60, speechDetected: false }],
])('%j does not', (changes) => {
  expect(setUp().metrics.ingest('m', 'host', report(1, changes))).toEqual([]);
});

test('quiet without speech warns once it has lasted', () => {
  const { metrics } = setUp();
  const quiet = { rms: -60, speechDetected: false };
  expect(metrics.ingest('m', 'host', report(5_000, quiet))).toEqual([]);
  expect(metrics.ingest('m', 'host', report(10_000, quiet))).toEqual([]);
  expect(metrics.ingest('m', 'host', report(15_000, quiet))).toMatchObject([{ type: 'too-quiet' }]);
});

test('the same warning comes again only after a while; a worse one at once', async () => {
  const { metrics, clock } = setUp();
  expect(metrics.ingest('m', 'host', report(1, { clipCount: 6 }))).toHaveLength(1);
  expect(metrics.ingest('m', 'host', report(2, { clipCount: 7 }))).toEqual([]);
  expect(metrics.ingest('m', 'guest', report(2, { clipCount: 7 }))).toHaveLength(1);
  expect(metrics.ingest('m', 'host', report(3, { clipCount: 90 }))).toMatchObject([{ severity: 'critical' }]);
  await clock.advance(30_000);
  expect(metrics.ingest('m', 'host', report(4, { clipCount: 91 }))).toHaveLength(1);
});

test.each([
  [-22, -60, 0, 'P0'],
  [-22, -44, 0, 'P1'],
  [-22, -38, 0, 'P2'],
  [-22, -33, 0, 'P3'],
  [-22, -25, 0, 'P4'],
  [-22, -60, 1, 'P1'],
  [-22, -60, 20, 'P2'],
  [-22, -60, 50, 'P3'],
  [-22, -60, 51, 'P4'],
])('level %d over noise %d with %d clips is estimated %s', (rms, noiseFloor, clipCount, grade) => {
  const { metrics } = setUp();
  metrics.ingest('m', 'host', report(1, { rms, noiseFloor, clipCount }));
  expect(metrics.quality('m', TAKE).estimatedProfile).toBe(grade);
});

test('the worse of the two voices decides', () => {
  const { metrics } = setUp();
  metrics.ingest('m', 'host', report(1));
  metrics.ingest('m', 'guest', report(1, { noiseFloor: -34 }));
  expect(metrics.quality('m', TAKE).estimatedProfile).toBe('P3');
});

test('the mean level is one of power, not of decibels', () => {
  const { metrics } = setUp();
  metrics.ingest('m', 'host', report(1, { rms: -20 }));
  metrics.ingest('m', 'host', report(2, { rms: -40 }));
  expect(metrics.quality('m', TAKE).metrics.avgRms).toBeCloseTo(10 * Math.log10((0.01 + 0.0001) / 2), 6);
});

test('a report that comes twice, or late, counts once', () => {
  const { metrics } = setUp();
  metrics.ingest('m', 'host', report(10_000, { rms: -20 }));
  const before = metrics.quality('m', TAKE);
  expect(metrics.ingest('m', 'host', report(10_000, { clipCount: 99 }))).toEqual([]);
  expect(metrics.ingest('m', 'host', report(5_000, { clipCount: 99 }))).toEqual([]);
  expect(metrics.quality('m', TAKE)).toEqual(before);
});

test('overlap is the share of speech in which both speak, whoever reports first', () => {
  const { metrics } = setUp();
  // Both speak in one window of four; one each in two; nobody in the last.
  const windows = [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ] as const;
  windows.forEach(([host, guest], index) => {
    const timestamp = 5_000 * (index + 1);
    const first = index % 2 === 0 ? 'host' : 'guest';
    const second = first === 'host' ? 'guest' : 'host';
    const speaks = { host, guest };
    metrics.ingest('m', first, report(timestamp, { speechDetected: speaks[first] }));
    metrics.ingest('m', second, report(timestamp + 700, { speechDetected: speaks[second] }));
  });
  expect(metrics.quality('m', TAKE).metrics.overlapPercent).toBeCloseTo(100 / 3, 6);
});

test('talking over each other for long warns both once and costs the best grade', () => {
  const { metrics } = setUp();
  const warnings = [];
  for (let window = 1; window <= 8; window += 1) {
    warnings.push(...metrics.ingest('m', 'host', report(5_000 * window)));
    warnings.push(...metrics.ingest('m', 'guest', report(5_000 * window + 100)));
  }
  expect(warnings).toMatchObject([{ type: 'overlap' }]);
  expect(metrics.quality('m', TAKE).estimatedProfile).toBe('P1');
});

test('a new take begins anew, and meetings do not mix', () => {
  const { metrics } = setUp();
  metrics.ingest('m', 'host', report(9_000, { clipCount: 40 }));
  metrics.ingest('other', 'host', report(1, { clipCount: 3 }));
  expect(metrics.quality('m', TAKE).metrics.clipCount).toBe(40);
  metrics.ingest('m', 'host', report(1, { sessionId: OTHER_TAKE }));
  expect(metrics.quality('m', OTHER_TAKE).metrics.clipCount).toBe(0);
  expect(metrics.quality('other', TAKE).metrics.clipCount).toBe(3);
});
