const NEGATIVE_SCALE = 0x8000;
const POSITIVE_SCALE = 0x7fff;

/**
 * Float samples to 16-bit PCM: clamped to −1..1, negatives × 32768, positives × 32767.
 *
 * The product is rounded to nearest. Browsers hand the samples of a 16-bit source over as k/32767
 * (positive) or k/32768 (negative) in float32; the product then misses k by up to 0.001, and
 * truncation would turn every miss below k into an error of a whole step. Rounding gives k back.
 *
 * @param samples nominally −1..1; NaN becomes 0
 * @param into optional array to fill, at least as long as `samples`
 * @returns a view of exactly `samples.length` values, on `into` when given
 * @throws RangeError when `into` is too short
 */
export function floatToInt16<B extends ArrayBufferLike = ArrayBuffer>(
  samples: Float32Array,
  into: Int16Array<B> = new Int16Array(samples.length) as Int16Array<B>,
): Int16Array<B> {
  const pcm = exactLength(into, samples.length);
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i];
    if (sample < 0) pcm[i] = sample > -1 ? Math.round(sample * NEGATIVE_SCALE) : -NEGATIVE_SCALE;
    // The comparison is false for NaN too, and Int16Array stores NaN as 0.
    else pcm[i] = sample > 1 ? POSITIVE_SCALE : Math.round(sample * POSITIVE_SCALE);
  }
  return pcm;
}

/**
 * 16-bit PCM to float samples in −1..1, undoing {@link floatToInt16} by sign.
 *
 * @param into optional array to fill, at least as long as `samples`
 * @returns a view of exactly `samples.length` values, on `into` when given
 * @throws RangeError when `into` is too short
 */
export function int16ToFloat<B extends ArrayBufferLike = ArrayBuffer>(
  samples: Int16Array,
  into: Float32Array<B> = new Float32Array(samples.length) as Float32Array<B>,
): Float32Array<B> {
  const floats = exactLength(into, samples.length);
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i];
    floats[i] = sample / (sample < 0 ? NEGATIVE_SCALE : POSITIVE_SCALE);
  }
  return floats;
}

function exactLength<T extends Int16Array | Float32Array>(into: T, length: number): T {
  if (into.length < length) throw new RangeError(`need room for ${length} samples, got ${into.length}`);
  return into.length === length ? into : (into.subarray(0, length) as T);
}
