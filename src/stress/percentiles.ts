/** The percentiles of a latency that a report has. */
export const PERCENTILES = [50, 90, 95, 99, 100] as const;

// OC-STRESS-5209 impl
/**
 * The nearest-rank percentile: the smallest value that at least `percent` % of the sample do not
 * exceed. It is always a value of the sample. Null for an empty sample.
 *
 * @param sorted The sample in ascending order
 * @param percent In 0..100, exclusive of 0
 * @throws {RangeError} if `percent` is out of its range
 */
export function nearestRank(sorted: ArrayLike<number>, percent: number): number | null {
  if (!(percent > 0 && percent <= 100)) {
    throw new RangeError(`Cannot compute percentile: wanted a percent in 0..100, got ${percent}`);
  }
  if (sorted.length === 0) return null;
  // Multiplied before divided: 0.95 * 20 would be 19.000000000000004 and rank 20.
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1]!;
}
