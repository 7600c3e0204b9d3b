import { BAND_RATE_HZ } from './front-end.ts';
import { PhaseCorrelator } from './phase-correlator.ts';
import { median } from './percentile.ts';

/** Where a local recording lies on the time line of a reference. */
export type SyncEstimate = {
  /** Reference time of local sample 0, in ms: sample n was taken at lag + n / rate / (1 + drift). */
  lagMs: number;
  /** How much faster the local clock runs, in parts per million. */
  driftPpm: number;
  /** Median of peak over rms of the correlation in the windows used; above 8 by definition. */
  confidence: number;
  /** Windows the line was fitted through, of all windows. */
  windowsUsed: number;
  windowCount: number;
};

type LagPoint = { seconds: number; lagSeconds: number; confidence: number };

type Line = { slope: number; intercept: number };

const WINDOW_SAMPLES = 8 * BAND_RATE_HZ;
const HOP_SAMPLES = 4 * BAND_RATE_HZ;
const MAX_LAG_SAMPLES = BAND_RATE_HZ;
const MIN_CONFIDENCE = 8;
const MIN_OUTLIER_SECONDS = 0.5e-3;
const OUTLIER_ROUNDS = 3;
const MIN_AGREEING_WINDOWS = 3;
const MAX_DRIFT_PPM = 500;

/**
 * Offset and drift of a recording against a reference that holds the same sound (a server mix, or
 * the other talker's track when this voice leaks into it): the lag in windows of 8 s every 4 s by
 * {@link PhaseCorrelator}, then a straight line lag(t) = lag₀ + s t by Theil–Sen (median of all
 * pairwise slopes), windows off by more than max(0.5 ms, 3 median deviations) taken out. Drift is
 * −s / (1 + s): a fast local clock counts more samples, so its lag shrinks.
 *
 * Within ±1 s of offset; ±0.2 ms and ±3 ppm on two minutes. Needs 20 s at least.
 *
 * Two talkers who share nothing still give a window above the confidence limit now and then, at
 * any lag. So three windows must agree to 0.5 ms on one line, and the line must be one that two
 * clocks can draw (500 ppm): chance does not do that.
 *
 * @param reference, local 16 kHz tracks as made by `band16`
 * @returns null, never zero, when no shared sound is found
 */
export function estimateSync(reference: Float32Array, local: Float32Array): SyncEstimate | null {
  const points = lagTrack(reference, local);
  let used = points.filter((point) => point.confidence > MIN_CONFIDENCE);
  if (used.length < MIN_AGREEING_WINDOWS) return null;
  let line = theilSen(used);
  for (let round = 0; round < OUTLIER_ROUNDS; round++) {
    const fitted = theilSen(used);
    line = fitted;
    const deviations = used.map((point) => deviationSeconds(point, fitted));
    const limit = Math.max(MIN_OUTLIER_SECONDS, 3 * median(Float64Array.from(deviations)));
    const kept = used.filter((_, i) => deviations[i] < limit);
    if (kept.length === used.length || kept.length < 3) break;
    used = kept;
  }
  const driftPpm = (-line.slope / (1 + line.slope)) * 1e6;
  const agreeing = used.filter((p) => deviationSeconds(p, line) < MIN_OUTLIER_SECONDS);
  if (agreeing.length < MIN_AGREEING_WINDOWS || Math.abs(driftPpm) > MAX_DRIFT_PPM) return null;
  return {
    lagMs: line.intercept * 1000,
    driftPpm,
    confidence: median(Float64Array.from(used, (point) => point.confidence)),
    windowsUsed: used.length,
    windowCount: points.length,
  };
}

function lagTrack(reference: Float32Array, local: Float32Array): LagPoint[] {
  const correlator = new PhaseCorrelator({
    rateHz: BAND_RATE_HZ,
    windowSamples: WINDOW_SAMPLES,
    maxLagSamples: MAX_LAG_SAMPLES,
  });
  const points: LagPoint[] = [];
  for (let start = 0; start + WINDOW_SAMPLES < local.length; start += HOP_SAMPLES) {
    // A reference that ends inside the search range would favour the lags it still covers.
    if (reference.length - (start - MAX_LAG_SAMPLES) < WINDOW_SAMPLES) break;
    const { lagSamples, confidence } = correlator.lagAt(reference, local, start);
    const seconds = (start + WINDOW_SAMPLES / 2) / BAND_RATE_HZ;
    points.push({ seconds, lagSeconds: lagSamples / BAND_RATE_HZ, confidence });
  }
  return points;
}

function deviationSeconds(point: LagPoint, line: Line): number {
  return Math.abs(point.lagSeconds - line.intercept - line.slope * point.seconds);
}

function theilSen(points: LagPoint[]): Line {
  const slopes: number[] = [];
  for (let i = 0; i < points.length; i++)
    for (let j = i + 1; j < points.length; j++)
      slopes.push((points[j].lagSeconds - points[i].lagSeconds) / (points[j].seconds - points[i].seconds));
  const slope = median(Float64Array.from(slopes));
  const intercept = median(Float64Array.from(points, (p) => p.lagSeconds - slope * p.seconds));
  return { slope, intercept };
}
