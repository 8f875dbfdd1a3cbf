// OC-STRESS-5208 impl
/**
 * pass^k: the probability that k runs, drawn at random from those that were done, all pass. The
 * unbiased estimate C(c, k) / C(n, k) of S. Yao et al., "τ-bench: A Benchmark for
 * Tool-Agent-User Interaction in Real-World Domains", arXiv 2406.12045, 2024.
 *
 * @param passCount Number of runs that passed (c)
 * @param totalCount Number of runs (n)
 * @param k Number of runs drawn, in 1..n
 * @throws {RangeError} if k is out of its range
 */
export function passPower(passCount: number, totalCount: number, k: number): number {
  if (!Number.isInteger(k) || k < 1 || k > totalCount) {
    throw new RangeError(
      `Cannot compute pass^k: k must be an integer in 1..${totalCount}, got ${k}`,
    );
  }
  // As a product of ratios, so that no binomial coefficient overflows.
  let probability = 1;
  for (let drawn = 0; drawn < k && probability > 0; drawn++) {
    probability *= Math.max(0, passCount - drawn) / (totalCount - drawn);
  }
  return probability;
}
