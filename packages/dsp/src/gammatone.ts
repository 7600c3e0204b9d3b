/** Glasberg & Moore's auditory filters: ERB(f) = f / 9.26449 + 24.7 Hz. */
const EAR_Q = 9.26449;
const MIN_BANDWIDTH_HZ = 24.7;

/** Equivalent rectangular bandwidth of the auditory filter at a frequency, in Hz. */
export function erbHz(centreHz: number): number {
  return centreHz / EAR_Q + MIN_BANDWIDTH_HZ;
}

/**
 * Centres of `count` auditory filters, evenly spaced on the ERB scale from `lowestHz` to just below
 * half the rate; highest first. Slaney, "An efficient implementation of the Patterson-Holdsworth
 * auditory filter bank", Apple TR 35 (1993), ERBSpace.
 */
export function erbSpacedCentresHz(count: number, lowestHz: number, rateHz: number): number[] {
  const corner = EAR_Q * MIN_BANDWIDTH_HZ;
  const highestHz = rateHz / 2;
  const step = (Math.log(lowestHz + corner) - Math.log(highestHz + corner)) / count;
  return Array.from({ length: count }, (_, k) => -corner + (highestHz + corner) * Math.exp((k + 1) * step));
}

const STAGES = 4;
const NEGLIGIBLE = 1e-30;

/**
 * A gammatone filter that returns the Hilbert envelope of its output, sample by sample: Slaney's
 * cascade of four resonators with a common pole pair r e^(±iθ) and the zeros
 * r (cos θ ± √(3 ± 2√2) sin θ), scaled to unit gain at the centre.
 *
 * Filtering and taking the analytic signal commute. So the analytic signal is made once of the
 * input, and each of the channels filters both of its parts, instead of every channel needing two
 * Fourier transforms of its own output over the whole track.
 */
export class GammatoneEnvelope {
  readonly #a1: number;
  readonly #a2: number;
  readonly #zeros: number[];
  readonly #gain: number;
  /** Two values per stage, for the real and then for the imaginary part. */
  readonly #state = new Float64Array(4 * STAGES);

  constructor(centreHz: number, rateHz: number) {
    const angle = (2 * Math.PI * centreHz) / rateHz;
    const radius = Math.exp((-1.019 * 2 * Math.PI * erbHz(centreHz)) / rateHz);
    this.#a1 = -2 * radius * Math.cos(angle);
    this.#a2 = radius * radius;
    // √(3 ± 2√2) = √2 ± 1
    this.#zeros = [1 + Math.SQRT2, -1 - Math.SQRT2, Math.SQRT2 - 1, 1 - Math.SQRT2].map(
      (skew) => radius * (Math.cos(angle) + skew * Math.sin(angle)),
    );
    this.#gain = 1 / responseAt(angle, this.#zeros, this.#a1, this.#a2);
  }

  /**
   * Writes the envelope of samples start .. start + envelope.length − 1, which follow the last.
   *
   * @param real, imaginary the analytic signal of the input
   */
  process(real: Float64Array, imaginary: Float64Array, start: number, envelope: Float64Array): void {
    const a1 = this.#a1;
    const a2 = this.#a2;
    const gain = this.#gain;
    const [z0, z1, z2, z3] = this.#zeros;
    const state = this.#state;
    let [r01, r02, r11, r12, r21, r22, r31, r32, i01, i02, i11, i12, i21, i22, i31, i32] = state;
    for (let n = 0; n < envelope.length; n++) {
      let x = gain * real[start + n];
      let y = x + r01;
      r01 = r02 - z0 * x - a1 * y;
      r02 = -a2 * y;
      x = y + r11;
      r11 = r12 - z1 * y - a1 * x;
      r12 = -a2 * x;
      y = x + r21;
      r21 = r22 - z2 * x - a1 * y;
      r22 = -a2 * y;
      x = y + r31;
      r31 = r32 - z3 * y - a1 * x;
      r32 = -a2 * x;
      const re = x;
      x = gain * imaginary[start + n];
      y = x + i01;
      i01 = i02 - z0 * x - a1 * y;
      i02 = -a2 * y;
      x = y + i11;
      i11 = i12 - z1 * y - a1 * x;
      i12 = -a2 * x;
      y = x + i21;
      i21 = i22 - z2 * x - a1 * y;
      i22 = -a2 * y;
      x = y + i31;
      i31 = i32 - z3 * y - a1 * x;
      i32 = -a2 * x;
      envelope[n] = Math.sqrt(re * re + x * x);
    }
    state.set([r01, r02, r11, r12, r21, r22, r31, r32, i01, i02, i11, i12, i21, i22, i31, i32]);
    // In digital silence the state would decay into slow subnormal numbers.
    if (state.every((value) => Math.abs(value) < NEGLIGIBLE)) state.fill(0);
  }
}

/** |Π (1 − z_i w)| / |1 + a1 w + a2 w²|⁴ at w = e^(−i angle). */
function responseAt(angle: number, zeros: number[], a1: number, a2: number): number {
  const numerator = zeros.reduce(
    (product, zero) => product * Math.hypot(1 - zero * Math.cos(angle), zero * Math.sin(angle)),
    1,
  );
  const denominator = Math.hypot(
    1 + a1 * Math.cos(angle) + a2 * Math.cos(2 * angle),
    a1 * Math.sin(angle) + a2 * Math.sin(2 * angle),
  );
  return numerator / denominator ** STAGES;
}
