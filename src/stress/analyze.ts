import { ENVELOPE_METRICS, type EnvelopeMetric } from "../calibration/calibration.ts";
import { InputError } from "../internal/errors.ts";
import type { Ports } from "../internal/ports.ts";
import { openReport } from "./read_report.ts";
import { REPORT_SCHEMA } from "./report.ts";
import { computePassRate, createStatsAccumulator } from "./stats.ts";
import type { StressMetrics } from "./variance.ts";

/** A metric as a report has it and as its runs give it. */
export interface MetricCheck {
  /** Which one. */
  readonly metric: EnvelopeMetric;
  /** What the report says. */
  readonly reported: number;
  /** What its runs give. */
  readonly computed: number;
  /** Whether the two agree to within {@linkcode ANALYSIS_TOLERANCE}. */
  readonly agrees: boolean;
}

/** A report, computed again from its runs. */
export interface ReportAnalysis {
  /** Number of runs in the report. */
  readonly runCount: number;
  /** Whether the report's own number of runs is that. */
  readonly runCountAgrees: boolean;
  /** The six metrics. */
  readonly checks: readonly MetricCheck[];
}

/** Sums of the same numbers in another order differ by less than this. */
export const ANALYSIS_TOLERANCE = 1e-12;

/**
 * Computes the metrics of a stress report again from its runs, in constant memory: ours, or that of
 * another tool that writes the format.
 *
 * @param path The report
 * @param ports Where to read
 * @throws {InputError} if it is no stress report, naming the place
 * @throws {WorldError} if it cannot be read
 */
export async function analyzeReport(
  path: string,
  ports: Pick<Ports, "files">,
): Promise<ReportAnalysis> {
  const report = openReport(path, ports);
  const hard = createStatsAccumulator();
  const soft = createStatsAccumulator();
  let [hardPassCount, softPassCount, runCount] = [0, 0, 0];
  for await (const run of report.runs()) {
    const place = `$.runs[${runCount++}]`;
    hard.add(scoreOf(run, "hard_score", { path, place }));
    soft.add(scoreOf(run, "soft_score", { path, place }));
    hardPassCount += Number(passOf(run, "hard_pass", { path, place }));
    softPassCount += Number(passOf(run, "soft_pass", { path, place }));
  }
  const rest = report.rest();
  rest.field("schema_version").oneOf([REPORT_SCHEMA]);
  const computed: StressMetrics = {
    hard_pass_rate: computePassRate(hardPassCount, runCount),
    soft_pass_rate: computePassRate(softPassCount, runCount),
    mean_hard_score: hard.result().mean,
    std_hard_score: hard.result().std,
    mean_soft_score: soft.result().mean,
    std_soft_score: soft.result().std,
  };
  const checks = ENVELOPE_METRICS.map((metric): MetricCheck => {
    const reported = rest.field(metric).number();
    const agrees = Math.abs(reported - computed[metric]) <= ANALYSIS_TOLERANCE;
    return { metric, reported, computed: computed[metric], agrees };
  });
  const runCountAgrees = rest.field("total_runs").number() === runCount;
  return { runCount, runCountAgrees, checks };
}

interface RunPlace {
  readonly path: string;
  readonly place: string;
}

/** Without a cursor: a million runs have four million members to look at. */
function scoreOf(run: Readonly<Record<string, unknown>>, name: string, at: RunPlace): number {
  const value = run?.[name];
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw badRun(name, "a number in 0..1", at);
}

function passOf(run: Readonly<Record<string, unknown>>, name: string, at: RunPlace): boolean {
  const value = run?.[name];
  if (typeof value === "boolean") return value;
  throw badRun(name, "true or false", at);
}

function badRun(name: string, wanted: string, { path, place }: RunPlace): InputError {
  return new InputError(
    `Cannot read "${path}" at ${place}.${name}: wanted ${wanted}, found another`,
  );
}
