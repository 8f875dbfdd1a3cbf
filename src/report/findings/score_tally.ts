/** Bins of a score: each a thousandth wide; a score of 1 belongs to the last one. */
export const SCORE_BIN_COUNT = 1000;

/** Upper bounds, inclusive, at which a distribution also counts what is at most there. */
export const SCORE_BOUNDS: readonly number[] = Array.from({ length: 20 }, (_, i) => (i + 1) / 20);

/** How scores in 0..1 are spread. */
export interface ScoreDistribution {
  /** Number of scores. */
  readonly count: number;
  /** Their sum. */
  readonly sum: number;
  /** The lowest one; 0 where there is none. */
  readonly lowest: number;
  /** The highest one; 0 where there is none. */
  readonly highest: number;
  /** Number of scores in each bin: the first one is [0, 0.001), the last one [0.999, 1]. */
  readonly counts: readonly number[];
  /** Those of them whose run broke a rule. */
  readonly brokenCounts: readonly number[];
  /** Number of scores that are at most the bound of the same place in `SCORE_BOUNDS`. */
  readonly atMostCounts: readonly number[];
}

/** Counts scores into bins, in constant memory. */
export class ScoreTally {
  readonly #counts = new Float64Array(SCORE_BIN_COUNT);
  readonly #brokenCounts = new Float64Array(SCORE_BIN_COUNT);
  readonly #bounds = new Float64Array(SCORE_BOUNDS.length);
  #count = 0;
  #sum = 0;
  #lowest = Infinity;
  #highest = -Infinity;

  /**
   * Adds a score.
   *
   * @param score In 0..1
   * @param isPass Whether the run kept every rule that the score is about
   */
  add(score: number, isPass: boolean): void {
    this.#count += 1;
    this.#sum += score;
    this.#lowest = Math.min(this.#lowest, score);
    this.#highest = Math.max(this.#highest, score);
    // The tolerance keeps a score that stands on an edge, such as 0.57, in the bin above it.
    const bin = Math.min(SCORE_BIN_COUNT - 1, Math.floor(score * SCORE_BIN_COUNT + 1e-9));
    this.#counts[bin]! += 1;
    if (!isPass) this.#brokenCounts[bin]! += 1;
    const bound = SCORE_BOUNDS.findIndex((limit) => score <= limit);
    this.#bounds[bound]! += 1;
  }

  /** What was counted so far. */
  result(): ScoreDistribution {
    let below = 0;
    return {
      count: this.#count,
      sum: this.#sum,
      lowest: this.#count === 0 ? 0 : this.#lowest,
      highest: this.#count === 0 ? 0 : this.#highest,
      counts: [...this.#counts],
      brokenCounts: [...this.#brokenCounts],
      atMostCounts: Array.from(this.#bounds, (count) => below += count),
    };
  }
}
