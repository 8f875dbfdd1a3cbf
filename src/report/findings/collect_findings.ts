import type { Calibration } from "../../calibration/calibration.ts";
import type { RunRecord } from "../../stress/run_record.ts";
import type { StressDetails } from "../../stress/summary.ts";
import type { AmountDistribution } from "./amount_tally.ts";
import { AmountTally } from "./amount_tally.ts";
import { createPriceCall } from "./call_price.ts";
import type { CallFindings } from "./call_tally.ts";
import { CallTally } from "./call_tally.ts";
import type { FaultFindings } from "./fault_tally.ts";
import { FaultTally } from "./fault_tally.ts";
import { excerptRun } from "./run_excerpt.ts";
import type { RunSelection } from "./run_selection.ts";
import { RunSelector } from "./run_selection.ts";
import type { SceneGrid } from "./scene_grid.ts";
import { SceneGridTally } from "./scene_grid.ts";
import type { ScoreDistribution } from "./score_tally.ts";
import { ScoreTally } from "./score_tally.ts";
import type { Timeline } from "./timeline_tally.ts";
import { TimelineTally } from "./timeline_tally.ts";

/** What the reports about a stress show beside its summary: bounded, whatever the number of runs. */
export interface StressFindings {
  /** Runs that have a line in the journal. */
  readonly recordedRunCount: number;
  /** Time of all recorded runs together, those without a score included. */
  readonly totalLatencyMs: number;
  /** Scored runs that broke a hard rule. */
  readonly hardFailCount: number;
  /** Scored runs that broke a soft rule. */
  readonly softFailCount: number;
  /** Hard scores of the scored runs. */
  readonly hardScores: ScoreDistribution;
  /** Soft scores of the scored runs. */
  readonly softScores: ScoreDistribution;
  /** Times of the scored runs, in ms. */
  readonly latenciesMs: AmountDistribution;
  /** The runs in their order. */
  readonly timeline: Timeline;
  /** The parts of the runs beside the runs. */
  readonly sceneGrid: SceneGrid;
  /** What the runs called and what it cost; null where nobody counted. */
  readonly calls: CallFindings | null;
  /** What chaos did and what became of it; null where it was off. */
  readonly faults: FaultFindings | null;
  /** The runs that can be looked at one by one. */
  readonly selection: RunSelection;
}

/** Collects in one pass what the reports show, in memory that the number of runs does not change. */
export class FindingsCollector {
  #recordedRunCount = 0;
  #totalLatencyMs = 0;
  #hardFailCount = 0;
  #softFailCount = 0;
  readonly #hard = new ScoreTally();
  readonly #soft = new ScoreTally();
  readonly #latencies = new AmountTally();
  readonly #timeline: TimelineTally;
  readonly #scenes: SceneGridTally;
  readonly #calls: CallTally;
  readonly #faults = new FaultTally();
  readonly #selector: RunSelector;

  /**
   * Starts with nothing.
   *
   * @param options Runs that were asked for, and the limits to price calls by
   * @throws {InputError} if a price of the calibration cannot be held
   */
  constructor({ runCount, calibration }: {
    readonly runCount: number;
    readonly calibration: Calibration;
  }) {
    const priceCall = createPriceCall(calibration.BUDGET_LIMITS);
    this.#timeline = new TimelineTally(runCount);
    this.#scenes = new SceneGridTally(runCount);
    this.#calls = new CallTally(priceCall);
    this.#selector = new RunSelector((record) => excerptRun(record, priceCall));
  }

  /** Looks at a run; in the order of the runs. */
  add(record: RunRecord): void {
    this.#recordedRunCount += 1;
    this.#totalLatencyMs += record.latencyMs;
    this.#timeline.add(record);
    this.#calls.add(record.evidence);
    this.#faults.add(record);
    this.#selector.add(record);
    if (record.status === "error") return;
    this.#hardFailCount += Number(!record.hardPass);
    this.#softFailCount += Number(!record.softPass);
    this.#hard.add(record.hardScore, record.hardPass);
    this.#soft.add(record.softScore, record.softPass);
    this.#latencies.add(record.latencyMs);
    this.#scenes.add(record.runId, record.scenes);
  }

  /**
   * What was found so far.
   *
   * @param details The same runs, summed up
   */
  result({ scenes }: Pick<StressDetails, "scenes">): StressFindings {
    return {
      recordedRunCount: this.#recordedRunCount,
      totalLatencyMs: this.#totalLatencyMs,
      hardFailCount: this.#hardFailCount,
      softFailCount: this.#softFailCount,
      hardScores: this.#hard.result(),
      softScores: this.#soft.result(),
      latenciesMs: this.#latencies.result(),
      timeline: this.#timeline.result(),
      sceneGrid: this.#scenes.result(scenes),
      calls: this.#calls.result(),
      faults: this.#faults.result(),
      selection: this.#selector.result(),
    };
  }
}
