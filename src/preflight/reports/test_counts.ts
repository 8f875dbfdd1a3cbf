/** How the tests of a suite ended. */
export interface TestCounts {
  /** Tests that ran and held. */
  readonly passed: number;
  /** Tests that ran and did not hold. */
  readonly failed: number;
  /** Tests that did not run; they prove nothing and are never counted as passed. */
  readonly skipped: number;
}

/** Reads the counts out of what a test command reports. */
export type ReadCounts = (text: string, source: string) => TestCounts;

/** Counts outcomes. */
export function countOutcomes(outcomes: Iterable<keyof TestCounts>): TestCounts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const outcome of outcomes) counts[outcome] += 1;
  return counts;
}
