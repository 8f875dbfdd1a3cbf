import { join } from "@std/path";
import { InputError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import { type Interval, meanInterval } from "./intervals.ts";
import { JOURNAL_NAME } from "./journal_line.ts";
import { readJournal } from "./read_journal.ts";
import { readRunManifest } from "./run_manifest.ts";
import type { RunRecord, ScoredRun } from "./run_record.ts";
import { createStatsAccumulator, type StatsAccumulator } from "./stats.ts";

/** What two stresses are compared by. */
export const COMPARED_METRICS = [
  "hard_pass_rate",
  "soft_pass_rate",
  "mean_hard_score",
  "mean_soft_score",
  "mean_latency_ms",
] as const;

/** Name of a metric that two stresses are compared by. */
export type ComparedMetric = (typeof COMPARED_METRICS)[number];

/** How the second stress stands to the first. */
export type ComparisonVerdict = "better" | "same" | "worse";

/** One metric of two stresses. */
export interface MetricComparison {
  /** Which one. */
  readonly metric: ComparedMetric;
  /** Mean over the pairs, first stress. */
  readonly before: number;
  /** Mean over the pairs, second stress. */
  readonly after: number;
  /** Mean of the paired differences, second minus first. */
  readonly difference: number;
  /** 95 % interval of that mean, by Student's t over the pairs. */
  readonly interval: Interval;
  /** `same` unless the interval lies on one side of zero. */
  readonly verdict: ComparisonVerdict;
}

/** Two stresses, compared run by run. */
export interface StressComparison {
  /** Runs that have a score in both. */
  readonly pairCount: number;
  /** Runs that have a score in one or none. */
  readonly unpairedCount: number;
  /** The metrics, in the order of {@linkcode COMPARED_METRICS}. */
  readonly metrics: readonly MetricComparison[];
  /** `worse` if any metric is, otherwise `better` if any is. */
  readonly verdict: ComparisonVerdict;
}

const READ: Readonly<Record<ComparedMetric, (run: ScoredRun) => number>> = {
  hard_pass_rate: ({ hardPass }) => Number(hardPass),
  soft_pass_rate: ({ softPass }) => Number(softPass),
  mean_hard_score: ({ hardScore }) => hardScore,
  mean_soft_score: ({ softScore }) => softScore,
  mean_latency_ms: ({ latencyMs }) => latencyMs,
};

/** Of latency less is better, of everything else more. */
const LOWER_IS_BETTER: ReadonlySet<ComparedMetric> = new Set(["mean_latency_ms"]);

// OC-STRESS-5210 impl
/**
 * Compares two finished stresses run by run: run 7 of one with run 7 of the other, which had the
 * same seed. Pairing takes the spread between runs out of the difference, so that fewer runs show
 * a smaller change than two separate means would.
 *
 * @param before Run folder of the first stress
 * @param after Run folder of the second one
 * @param ports Where to read
 * @throws {InputError} if a folder is no finished whole stress, if their seeds differ, or if fewer
 * than two runs have a score in both
 */
export async function compareStresses(
  before: string,
  after: string,
  ports: Pick<Ports, "files">,
): Promise<StressComparison> {
  const [first, second] = [await readFinished(before, ports), await readFinished(after, ports)];
  if (first.seed !== second.seed) {
    throw new InputError(
      `Cannot compare "${after}": wanted seed ${first.seed} as in "${before}", found ${second.seed}`,
    );
  }
  const sums = new Map(COMPARED_METRICS.map((metric) => [metric, createPairSums()]));
  let pairCount = 0;
  for await (const [one, other] of pairRuns(before, after, ports)) {
    pairCount += 1;
    for (const [metric, { before, after, difference }] of sums) {
      const [was, is] = [READ[metric](one), READ[metric](other)];
      before.add(was);
      after.add(is);
      difference.add(is - was);
    }
  }
  if (pairCount < 2) {
    throw new InputError(
      `Cannot compare "${before}" and "${after}": wanted two runs with a score in both, ` +
        `found ${pairCount}`,
    );
  }
  const metrics = COMPARED_METRICS.map((metric) => compareMetric(metric, sums.get(metric)!));
  const unpairedCount = Math.max(first.count, second.count) - pairCount;
  return { pairCount, unpairedCount, metrics, verdict: overallVerdict(metrics) };
}

async function readFinished(path: string, ports: Pick<Ports, "files">) {
  const { identity, status, shard } = await readRunManifest(path, ports);
  if (status === "complete" && shard === null) return identity;
  const found = shard === null ? "an incomplete one" : "a shard";
  throw new InputError(`Cannot compare "${path}": wanted a finished stress, found ${found}`);
}

/** Both journals are in the order of the runs, so that one pass over both finds the pairs. */
async function* pairRuns(
  before: string,
  after: string,
  ports: Pick<Ports, "files">,
): AsyncGenerator<readonly [ScoredRun, ScoredRun]> {
  const others = readJournal(join(after, JOURNAL_NAME), ports);
  try {
    let other: IteratorResult<RunRecord> = await others.next();
    for await (const one of readJournal(join(before, JOURNAL_NAME), ports)) {
      while (!other.done && other.value.runId < one.runId) other = await others.next();
      if (other.done) return;
      const { value } = other;
      const isPair = value.runId === one.runId;
      if (isPair && one.status === "scored" && value.status === "scored") yield [one, value];
    }
  } finally {
    await others.return(undefined);
  }
}

interface PairSums {
  readonly before: StatsAccumulator;
  readonly after: StatsAccumulator;
  readonly difference: StatsAccumulator;
}

function createPairSums(): PairSums {
  return {
    before: createStatsAccumulator(),
    after: createStatsAccumulator(),
    difference: createStatsAccumulator(),
  };
}

function compareMetric(metric: ComparedMetric, sums: PairSums): MetricComparison {
  const difference = sums.difference.result();
  const interval = meanInterval(difference)!;
  const isUp = interval.low > 0;
  const isDown = interval.high < 0;
  const isBetter = LOWER_IS_BETTER.has(metric) ? isDown : isUp;
  return {
    metric,
    before: sums.before.result().mean,
    after: sums.after.result().mean,
    difference: difference.mean,
    interval,
    verdict: isUp || isDown ? (isBetter ? "better" : "worse") : "same",
  };
}

function overallVerdict(metrics: readonly MetricComparison[]): ComparisonVerdict {
  const has = (verdict: ComparisonVerdict) => metrics.some((one) => one.verdict === verdict);
  if (has("worse")) return "worse";
  return has("better") ? "better" : "same";
}
