const RATE_HZ = 48_000;
const COARSE_FACTOR = 24; // 48 kHz → 2 kHz: speech keeps enough below 1 kHz to be found
const FINE_FACTOR = 6; // 48 kHz → 8 kHz: interpolated, lag to a few hundredths of a millisecond

export interface AlignedWindow {
  /** Where the window begins in the recording, seconds. */
  atSeconds: number;
  /** Where that sound is in the (looped) source, milliseconds. */
  lagMs: number;
  /** Normalized cross-correlation at that lag, −1…1. */
  correlation: number;
}

export interface Alignment {
  windows: AlignedWindow[];
  /** Median of the windows that hold enough sound to be compared. */
  medianCorrelation: number;
  /** Largest step of (lag − position) between neighbouring windows, milliseconds: a gap or an insertion. */
  largestStepMs: number;
}

/**
 * Finds each window of a recording in the source it was played from. The source loops. Windows below
 * −55 dBFS are left out: silence matches anywhere.
 *
 * @param recording 48 kHz samples
 * @param source 48 kHz samples of one period of the loop
 */
export function align(recording: Int16Array, source: Int16Array, windowSeconds = 2): Alignment {
  const looped = repeat(source, recording.length + source.length + windowSeconds * RATE_HZ);
  const coarse = { recording: decimate(recording, COARSE_FACTOR), source: decimate(looped, COARSE_FACTOR) };
  const fine = { recording: decimate(recording, FINE_FACTOR), source: decimate(looped, FINE_FACTOR) };
  const windowSamples = windowSeconds * RATE_HZ;
  const windows: AlignedWindow[] = [];
  let expected: number | undefined;
  for (let start = 0; start + windowSamples <= recording.length; start += windowSamples) {
    if (levelDbfs(recording.subarray(start, start + windowSamples)) < -55) continue;
    const needle = coarse.recording.subarray(start / COARSE_FACTOR, (start + windowSamples) / COARSE_FACTOR);
    // The first window may lie anywhere in one period; later ones near where the first one says.
    const [from, to] =
      expected === undefined
        ? [0, Math.ceil(source.length / COARSE_FACTOR)]
        : [
            Math.floor((start + expected - RATE_HZ / 2) / COARSE_FACTOR),
            Math.ceil((start + expected + RATE_HZ / 2) / COARSE_FACTOR),
          ];
    const rough = Math.round(bestLag(needle, coarse.source, Math.max(0, from), to).lag * (COARSE_FACTOR / FINE_FACTOR));
    const fineNeedle = fine.recording.subarray(start / FINE_FACTOR, (start + windowSamples) / FINE_FACTOR);
    const found = bestLag(fineNeedle, fine.source, Math.max(0, rough - 16), rough + 16);
    expected ??= found.lag * FINE_FACTOR - start;
    windows.push({
      atSeconds: start / RATE_HZ,
      lagMs: (found.lag * FINE_FACTOR * 1000) / RATE_HZ,
      correlation: found.correlation,
    });
  }
  const steps = windows.slice(1).map((window, index) => {
    const before = windows[index]!;
    return Math.abs(window.lagMs - before.lagMs - (window.atSeconds - before.atSeconds) * 1000);
  });
  const correlations = windows.map((window) => window.correlation).sort((a, b) => a - b);
  return {
    windows,
    medianCorrelation: correlations[Math.floor(correlations.length / 2)] ?? 0,
    largestStepMs: Math.max(0, ...steps),
  };
}

/** One line per window, for the report of a failed test. */
export function describeWindows({ windows }: Alignment): string {
  return windows
    .map(({ atSeconds, lagMs, correlation }) => {
      const offsetMs = (lagMs - atSeconds * 1000).toFixed(2);
      return `${atSeconds} s: source + ${offsetMs} ms, correlation ${correlation.toFixed(4)}`;
    })
    .join('\n');
}

/** Level of 16-bit samples, dBFS. */
export function levelDbfs(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / Math.max(1, samples.length) / 32_768 ** 2 + 1e-12);
}

function repeat(period: Int16Array, length: number): Int16Array {
  const out = new Int16Array(Math.ceil(length / period.length) * period.length);
  for (let at = 0; at < out.length; at += period.length) out.set(period, at);
  return out;
}

/**
 * Every `factor`-th sample of a low-passed copy. Two running means suppress what would fold back: hiss
 * that is shifted by a fraction of a sample would otherwise not look alike any more.
 */
function decimate(samples: Int16Array, factor: number): Float32Array {
  const smooth = runningMean(runningMean(samples, factor), factor);
  const out = new Float32Array(Math.floor(samples.length / factor));
  for (let i = 0; i < out.length; i += 1) out[i] = smooth[i * factor]!;
  return out;
}

function runningMean(samples: ArrayLike<number>, width: number): Float64Array {
  const out = new Float64Array(samples.length);
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) {
    sum += samples[i]! - (i >= width ? samples[i - width]! : 0);
    out[i] = sum / width;
  }
  return out;
}

/** The lag in `from`…`to` at which `needle` and `hay` are most alike, between samples too. */
function bestLag(
  needle: Float32Array,
  hay: Float32Array,
  from: number,
  to: number,
): { lag: number; correlation: number } {
  const correlations: number[] = [];
  const needleEnergy = energy(needle);
  for (let lag = from; lag <= to && lag + needle.length <= hay.length; lag += 1) {
    let dot = 0;
    let hayEnergy = 0;
    for (let i = 0; i < needle.length; i += 1) {
      const sample = hay[lag + i]!;
      dot += needle[i]! * sample;
      hayEnergy += sample * sample;
    }
    correlations.push(dot / Math.sqrt(needleEnergy * hayEnergy + 1e-9));
  }
  const peak = correlations.indexOf(Math.max(...correlations));
  const [before, at, after] = [correlations[peak - 1], correlations[peak] ?? -1, correlations[peak + 1]];
  if (before === undefined || after === undefined) return { lag: from + peak, correlation: at };
  // The top of the parabola through the peak and its neighbours.
  const shift = (0.5 * (before - after)) / (before - 2 * at + after);
  return { lag: from + peak + shift, correlation: at - 0.25 * (before - after) * shift };
}

function energy(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0);
}
