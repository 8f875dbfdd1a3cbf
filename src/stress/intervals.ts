/**
 * Confidence intervals of rates and means, at 95 %.
 *
 * @module
 */
import type { SampleStats } from "./stats.ts";
import { twoSidedT } from "./student_t.ts";

/** Probability that an interval misses what it estimates. */
const MISS_PROBABILITY = 0.05;

/** The standard normal quantile of 97.5 %. */
const Z = 1.959963984540054;

/** Bounds between which the estimated value lies with 95 % confidence. */
export interface Interval {
  /** Lower bound. */
  readonly low: number;
  /** Upper bound. */
  readonly high: number;
}

// OC-STRESS-5207 impl
/**
 * The interval of a rate by E. B. Wilson, "Probable Inference, the Law of Succession, and
 * Statistical Inference", JASA 22 (158), 1927. Unlike the normal one it stays inside 0..1 and keeps
 * a width at rates of 0 and 1. Without a sample nothing is known: 0..1.
 *
 * @param passCount Number of passes
 * @param totalCount Number of runs
 */
export function wilsonInterval(passCount: number, totalCount: number): Interval {
  if (totalCount === 0) return { low: 0, high: 1 };
  const rate = passCount / totalCount;
  const z2 = Z * Z;
  const scale = 1 + z2 / totalCount;
  const center = (rate + z2 / (2 * totalCount)) / scale;
  const spread = (rate * (1 - rate)) / totalCount + z2 / (4 * totalCount * totalCount);
  const half = (Z / scale) * Math.sqrt(spread);
  // At the ends the formula gives 0 and 1 up to rounding.
  return {
    low: passCount === 0 ? 0 : Math.max(0, center - half),
    high: passCount === totalCount ? 1 : Math.min(1, center + half),
  };
}

/**
 * The interval of a mean by Student's t: mean ± t · s / √n with n - 1 degrees of freedom. Null for
 * fewer than two values, whose spread is unknown.
 *
 * @param stats The sample
 */
export function meanInterval({ count, mean, sampleStd }: SampleStats): Interval | null {
  if (count < 2) return null;
  const half = (twoSidedT(MISS_PROBABILITY, count - 1) * sampleStd) / Math.sqrt(count);
  return { low: mean - half, high: mean + half };
}
