/** Test signals: deterministic, so that a failure can be repeated. */

export function sine(options: {
  frequencyHz: number;
  rateHz: number;
  seconds: number;
  amplitude?: number;
  phaseDegrees?: number;
}): Float32Array {
  const { frequencyHz, rateHz, seconds, amplitude = 1, phaseDegrees = 0 } = options;
  const step = (2 * Math.PI * frequencyHz) / rateHz;
  const phase = (phaseDegrees * Math.PI) / 180;
  return Float32Array.from({ length: Math.round(seconds * rateHz) }, (_, i) => amplitude * Math.sin(step * i + phase));
}

/**
 * Uniform values in [−1, 1) of the 32-bit generator x ← 1664525 x + 1013904223 mod 2³² (Knuth's
 * "quick and dirty" constants): three lines in any language, so other programs can make the same.
 */
export function lcgNoise(sampleCount: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: sampleCount }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

export function mix(...signals: Float32Array[]): Float32Array {
  const sum = new Float32Array(Math.max(...signals.map((s) => s.length)));
  for (const signal of signals) for (let i = 0; i < signal.length; i++) sum[i] += signal[i];
  return sum;
}

export function scale(signal: Float32Array, gain: number): Float32Array {
  return signal.map((sample) => sample * gain);
}

export function concat(...signals: Float32Array[]): Float32Array {
  const joined = new Float32Array(signals.reduce((sum, s) => sum + s.length, 0));
  let offset = 0;
  for (const signal of signals) {
    joined.set(signal, offset);
    offset += signal.length;
  }
  return joined;
}

/** Cuts a signal at the given lengths; what is left over is the last block. */
export function cut(signal: Float32Array, lengths: number[]): Float32Array[] {
  const blocks: Float32Array[] = [];
  let offset = 0;
  for (const length of lengths) {
    blocks.push(signal.subarray(offset, offset + length));
    offset = Math.min(offset + length, signal.length);
  }
  blocks.push(signal.subarray(offset));
  return blocks;
}

/**
 * Splits `signal` into its least-squares component at `frequencyHz` and the rest.
 *
 * @returns amplitude and phase (sine convention, at sample 0) of the component, and the level of
 *   the rest relative to it in dB
 */
export function fitSine(signal: Float32Array, frequencyHz: number, rateHz: number) {
  const step = (2 * Math.PI * frequencyHz) / rateHz;
  let ss = 0,
    sc = 0,
    cc = 0,
    xs = 0,
    xc = 0;
  for (let i = 0; i < signal.length; i++) {
    const s = Math.sin(step * i);
    const c = Math.cos(step * i);
    ss += s * s;
    sc += s * c;
    cc += c * c;
    xs += signal[i] * s;
    xc += signal[i] * c;
  }
  const determinant = ss * cc - sc * sc;
  const a = (xs * cc - xc * sc) / determinant;
  const b = (xc * ss - xs * sc) / determinant;
  let rest = 0;
  for (let i = 0; i < signal.length; i++) rest += (signal[i] - a * Math.sin(step * i) - b * Math.cos(step * i)) ** 2;
  const amplitude = Math.hypot(a, b);
  const restDb = 10 * Math.log10(rest / signal.length / (amplitude ** 2 / 2) + 1e-30);
  return { amplitude, phaseRadians: Math.atan2(b, a), restDb };
}
