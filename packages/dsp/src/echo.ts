import type { FrameMask } from './front-end.ts';
import { BAND_RATE_HZ, HOP_SAMPLES } from './front-end.ts';
import { Fft, nextPowerOfTwo } from './fft.ts';

/** How much of one talker is heard in the other's recording. */
export type EchoCorrelation = {
  /** Largest |normalised cross-correlation|, 0..1; without bleed at most about 0.03. */
  correlation: number;
  /** Sign of the correlation: −1 when one microphone or loudspeaker is wired the other way. */
  polarity: 1 | -1;
  /** How much later the voice arrives in the other track, −20..250 ms. */
  lagMs: number;
  /** Level of the bleed relative to the voice in the talker's own track. */
  bleedDb: number;
  /** Whose voice is heard where. */
  direction: 'host-to-guest' | 'guest-to-host';
};

/** A talker's track on the 16 kHz band with the frames in which he or she speaks. */
export type ActiveTrack = { band: Float32Array; activity: FrameMask };

const WINDOW_SAMPLES = 4096;
const MIN_LAG_SAMPLES = -0.02 * BAND_RATE_HZ;
const MAX_LAG_SAMPLES = 0.25 * BAND_RATE_HZ;
const LAG_COUNT = MAX_LAG_SAMPLES - MIN_LAG_SAMPLES;
const MIN_ACTIVE_SHARE = 0.8;
const MIN_WINDOWS = 4;

/**
 * Looks for each talker's voice in the other's recording while that other person is silent:
 * ncc(τ) = Σ s(n) d(n+τ) / √(Σ s² · Σ d(n+τ)²) over all such windows of 256 ms, the larger of both
 * directions. Only windows where the source speaks and the destination does not are taken: over
 * whole tracks the bleed would be buried under the other person's own speech.
 *
 * The correlation says how far the bleed rises above the other track's own noise, not how loud it
 * is; that is `bleedDb`, exact for a pure delay and about 1 dB low through a room.
 *
 * @param host, guest tracks as made by `band16` on one time line, masks of `conversationActivity`
 * @returns null when neither direction has four such windows (1 s)
 */
export function echoCorrelation(host: ActiveTrack, guest: ActiveTrack): EchoCorrelation | null {
  const outward = gatedCorrelation(host, guest);
  const inward = gatedCorrelation(guest, host);
  if (outward === null && inward === null) return null;
  if (inward === null || (outward !== null && outward.correlation >= inward.correlation))
    return { ...(outward as OneWay), direction: 'host-to-guest' };
  return { ...inward, direction: 'guest-to-host' };
}

type OneWay = Omit<EchoCorrelation, 'direction'>;

function gatedCorrelation(source: ActiveTrack, destination: ActiveTrack): OneWay | null {
  const starts = windowStarts(source, destination);
  if (starts.length < MIN_WINDOWS) return null;

  const correlator = new WindowCorrelator();
  for (const start of starts) correlator.add(source.band, destination.band, start);
  const { products, sourceEnergy, destinationEnergies } = correlator.result();

  let best = 0;
  let bestNcc = 0;
  for (let lag = 0; lag < LAG_COUNT; lag++) {
    // The addend only keeps 0/0 of two digitally silent tracks from becoming NaN.
    const ncc = products[lag] / Math.sqrt(sourceEnergy * destinationEnergies[lag] + 1e-20);
    if (Math.abs(ncc) <= Math.abs(bestNcc)) continue;
    best = lag;
    bestNcc = ncc;
  }
  return {
    correlation: Math.abs(bestNcc),
    polarity: bestNcc < 0 ? -1 : 1,
    lagMs: ((best + MIN_LAG_SAMPLES) * 1000) / BAND_RATE_HZ,
    bleedDb: 20 * Math.log10(Math.max(Math.abs(products[best]) / (sourceEnergy + 1e-20), 1e-6)),
  };
}

/** Where at least 80 % of a window's frames have the source speaking and the destination not. */
function windowStarts(source: ActiveTrack, destination: ActiveTrack): number[] {
  const starts: number[] = [];
  for (let start = 0; start + WINDOW_SAMPLES <= source.band.length; start += WINDOW_SAMPLES) {
    const firstFrame = Math.floor(start / HOP_SAMPLES);
    const endFrame = Math.min(Math.floor((start + WINDOW_SAMPLES) / HOP_SAMPLES), source.activity.length);
    let wanted = 0;
    for (let i = firstFrame; i < endFrame; i++) if (source.activity[i] && !destination.activity[i]) wanted++;
    if (wanted >= MIN_ACTIVE_SHARE * (endFrame - firstFrame)) starts.push(start);
  }
  return starts;
}

/** Sums the cross-correlations of windows, all lags at once, in the frequency domain. */
class WindowCorrelator {
  // Products of a window with a stretch LAG_COUNT longer: at this size no lag wraps around.
  readonly #fft = new Fft(nextPowerOfTwo(WINDOW_SAMPLES + LAG_COUNT));
  readonly #sumRe = new Float64Array(this.#fft.size);
  readonly #sumIm = new Float64Array(this.#fft.size);
  readonly #real = new Float64Array(this.#fft.size);
  readonly #imaginary = new Float64Array(this.#fft.size);
  readonly #destinationEnergies = new Float64Array(LAG_COUNT);
  #sourceEnergy = 0;

  add(source: Float32Array, destination: Float32Array, start: number): void {
    const re = this.#real.fill(0);
    const im = this.#imaginary.fill(0);
    for (let i = 0; i < WINDOW_SAMPLES; i++) {
      re[i] = source[start + i];
      this.#sourceEnergy += re[i] * re[i];
    }
    for (let i = 0; i < WINDOW_SAMPLES + LAG_COUNT; i++) im[i] = destination[start + MIN_LAG_SAMPLES + i] ?? 0;
    this.#addEnergies(im);
    this.#fft.forward(re, im);
    // Two real signals in one complex transform: S = (Z[k] + Z*[−k]) / 2, D = (Z[k] − Z*[−k]) / 2i.
    const mask = this.#fft.size - 1;
    for (let k = 0; k <= mask; k++) {
      const j = -k & mask;
      const sRe = 0.5 * (re[k] + re[j]);
      const sIm = 0.5 * (im[k] - im[j]);
      const dRe = 0.5 * (im[k] + im[j]);
      const dIm = 0.5 * (re[j] - re[k]);
      this.#sumRe[k] += sRe * dRe + sIm * dIm;
      this.#sumIm[k] += sRe * dIm - sIm * dRe;
    }
  }

  /** Index 0 of `products` and `destinationEnergies` is the smallest lag. */
  result() {
    const products = this.#sumRe.slice();
    this.#fft.inverse(products, this.#sumIm.slice());
    return { products, sourceEnergy: this.#sourceEnergy, destinationEnergies: this.#destinationEnergies };
  }

  #addEnergies(stretch: Float64Array): void {
    let energy = 0;
    for (let i = 0; i < WINDOW_SAMPLES; i++) energy += stretch[i] * stretch[i];
    for (let lag = 0; lag < LAG_COUNT; lag++) {
      this.#destinationEnergies[lag] += Math.max(energy, 0);
      energy += stretch[lag + WINDOW_SAMPLES] ** 2 - stretch[lag] ** 2;
    }
  }
}
