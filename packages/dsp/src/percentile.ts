/**
 * Percentile with linear interpolation between the two nearest ranks: the value at fractional rank
 * (n − 1) · percent / 100 of the sorted values (Hyndman & Fan 1996, definition 7).
 *
 * @param values at least one; not changed
 * @param percent 0..100
 * @throws RangeError on empty input
 */
export function percentile(values: Float64Array, percent: number): number {
  if (values.length === 0) throw new RangeError('percentile of no values');
  const sorted = values.slice().sort();
  const rank = ((sorted.length - 1) * percent) / 100;
  const below = Math.floor(rank);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (rank - below);
}

/** The 50th {@link percentile}. */
export function median(values: Float64Array): number {
  return percentile(values, 50);
}
