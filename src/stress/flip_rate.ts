/**
 * How often the verdict of a stress flips when nothing has changed.
 *
 * The runs of an A/A control are a sample of what the engine does. The bootstrap (B. Efron,
 * "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics 7 (1), 1979) draws pairs
 * of stresses of N runs from it, with replacement, and counts how many pairs disagree.
 *
 * @module
 */
import type { Calibration } from "../calibration/calibration.ts";
import { createStream, type RandomStream } from "../internal/random.ts";
import { computePassRate } from "./stats.ts";
import { analyzeVariance, judgeStress, type StressVerdict } from "./variance.ts";

/** Pairs drawn for a rate: its standard error is at most 1.2 percentage points. */
const PAIR_COUNT = 2000;

/** A stress of more runs than this is not searched for. */
const RUN_MAX_COUNT = 16_384;

/** What a verdict depends on, of one run. */
export interface RunSample {
  /** Whether every hard rule was kept. */
  readonly hardPass: boolean;
  /** Whether every soft rule was kept. */
  readonly softPass: boolean;
  /** Share of the hard rules that was kept, in 0..1. */
  readonly hardScore: number;
  /** Share of the soft rules that was kept, in 0..1. */
  readonly softScore: number;
}

/** What a flip rate is measured by. */
export interface FlipRateOptions {
  /** Limits that the verdict follows from. */
  readonly calibration: Calibration;
  /** Seed of the drawing. */
  readonly seed: number;
}

// OC-STRESS-5211 impl
/**
 * The share of pairs of stresses of `runCount` runs whose verdicts differ.
 *
 * @param sample Runs of one engine, at least one
 * @param runCount Runs of each stress
 * @param options Limits and seed
 * @returns In 0..1
 * @throws {RangeError} if the sample is empty
 */
export function measureFlipRate(
  sample: readonly RunSample[],
  runCount: number,
  options: FlipRateOptions,
): number {
  return countFlips(sample, runCount, { ...options, flipMaxCount: PAIR_COUNT }) / PAIR_COUNT;
}

/** Counts pairs that disagree, up to one more than is asked for. */
function countFlips(
  sample: readonly RunSample[],
  runCount: number,
  { calibration, seed, flipMaxCount }: FlipRateOptions & { readonly flipMaxCount: number },
): number {
  if (sample.length === 0) {
    throw new RangeError("Cannot measure flip rate: wanted scored runs, found none");
  }
  const stream = createStream(seed, "flip-rate", String(runCount));
  let flipCount = 0;
  for (let pair = 0; pair < PAIR_COUNT && flipCount <= flipMaxCount; pair++) {
    const first = drawVerdict(sample, runCount, { stream, calibration });
    const second = drawVerdict(sample, runCount, { stream, calibration });
    flipCount += Number(first !== second);
  }
  return flipCount;
}

/**
 * The number of runs from which on at most a chosen share of the verdicts flips: the first of the
 * powers of two that holds. Null where none up to 16,384 does, because the engine sits on a limit.
 *
 * @param sample Runs of one engine, at least one
 * @param rateMax The chosen share, in 0..1
 * @param options Limits and seed
 */
export function findRunCount(
  sample: readonly RunSample[],
  rateMax: number,
  options: FlipRateOptions,
): number | null {
  const flipMaxCount = Math.floor(rateMax * PAIR_COUNT);
  for (let runCount = 1; runCount <= RUN_MAX_COUNT; runCount *= 2) {
    if (countFlips(sample, runCount, { ...options, flipMaxCount }) <= flipMaxCount) return runCount;
  }
  return null;
}

/**
 * The verdict of one drawn stress. The variance comes from sums of scores and squares: scores are
 * shares of one, so that nothing is lost that a verdict could depend on.
 */
function drawVerdict(
  sample: readonly RunSample[],
  runCount: number,
  { stream, calibration }: { readonly stream: RandomStream; readonly calibration: Calibration },
): StressVerdict {
  let [hardPasses, softPasses, hard, soft, hardSquares, softSquares] = [0, 0, 0, 0, 0, 0];
  for (let run = 0; run < runCount; run++) {
    const { hardPass, softPass, hardScore, softScore } = stream.pick(sample);
    hardPasses += Number(hardPass);
    softPasses += Number(softPass);
    hard += hardScore;
    soft += softScore;
    hardSquares += hardScore * hardScore;
    softSquares += softScore * softScore;
  }
  const metrics = {
    hard_pass_rate: computePassRate(hardPasses, runCount),
    soft_pass_rate: computePassRate(softPasses, runCount),
    mean_hard_score: hard / runCount,
    std_hard_score: deviation(hard, hardSquares, runCount),
    mean_soft_score: soft / runCount,
    std_soft_score: deviation(soft, softSquares, runCount),
  };
  const analysis = analyzeVariance(metrics, calibration.VARIANCE_ENVELOPES);
  return judgeStress({ scoredRunCount: runCount, errorCount: 0, metrics, analysis }, calibration);
}

function deviation(sum: number, squares: number, count: number): number {
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}
