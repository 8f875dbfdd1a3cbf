import { readBudgetLimits } from "../budget/budget_limits.ts";
import type { CostSummary } from "../budget/cost_totals.ts";
import { CostTotals } from "../budget/cost_totals.ts";
import type { Calibration, EnvelopeMetric } from "../calibration/calibration.ts";
import type { Reconciliation } from "../chaos/reconcile.ts";
import { reconcileRun, ReconciliationTally } from "../chaos/reconcile.ts";
import { readRunCalls } from "./budget_layer.ts";
import { addCacheLookups, type CacheTotals } from "./cache_layer.ts";
import { readRunFaults } from "./chaos_layer.ts";
import type { Interval } from "./intervals.ts";
import { meanInterval, wilsonInterval } from "./intervals.ts";
import { passPower } from "./pass_power.ts";
import { nearestRank, PERCENTILES } from "./percentiles.ts";
import type { RunRecord, ScoredRun } from "./run_record.ts";
import { createSceneTally, type SceneSummary } from "./scene_tally.ts";
import { computePassRate, createStatsAccumulator } from "./stats.ts";
import { addUsage, NO_USAGE, readUsage, type UsageTotals } from "./usage_meter.ts";
import type { StressMetrics, StressVerdict, VarianceAnalysis } from "./variance.ts";
import { analyzeVariance, findSuspects, judgeStress } from "./variance.ts";

/** The k of the pass^k in a report; those above the number of scored runs are left out. */
const PASS_POWERS = [1, 2, 4, 8, 16, 32, 64, 100] as const;

/** A percentile and its value. */
export interface Percentile {
  /** In 0..100. */
  readonly percent: number;
  /** The smallest value that at least so many percent of the sample do not exceed. */
  readonly value: number;
}

/** A run, named by its index, and its hard score. */
export interface RunScore {
  /** Index of the run. */
  readonly runId: number;
  /** Its hard score. */
  readonly hardScore: number;
}

/** What is known about a stress beside its six metrics. */
export interface StressDetails {
  /** 95 % intervals of the two pass rates, by Wilson. */
  readonly hardPassRateInterval: Interval;
  /** See `hardPassRateInterval`. */
  readonly softPassRateInterval: Interval;
  /** 95 % interval of the mean hard score, by Student's t; null for fewer than two runs. */
  readonly meanHardScoreInterval: Interval | null;
  /** 95 % interval of the mean soft score; null for fewer than two runs. */
  readonly meanSoftScoreInterval: Interval | null;
  /** Sample standard deviation (ddof 1) of the hard score. */
  readonly sampleStdHardScore: number;
  /** Sample standard deviation (ddof 1) of the soft score. */
  readonly sampleStdSoftScore: number;
  /** Nearest-rank percentiles of the latency of scored runs in ms; none without a scored run. */
  readonly latencyMs: readonly Percentile[];
  /** Probability that k runs all keep their hard rules, for growing k. */
  readonly hardPassPowers: readonly { readonly k: number; readonly probability: number }[];
  /** The run with the lowest hard score, the first of several; null without a scored run. */
  readonly worstRun: RunScore | null;
  /** The parts of the runs over all runs, in the order of the first run. */
  readonly scenes: readonly SceneSummary[];
  /** The part with the lowest mean hard score; null where the engine names none. */
  readonly worstScene: SceneSummary | null;
  /** Runs whose output another run before them had, to the byte. */
  readonly repeatedOutputCount: number;
  /** What the calls of all runs consumed, those of failed runs included. */
  readonly usage: UsageTotals;
}

/** A stress's runs, summed up. */
export interface StressSummary {
  /** Runs that were asked for. */
  readonly requestedRunCount: number;
  /** Runs that have a score. */
  readonly scoredRunCount: number;
  /** Runs that have none. */
  readonly errorCount: number;
  /** Rates, means and deviations of the scored runs. */
  readonly metrics: StressMetrics;
  /** The metrics beside their envelopes. */
  readonly analysis: VarianceAnalysis;
  /** Deviations of exactly 0 that the engine has no reason for: repeats instead of samples. */
  readonly suspectMetrics: readonly EnvelopeMetric[];
  /** Verdict of PR-G4. */
  readonly verdict: StressVerdict;
  /** The latest instant at which a run ended, or null where none did. */
  readonly timestamp: string | null;
  /** Intervals, percentiles and the like. */
  readonly details: StressDetails;
  /** What the calls of all runs cost; null where they had no budget. */
  readonly budget: CostSummary | null;
  /** What became of the faults; null where the runs had no chaos. */
  readonly chaos: Reconciliation | null;
  /** Which calls kept answers answered; null where the runs had no cache. */
  readonly cache: CacheTotals | null;
  /** Runs that never began; those that ended without a score are not among them. */
  readonly missingRunCount: number;
  /** Whether every run came to its end: none is missing, and no call was refused for its cost. */
  readonly isComplete: boolean;
}

/**
 * Sums up the runs of a stress in one pass. Memory: 16 bytes a run, for percentiles and repeats.
 *
 * @param records The runs in the order of their indices
 * @param options The number of runs asked for, the limits to judge by, and who else looks at each run
 */
export async function summarizeRuns(
  records: AsyncIterable<RunRecord>,
  options: {
    readonly runCount: number;
    readonly calibration: Calibration;
    /** Whether the provider is declared deterministic. @default false */
    readonly isDeterministic?: boolean | undefined;
    readonly onRecord?: (record: RunRecord) => void;
  },
): Promise<StressSummary> {
  const { runCount, calibration, isDeterministic = false, onRecord } = options;
  const tally = new RunTally(runCount, calibration);
  for await (const record of records) {
    tally.add(record);
    onRecord?.(record);
  }
  const metrics = tally.metrics();
  const { scoredRunCount, recordCount } = tally;
  const analysis = analyzeVariance(metrics, calibration.VARIANCE_ENVELOPES);
  // A run that left no line is as bad as one that failed: missing evidence is FAIL.
  const errorCount = runCount - scoredRunCount;
  const budget = tally.budget();
  const budgetVerdict = budget?.verdict ?? null;
  const chaos = tally.chaos();
  const silentSuccessCount = chaos?.total.silent_success ?? 0;
  const missingRunCount = runCount - recordCount;
  const suspectMetrics = findSuspects(metrics, { scoredRunCount, isDeterministic });
  const verdict = judgeStress({
    ...{ scoredRunCount, errorCount, missingRunCount, metrics, analysis, suspectMetrics },
    ...{ budgetVerdict, silentSuccessCount },
  }, calibration);
  const { timestamp } = tally;
  return {
    requestedRunCount: runCount,
    scoredRunCount,
    errorCount,
    metrics,
    analysis,
    suspectMetrics,
    verdict,
    timestamp,
    details: tally.details(),
    budget,
    chaos,
    cache: tally.cache(),
    missingRunCount,
    isComplete: recordCount === runCount && (budget?.refusedCount ?? 0) === 0,
  };
}

/** The running sums over the runs of a stress. */
class RunTally {
  recordCount = 0;
  scoredRunCount = 0;
  timestamp: string | null = null;
  readonly #hard = createStatsAccumulator();
  readonly #soft = createStatsAccumulator();
  readonly #scenes = createSceneTally();
  readonly #latenciesMs: Float64Array;
  /** The first 52 bits of each output's digest: exact in a double, and enough to tell repeats. */
  #outputs: Float64Array | null = null;
  #outputCount = 0;
  #hardPassCount = 0;
  #softPassCount = 0;
  #worstRun: RunScore | null = null;
  #usage = NO_USAGE;
  readonly #calibration: Calibration;
  /** Null until a run with a budget comes: without one no price is needed. */
  #costs: CostTotals | null = null;
  /** Null until a run under chaos comes. */
  #faults: ReconciliationTally | null = null;
  /** Null until a run with a cache comes. */
  #cache: CacheTotals | null = null;

  constructor(runCount: number, calibration: Calibration) {
    this.#calibration = calibration;
    this.#latenciesMs = new Float64Array(runCount);
  }

  add(record: RunRecord): void {
    const { timestamp } = record;
    this.recordCount += 1;
    this.#addCalls(record);
    this.#addFaults(record);
    this.#cache = addCacheLookups(this.#cache, record);
    if (this.timestamp === null || timestamp > this.timestamp) this.timestamp = timestamp;
    this.#usage = addUsage(this.#usage, readUsage(record.evidence));
    if (record.status === "scored") this.#addScored(record);
  }

  #addCalls(record: RunRecord): void {
    const calls = readRunCalls(record);
    if (calls === null) return;
    this.#costs ??= new CostTotals(readBudgetLimits(this.#calibration));
    this.#costs.add(calls);
  }

  budget(): CostSummary | null {
    return this.#costs?.summary ?? null;
  }

  #addFaults(record: RunRecord): void {
    const run = readRunFaults(record);
    if (run === null) return;
    this.#faults ??= new ReconciliationTally();
    this.#faults.add(reconcileRun(run.entries, run), run);
  }

  chaos(): Reconciliation | null {
    return this.#faults?.result() ?? null;
  }

  cache(): CacheTotals | null {
    return this.#cache;
  }

  #addScored({ runId, hardScore, softScore, ...run }: ScoredRun): void {
    this.#hard.add(hardScore);
    this.#soft.add(softScore);
    this.#hardPassCount += Number(run.hardPass);
    this.#softPassCount += Number(run.softPass);
    this.#latenciesMs[this.scoredRunCount++] = run.latencyMs;
    if (run.outputSha256 !== null) {
      this.#outputs ??= new Float64Array(this.#latenciesMs.length);
      this.#outputs[this.#outputCount++] = Number.parseInt(run.outputSha256.slice(0, 13), 16);
    }
    if (this.#worstRun === null || hardScore < this.#worstRun.hardScore) {
      this.#worstRun = { runId, hardScore };
    }
    this.#scenes.add(run.scenes);
  }

  metrics(): StressMetrics {
    const [hard, soft] = [this.#hard.result(), this.#soft.result()];
    return {
      hard_pass_rate: computePassRate(this.#hardPassCount, this.scoredRunCount),
      soft_pass_rate: computePassRate(this.#softPassCount, this.scoredRunCount),
      mean_hard_score: hard.mean,
      std_hard_score: hard.std,
      mean_soft_score: soft.mean,
      std_soft_score: soft.std,
    };
  }

  details(): StressDetails {
    const count = this.scoredRunCount;
    const [hard, soft] = [this.#hard.result(), this.#soft.result()];
    const scenes = this.#scenes.result();
    return {
      hardPassRateInterval: wilsonInterval(this.#hardPassCount, count),
      softPassRateInterval: wilsonInterval(this.#softPassCount, count),
      meanHardScoreInterval: meanInterval(hard),
      meanSoftScoreInterval: meanInterval(soft),
      sampleStdHardScore: hard.sampleStd,
      sampleStdSoftScore: soft.sampleStd,
      latencyMs: percentilesOf(this.#latenciesMs.subarray(0, count)),
      hardPassPowers: PASS_POWERS.filter((k) => k <= count).map((k) => ({
        k,
        probability: passPower(this.#hardPassCount, count, k),
      })),
      worstRun: this.#worstRun,
      scenes,
      worstScene: worstOf(scenes),
      usage: this.#usage,
      repeatedOutputCount: this.#outputs === null
        ? 0
        : countRepeats(this.#outputs.subarray(0, this.#outputCount)),
    };
  }
}

/** In place: a copy of a million numbers would be seen in the peak of the memory. */
function percentilesOf(sample: Float64Array): readonly Percentile[] {
  const sorted = sample.sort();
  return PERCENTILES.flatMap((percent) => {
    const value = nearestRank(sorted, percent);
    return value === null ? [] : [{ percent, value }];
  });
}

function worstOf(scenes: readonly SceneSummary[]): SceneSummary | null {
  return scenes.reduce<SceneSummary | null>(
    (worst, scene) => worst === null || scene.meanHardScore < worst.meanHardScore ? scene : worst,
    null,
  );
}

function countRepeats(outputs: Float64Array): number {
  return outputs.sort().reduce(
    (count, output, index, sorted) => count + Number(index > 0 && output === sorted[index - 1]),
    0,
  );
}
