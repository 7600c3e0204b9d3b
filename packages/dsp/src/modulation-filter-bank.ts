const BAND_COUNT = 8;
const SLOWEST_HZ = 4;
const FASTEST_HZ = 128;
const QUALITY = 2;
const FIRST_FAST_BAND = 5;
const NEGLIGIBLE = 1e-30;

/**
 * Eight band-pass filters on an envelope, centres 4..128 Hz evenly spaced on a logarithmic scale,
 * quality factor 2. Bilinear transform of H(s) = (s/Q) / (s² + s/Q + 1) with the centre pre-warped:
 * W = tan(ω/2), numerator W/Q · (1 − z⁻²), denominator (1 + W/Q + W²) + (2W² − 2) z⁻¹ +
 * (1 − W/Q + W²) z⁻² (Falk, Zheng & Chan 2010, section III).
 */
export class ModulationFilterBank {
  /** Centre frequencies, ascending. */
  readonly centresHz: number[];
  /** Lower band edges, centre − (W/Q) · rate / 2π. */
  readonly #lowerEdgesHz: number[];
  readonly #coefficients: { b0: number; a1: number; a2: number }[];
  readonly #state = new Float64Array(2 * BAND_COUNT);

  constructor(rateHz: number) {
    const ratio = (FASTEST_HZ / SLOWEST_HZ) ** (1 / (BAND_COUNT - 1));
    this.centresHz = Array.from({ length: BAND_COUNT }, (_, k) => SLOWEST_HZ * ratio ** k);
    this.#lowerEdgesHz = [];
    this.#coefficients = [];
    for (const centreHz of this.centresHz) {
      const warped = Math.tan((Math.PI * centreHz) / rateHz);
      const width = warped / QUALITY;
      const a0 = 1 + width + warped * warped;
      this.#lowerEdgesHz.push(centreHz - (width * rateHz) / (2 * Math.PI));
      this.#coefficients.push({
        b0: width / a0,
        a1: (2 * warped * warped - 2) / a0,
        a2: (1 - width + warped * warped) / a0,
      });
    }
  }

  /** Forgets the past: the next envelope starts from rest. */
  restart(): void {
    this.#state.fill(0);
  }

  /**
   * How many bands, 5..8, an auditory filter of this bandwidth can carry: a modulation faster than
   * the filter is wide cannot come from it.
   */
  fastestBandWithin(bandwidthHz: number): number {
    let count = FIRST_FAST_BAND;
    while (count < BAND_COUNT && bandwidthHz > this.#lowerEdgesHz[count]) count++;
    return count;
  }

  /** Filters the next stretch of envelope and adds Σ weight · y² of each band to `energies`. */
  addWeightedEnergies(envelope: Float64Array, weights: Float64Array, energies: Float64Array): void {
    // Two bands at a time: either one alone would wait for its own last result at every sample.
    for (let band = 0; band < BAND_COUNT; band += 2) this.#addPair(band, envelope, weights, energies);
  }

  #addPair(band: number, envelope: Float64Array, weights: Float64Array, energies: Float64Array): void {
    const { b0: p0, a1: p1, a2: p2 } = this.#coefficients[band];
    const { b0: q0, a1: q1, a2: q2 } = this.#coefficients[band + 1];
    const state = this.#state.subarray(2 * band, 2 * band + 4);
    let [pState1, pState2, qState1, qState2] = state;
    let pEnergy = 0;
    let qEnergy = 0;
    for (let i = 0; i < envelope.length; i++) {
      const pInput = p0 * envelope[i];
      const qInput = q0 * envelope[i];
      const p = pInput + pState1;
      const q = qInput + qState1;
      pState1 = pState2 - p1 * p;
      qState1 = qState2 - q1 * q;
      pState2 = -pInput - p2 * p;
      qState2 = -qInput - q2 * q;
      pEnergy += weights[i] * p * p;
      qEnergy += weights[i] * q * q;
    }
    energies[band] += pEnergy;
    energies[band + 1] += qEnergy;
    state.set([pState1, pState2, qState1, qState2]);
    if (state.every((value) => Math.abs(value) < NEGLIGIBLE)) state.fill(0);
  }
}
