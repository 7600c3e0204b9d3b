import { Fft, nextPowerOfTwo } from './fft.ts';

const LOWEST_HZ = 100;
const HIGHEST_HZ = 6500;
const SILENT_POWER = 1e-14;

/**
 * Finds the lag between two recordings of one sound by the generalised cross-correlation with
 * phase transform (Knapp & Carter 1976): of the cross-spectrum only the phase is kept, so that the
 * peak is sharp whatever the colour of the sound and of the room.
 */
export class PhaseCorrelator {
  readonly #windowSamples: number;
  readonly #maxLagSamples: number;
  readonly #hann: Float64Array;
  readonly #fft: Fft;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  readonly #firstBin: number;
  readonly #lastBin: number;

  constructor(options: { rateHz: number; windowSamples: number; maxLagSamples: number }) {
    const { rateHz, windowSamples, maxLagSamples } = options;
    this.#windowSamples = windowSamples;
    this.#maxLagSamples = maxLagSamples;
    this.#hann = Float64Array.from(
      { length: windowSamples },
      (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / (windowSamples - 1)),
    );
    // Long enough that the lags searched do not wrap around.
    this.#fft = new Fft(nextPowerOfTwo(windowSamples + 2 * maxLagSamples));
    this.#real = new Float64Array(this.#fft.size);
    this.#imaginary = new Float64Array(this.#fft.size);
    this.#firstBin = Math.floor((LOWEST_HZ * this.#fft.size) / rateHz) + 1;
    this.#lastBin = Math.ceil((HIGHEST_HZ * this.#fft.size) / rateHz) - 1;
  }

  /**
   * How much later the window of `local` from `start` on is found in `reference`, in fractional
   * samples within ± maxLagSamples; `confidence` is the peak over the rms of the correlation, about
   * 4..10 when the two share nothing.
   */
  lagAt(reference: Float32Array, local: Float32Array, start: number): { lagSamples: number; confidence: number } {
    const re = this.#real.fill(0);
    const im = this.#imaginary.fill(0);
    let localEnergy = 0;
    let referenceEnergy = 0;
    for (let n = 0; n < this.#windowSamples; n++) {
      re[n] = local[start + n] * this.#hann[n];
      localEnergy += re[n] * re[n];
    }
    const first = start - this.#maxLagSamples;
    for (let n = 0; n < this.#windowSamples + 2 * this.#maxLagSamples; n++) {
      im[n] = reference[first + n] ?? 0;
      referenceEnergy += im[n] * im[n];
    }
    // Whitening would blow the rounding errors of digital silence up to a sound of their own.
    const silentEnergy = SILENT_POWER * this.#windowSamples;
    if (localEnergy < silentEnergy || referenceEnergy < silentEnergy) return { lagSamples: 0, confidence: 0 };
    this.#fft.forward(re, im);
    this.#keepPhases(re, im);
    this.#fft.inverse(re, im);
    return this.#peak(re);
  }

  /** Replaces the transform of local + i · reference by the phases of L* R within the band. */
  #keepPhases(re: Float64Array, im: Float64Array): void {
    const { size } = this.#fft;
    for (let k = 0; k <= size / 2; k++) {
      const j = (size - k) % size;
      const localRe = re[k] + re[j];
      const localIm = im[k] - im[j];
      const referenceRe = im[k] + im[j];
      const referenceIm = re[j] - re[k];
      const crossRe = localRe * referenceRe + localIm * referenceIm;
      const crossIm = localRe * referenceIm - localIm * referenceRe;
      // The addend leaves bins without any signal at zero.
      const scale = k >= this.#firstBin && k <= this.#lastBin ? 1 / (Math.hypot(crossRe, crossIm) + 1e-12) : 0;
      re[k] = crossRe * scale;
      im[k] = crossIm * scale;
      re[j] = re[k];
      im[j] = -im[k];
    }
  }

  #peak(correlation: Float64Array): { lagSamples: number; confidence: number } {
    const lagCount = 2 * this.#maxLagSamples + 1;
    let best = 0;
    let energy = 0;
    for (let lag = 0; lag < lagCount; lag++) {
      energy += correlation[lag] * correlation[lag];
      if (correlation[lag] > correlation[best]) best = lag;
    }
    let offset = 0;
    if (best > 0 && best < lagCount - 1) {
      const before = correlation[best - 1];
      const after = correlation[best + 1];
      // Vertex of the parabola through the peak and its neighbours.
      offset = (0.5 * (before - after)) / (before - 2 * correlation[best] + after + 1e-18);
    }
    const rms = Math.sqrt(energy / lagCount);
    return {
      lagSamples: best + offset - this.#maxLagSamples,
      confidence: rms > 0 ? correlation[best] / rms : 0,
    };
  }
}
