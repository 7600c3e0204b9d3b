import { encodeWavHeader, floatToInt16 } from '@audio-studio/dsp';

export const RATE_HZ = 48_000;

/** Uniform in [−1, 1), the same every time (mulberry32). */
export function noise(length: number, seed: number): Float32Array {
  const out = new Float32Array(length);
  let state = seed >>> 0;
  for (let i = 0; i < length; i += 1) {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    out[i] = ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  }
  return out;
}

/** Who speaks when, in seconds. */
export type Turn = readonly [startSeconds: number, endSeconds: number];

export interface VoiceOptions {
  durationSeconds: number;
  turns: readonly Turn[];
  /** Level while speaking, dBFS. */
  levelDbfs: number;
  /** Power ratio of voice to noise within 80 Hz … 8 kHz while speaking; absent: no noise at all. */
  snrDb?: number;
  pitchHz?: number;
  seed?: number;
}

const HARMONICS = 12;
const FADE_SECONDS = 0.01;
/** Share of white noise at 48 kHz that lies in the band the SNR is defined in (to the 7.6 kHz low-pass). */
const NOISE_BAND_SHARE = (7600 - 80) / 24_000;

/**
 * Something that measures like speech and whose truth is known: a voiced sound of equal power in every
 * turn (gliding pitch, falling harmonics below 4 kHz), between them nothing but white noise.
 */
export function voice(options: VoiceOptions): Float32Array {
  const { durationSeconds, turns, levelDbfs, snrDb, pitchHz = 140, seed = 1 } = options;
  const out = new Float32Array(Math.round(durationSeconds * RATE_HZ));
  const level = 10 ** (levelDbfs / 20);
  // Power of Σ a_k sin: Σ a_k² / 2.
  const amplitudes = Array.from({ length: HARMONICS }, (_, k) => 1 / (k + 1));
  const scale = level / Math.sqrt(amplitudes.reduce((sum, a) => sum + (a * a) / 2, 0));
  for (const [start, end] of turns) {
    const first = Math.round(start * RATE_HZ);
    const last = Math.min(out.length, Math.round(end * RATE_HZ));
    let phase = 0;
    for (let i = first; i < last; i += 1) {
      const seconds = (i - first) / RATE_HZ;
      phase += (2 * Math.PI * pitchHz * (1 + 0.15 * Math.sin(2 * Math.PI * 1.7 * seconds))) / RATE_HZ;
      const fade = Math.min(1, seconds / FADE_SECONDS, (last - i) / RATE_HZ / FADE_SECONDS);
      let sample = 0;
      for (let k = 0; k < HARMONICS; k += 1) sample += amplitudes[k]! * Math.sin((k + 1) * phase);
      out[i] = sample * scale * fade;
    }
  }
  if (snrDb !== undefined) {
    const noisePower = (level * level) / 10 ** (snrDb / 10) / NOISE_BAND_SHARE;
    const hiss = noise(out.length, seed);
    // Uniform noise of amplitude a has power a² / 3.
    const amplitude = Math.sqrt(3 * noisePower);
    for (let i = 0; i < out.length; i += 1) out[i] = out[i]! + amplitude * hiss[i]!;
  }
  return out;
}

/** A WAV file as the recorder writes it. */
export function wavFile(samples: Float32Array, sampleRateHz = RATE_HZ): Uint8Array {
  const pcm = floatToInt16(samples);
  const header = encodeWavHeader({ dataBytes: pcm.byteLength, sampleRateHz });
  const file = new Uint8Array(header.length + pcm.byteLength);
  file.set(header);
  file.set(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength), header.length);
  return file;
}
