/**
 * Centred moving mean, as long as the input; beyond both ends the values count as zero.
 *
 * Every mean is summed afresh: a running sum would leave rounding residue of loud passages in the
 * digital silence that follows them, and that silence is told apart by being exactly zero.
 *
 * @param width odd number of values
 * @throws RangeError on an even or non-positive width
 */
export function movingMean(values: Float64Array, width: number): Float64Array {
  if (!Number.isInteger(width) || width < 1 || width % 2 === 0)
    throw new RangeError(`moving mean over ${width} values: need an odd number`);
  const half = (width - 1) / 2;
  const means = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const end = Math.min(i + half, values.length - 1);
    let sum = 0;
    for (let j = Math.max(0, i - half); j <= end; j++) sum += values[j];
    means[i] = sum / width;
  }
  return means;
}
