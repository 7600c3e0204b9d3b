/**
 * Modified Bessel function of the first kind, order zero: Σ ((x/2)^k / k!)², Abramowitz & Stegun
 * 9.6.12. All terms are positive, so summing until they vanish gives full double precision.
 */
export function besselI0(x: number): number {
  const quarterSquare = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= quarterSquare / (k * k);
    sum += term;
  }
  return sum;
}

/**
 * Kaiser window at position −1..1 (0 = centre, 1 there), zero outside.
 *
 * Source: Kaiser, "Nonrecursive digital filter design using the I0-sinh window function" (1974).
 */
export function kaiserAt(position: number, beta: number): number {
  const inside = 1 - position * position;
  return inside < 0 ? 0 : besselI0(beta * Math.sqrt(inside)) / besselI0(beta);
}

/** β for a stop band `attenuationDb` (≥ 50 dB) down: Oppenheim & Schafer, eq. 7.62. */
export function kaiserBeta(attenuationDb: number): number {
  return 0.1102 * (attenuationDb - 8.7);
}

/**
 * Filter length in samples for a transition band of `transitionHz` at `rateHz`: Oppenheim &
 * Schafer, eq. 7.63, M = (A − 8) / (2.285 Δω).
 */
export function kaiserLengthSamples(attenuationDb: number, transitionHz: number, rateHz: number): number {
  return (attenuationDb - 8) / ((2.285 * 2 * Math.PI * transitionHz) / rateHz);
}

/** sin(πx) / (πx). */
export function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
