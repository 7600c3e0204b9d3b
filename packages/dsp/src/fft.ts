/**
 * Fast Fourier transform of a power-of-two size: X[k] = Σ x[n] e^(−2πi kn/N), in place on separate
 * real and imaginary parts. Iterative, decimation in time, two radix-2 stages joined into one
 * radix-4 pass so that the data is read half as often (Cooley & Tukey 1965).
 *
 * Powers of two are enough here: every transform in this package serves a correlation, which may
 * be padded with zeros as far as one likes.
 */
export class Fft {
  readonly size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint32Array;

  /** @throws RangeError unless `size` is a power of two, at least 2 */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 2 || (size & (size - 1)) !== 0)
      throw new RangeError(`FFT size ${size} is not a power of two`);
    this.size = size;
    // Three quarters of the circle: the radix-4 pass turns by up to 3/4.
    const angles = Math.max(1, (3 * size) / 4);
    this.#cos = Float64Array.from({ length: angles }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: angles }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.#reversed = bitReversal(size);
  }

  /** @throws RangeError unless both arrays have `size` values */
  forward(real: Float64Array, imaginary: Float64Array): void {
    if (real.length !== this.size || imaginary.length !== this.size)
      throw new RangeError(`an FFT of size ${this.size} needs arrays of that length`);
    this.#permute(real);
    this.#permute(imaginary);
    let half = 1;
    // An odd number of stages leaves one for a plain radix-2 pass; turns by 0 only.
    if (Math.log2(this.size) % 2 === 1) {
      for (let i = 0; i < this.size; i += 2) butterfly(real, imaginary, i, i + 1);
      half = 2;
    }
    for (; half < this.size; half *= 4) this.#radix4(real, imaginary, half);
  }

  /** The inverse, scaled by 1 / size: undoes {@link forward}. */
  inverse(real: Float64Array, imaginary: Float64Array): void {
    // Exchanging the parts before and after conjugates the transform.
    this.forward(imaginary, real);
    const scale = 1 / this.size;
    for (let i = 0; i < this.size; i++) {
      real[i] *= scale;
      imaginary[i] *= scale;
    }
  }

  #permute(values: Float64Array): void {
    for (let i = 0; i < values.length; i++) {
      const j = this.#reversed[i];
      if (j <= i) continue;
      const swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  /** Joins four transforms of length `quarter` into one of length 4 × quarter, everywhere. */
  #radix4(real: Float64Array, imaginary: Float64Array, quarter: number): void {
    const cos = this.#cos;
    const sin = this.#sin;
    const span = 4 * quarter;
    const stride = this.size / span;
    for (let start = 0; start < this.size; start += span) {
      for (let k = 0; k < quarter; k++) {
        const c1 = cos[k * stride];
        const s1 = sin[k * stride];
        const c2 = cos[2 * k * stride];
        const s2 = sin[2 * k * stride];
        const c3 = cos[3 * k * stride];
        const s3 = sin[3 * k * stride];
        const a = start + k;
        // Bit reversal by twos leaves the middle two sub-transforms exchanged.
        const b = a + 2 * quarter;
        const c = a + quarter;
        const d = a + 3 * quarter;
        const bRe = real[b] * c1 - imaginary[b] * s1;
        const bIm = real[b] * s1 + imaginary[b] * c1;
        const cRe = real[c] * c2 - imaginary[c] * s2;
        const cIm = real[c] * s2 + imaginary[c] * c2;
        const dRe = real[d] * c3 - imaginary[d] * s3;
        const dIm = real[d] * s3 + imaginary[d] * c3;
        const sumRe = real[a] + cRe;
        const sumIm = imaginary[a] + cIm;
        const differenceRe = real[a] - cRe;
        const differenceIm = imaginary[a] - cIm;
        const oddSumRe = bRe + dRe;
        const oddSumIm = bIm + dIm;
        const oddDifferenceRe = bRe - dRe;
        const oddDifferenceIm = bIm - dIm;
        real[a] = sumRe + oddSumRe;
        imaginary[a] = sumIm + oddSumIm;
        real[c] = differenceRe + oddDifferenceIm;
        imaginary[c] = differenceIm - oddDifferenceRe;
        real[b] = sumRe - oddSumRe;
        imaginary[b] = sumIm - oddSumIm;
        real[d] = differenceRe - oddDifferenceIm;
        imaginary[d] = differenceIm + oddDifferenceRe;
      }
    }
  }
}

/** The smallest power of two that is at least `length`. */
export function nextPowerOfTwo(length: number): number {
  let size = 2;
  while (size < length) size *= 2;
  return size;
}

function butterfly(real: Float64Array, imaginary: Float64Array, a: number, b: number): void {
  const re = real[b];
  const im = imaginary[b];
  real[b] = real[a] - re;
  imaginary[b] = imaginary[a] - im;
  real[a] += re;
  imaginary[a] += im;
}

function bitReversal(size: number): Uint32Array {
  const reversed = new Uint32Array(size);
  for (let i = 1; i < size; i++) reversed[i] = (reversed[i >>> 1] >>> 1) | (i & 1 ? size >>> 1 : 0);
  return reversed;
}
