import type { RunRecord } from "../../stress/run_record.ts";

/** A timeline has at most so many bins. */
const BIN_MAX_COUNT = 200;

/** How the values of neighbouring runs are spread; all 0 where no run has a value. */
export interface Spread {
  /** The lowest one. */
  readonly lowest: number;
  /** Their mean. */
  readonly mean: number;
  /** The highest one. */
  readonly highest: number;
}

/** Neighbouring runs, summed up. */
export interface TimelineBin {
  /** Index of its first run. */
  readonly firstRun: number;
  /** Index of its last run. */
  readonly lastRun: number;
  /** Runs that have a score. */
  readonly scoredCount: number;
  /** Runs that ended without a score. */
  readonly errorCount: number;
  /** Scored runs that broke a hard rule. */
  readonly hardFailCount: number;
  /** Scored runs that broke a soft rule. */
  readonly softFailCount: number;
  /** Hard scores of its scored runs. */
  readonly hardScore: Spread;
  /** Soft scores of its scored runs. */
  readonly softScore: Spread;
  /** Times of its scored runs. */
  readonly latencyMs: Spread;
}

/** The runs of a stress in their order. */
export interface Timeline {
  /** Runs of a bin; the last one may have fewer. */
  readonly runsPerBin: number;
  /** The bins in the order of their runs; together they have every run. */
  readonly bins: readonly TimelineBin[];
}

/**
 * Sums up neighbouring runs. The rule: with N runs a bin has ceil(N / 200), so that up to 200 runs
 * have one each. Nothing is left out: a bin knows its lowest, mean and highest score, and one
 * broken run among many still marks its bin.
 */
export class TimelineTally {
  readonly #runCount: number;
  readonly #runsPerBin: number;
  readonly #bins: BinSums[];

  /** @param runCount Runs that were asked for */
  constructor(runCount: number) {
    this.#runCount = runCount;
    this.#runsPerBin = Math.max(1, Math.ceil(runCount / BIN_MAX_COUNT));
    const binCount = Math.ceil(runCount / this.#runsPerBin);
    this.#bins = Array.from({ length: binCount }, () => new BinSums());
  }

  /** Adds a run. One that was not asked for is left out. */
  add(record: RunRecord): void {
    this.#bins[Math.floor((record.runId - 1) / this.#runsPerBin)]?.add(record);
  }

  /** What was added so far. */
  result(): Timeline {
    const runsPerBin = this.#runsPerBin;
    const bins = this.#bins.map((sums, index) => ({
      firstRun: index * runsPerBin + 1,
      lastRun: Math.min(this.#runCount, (index + 1) * runsPerBin),
      ...sums.result(),
    }));
    return { runsPerBin, bins };
  }
}

class BinSums {
  #scoredCount = 0;
  #errorCount = 0;
  #hardFailCount = 0;
  #softFailCount = 0;
  readonly #hardScore = new SpreadSums();
  readonly #softScore = new SpreadSums();
  readonly #latencyMs = new SpreadSums();

  add(record: RunRecord): void {
    if (record.status === "error") {
      this.#errorCount += 1;
      return;
    }
    this.#scoredCount += 1;
    this.#hardFailCount += Number(!record.hardPass);
    this.#softFailCount += Number(!record.softPass);
    this.#hardScore.add(record.hardScore);
    this.#softScore.add(record.softScore);
    this.#latencyMs.add(record.latencyMs);
  }

  result(): Omit<TimelineBin, "firstRun" | "lastRun"> {
    const count = this.#scoredCount;
    return {
      scoredCount: count,
      errorCount: this.#errorCount,
      hardFailCount: this.#hardFailCount,
      softFailCount: this.#softFailCount,
      hardScore: this.#hardScore.result(count),
      softScore: this.#softScore.result(count),
      latencyMs: this.#latencyMs.result(count),
    };
  }
}

class SpreadSums {
  #lowest = Infinity;
  #sum = 0;
  #highest = 0;

  add(value: number): void {
    this.#lowest = Math.min(this.#lowest, value);
    this.#sum += value;
    this.#highest = Math.max(this.#highest, value);
  }

  result(count: number): Spread {
    if (count === 0) return { lowest: 0, mean: 0, highest: 0 };
    return { lowest: this.#lowest, mean: this.#sum / count, highest: this.#highest };
  }
}
