/** Mean and spread of a sample. */
export interface SampleStats {
  /** Number of values. */
  readonly count: number;
  /** Arithmetic mean; 0 for an empty sample. */
  readonly mean: number;
  /** Population standard deviation (ddof 0), as the report format has it. */
  readonly std: number;
  /** Sample standard deviation (ddof 1); 0 for fewer than two values. */
  readonly sampleStd: number;
}

/** A sample that is summed up value by value, in constant memory. */
export interface StatsAccumulator {
  /** Adds a finite value. */
  add(value: number): void;
  /** The statistics of what was added so far. */
  result(): SampleStats;
}

// OC-STRESS-5206 impl
/**
 * Starts an accumulation by the recurrence of B. P. Welford, "Note on a Method for Calculating
 * Corrected Sums of Squares and Products", Technometrics 4 (3), 1962. It has no difference of two
 * large sums, so a sample far from zero keeps its spread.
 */
export function createStatsAccumulator(): StatsAccumulator {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add(value) {
      if (!Number.isFinite(value)) {
        throw new RangeError(`Cannot compute statistics: wanted a finite value, got ${value}`);
      }
      count += 1;
      const delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
    },
    result: () => ({
      count,
      mean,
      std: count > 0 ? Math.sqrt(squares / count) : 0,
      sampleStd: count > 1 ? Math.sqrt(squares / (count - 1)) : 0,
    }),
  };
}

/**
 * Mean and spread of a sample, in the order given.
 *
 * @example
 * ```ts
 * import { computeStats } from "@omega/readiness/stress";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(computeStats([1, 3]), { count: 2, mean: 2, std: 1, sampleStd: Math.SQRT2 });
 * ```
 *
 * @param values Finite numbers
 * @throws {RangeError} if a value is not finite
 */
export function computeStats(values: Iterable<number>): SampleStats {
  const accumulator = createStatsAccumulator();
  for (const value of values) accumulator.add(value);
  return accumulator.result();
}

// OC-STRESS-5205 impl
/**
 * Share of the passes, 0 for an empty sample: nothing that ran is nothing that passed.
 *
 * @param passCount Number of passes
 * @param totalCount Number of runs
 */
export function computePassRate(passCount: number, totalCount: number): number {
  return totalCount === 0 ? 0 : passCount / totalCount;
}
