import type { Calibration, EnvelopeMetric } from "../calibration/calibration.ts";
import type { StressSummary } from "../stress/summary.ts";
import { hasTooManyErrors, type VarianceViolation } from "../stress/variance.ts";
import type { StressFindings } from "./findings/collect_findings.ts";
import { formatCount, formatScore } from "./format_number.ts";

/** How much a fact weighs: `error` fails, `warning` downgrades, `notice` is worth knowing. */
export type FactLevel = "error" | "warning" | "notice" | "good";

/** Something that whoever reads a verdict must know. */
export interface Fact {
  /** How much it weighs. */
  readonly level: FactLevel;
  /** Stable name for programs. */
  readonly code: string;
  /** One sentence. */
  readonly text: string;
}

/**
 * What stands behind a verdict, the heaviest first.
 *
 * @param summary The runs, summed up
 * @param findings What was found beside the summary
 * @param calibration The limits they were judged by
 */
export function factsOf(
  summary: StressSummary,
  findings: StressFindings,
  calibration: Calibration,
): readonly Fact[] {
  const facts = [
    ...runFacts(summary, findings, calibration),
    ...passFacts(summary, calibration),
    ...summary.analysis.violations.map(violationFact),
    ...summary.suspectMetrics.map(suspectFact),
    ...evidenceFacts(summary, findings),
  ];
  if (facts.some(({ level }) => level === "error" || level === "warning")) {
    return LEVELS.flatMap((level) => facts.filter((fact) => fact.level === level));
  }
  const text = summary.errorCount === 0
    ? "Every run has a score and every metric lies inside its envelope."
    : "Every metric lies inside its envelope.";
  return [{ level: "good", code: "INSIDE_ENVELOPES", text }, ...facts];
}

const LEVELS: readonly FactLevel[] = ["error", "warning", "notice", "good"];

function* runFacts(
  summary: StressSummary,
  { recordedRunCount }: StressFindings,
  calibration: Calibration,
): Generator<Fact> {
  const { requestedRunCount, scoredRunCount, errorCount } = summary;
  const level = "error";
  if (scoredRunCount === 0) {
    yield { level, code: "NO_SCORED_RUN", text: "No run has a score, so nothing was shown." };
  }
  if (errorCount > 0) {
    const text = `Runs without a score: ${formatCount(errorCount)} of ${
      formatCount(requestedRunCount)
    }.`;
    const isAllowed = !hasTooManyErrors(summary, calibration);
    yield { level: isAllowed ? "notice" : level, code: "INFRASTRUCTURE_ERROR", text };
  }
  const lostCount = requestedRunCount - recordedRunCount;
  if (lostCount > 0) {
    const text = `Runs without a line in the journal: ${formatCount(lostCount)}.`;
    yield { level, code: "RUNS_MISSING", text };
  }
}

function* passFacts(
  { scoredRunCount, metrics }: StressSummary,
  { PASS_RATIO_MIN: minimum }: Calibration,
): Generator<Fact> {
  const { hard_pass_rate: rate } = metrics;
  if (scoredRunCount === 0 || rate >= minimum) return;
  const text = `hard_pass_rate is ${formatScore(rate)}, below the ${minimum} that a verdict ` +
    "other than FAIL needs.";
  yield { level: "error", code: "PASS_RATIO_TOO_LOW", text };
}

function suspectFact(metric: EnvelopeMetric): Fact {
  const text = `${metric} is exactly 0 although nobody declared the provider deterministic: ` +
    "the runs may be repeats of one.";
  return { level: "warning", code: "VARIANCE_SUSPECT", text };
}

function violationFact({ metric, value, envelope, severity }: VarianceViolation): Fact {
  if (severity === "out_of_bounds") {
    const range = `${envelope.min} to ${envelope.max}`;
    const text = `${metric} is ${formatScore(value)}, outside its envelope of ${range}.`;
    return { level: "warning", code: "VARIANCE_OUT_OF_BOUNDS", text };
  }
  const text = `${metric} is ${formatScore(value)}: inside its envelope, below its target of ` +
    `${envelope.target}.`;
  return { level: "notice", code: "VARIANCE_BELOW_TARGET", text };
}

function* evidenceFacts(
  { details, budget, cache }: StressSummary,
  { calls, faults }: StressFindings,
): Generator<Fact> {
  if (details.repeatedOutputCount > 0) {
    const text = `Outputs that repeat an earlier one to the byte: ${
      formatCount(details.repeatedOutputCount)
    }.`;
    yield { level: "notice", code: "REPEATED_OUTPUT", text };
  }
  if (cache !== null && cache.hits > 0) {
    const text = `Calls answered by kept answers: ${formatCount(cache.hits)}; runs that are ` +
      `repeats throughout and no new samples: ${formatCount(cache.repeatedRuns)}.`;
    yield { level: "notice", code: "KEPT_ANSWERS", text };
  }
  if (budget !== null && budget.verdict === "FAIL") {
    const text = "The budget verdict is FAIL. Limits exceeded and calls refused: " +
      `${formatCount(budget.violationCount)}.`;
    yield { level: "error", code: "BUDGET_EXCEEDED", text };
  }
  if (calls !== null && calls.unpricedCount > 0) {
    const text = `Calls of unknown cost: ${formatCount(calls.unpricedCount)}.`;
    yield { level: "notice", code: "COST_UNKNOWN", text };
  }
  const silentCount = (faults?.counts ?? [])
    .filter(({ outcome }) => isSilent(outcome))
    .reduce((sum, { count }) => sum + count, 0);
  if (silentCount > 0) {
    const text = `Faults that ended as a silent success: ${formatCount(silentCount)}.`;
    yield { level: "error", code: "SILENT_SUCCESS", text };
  }
}

/** Whether an outcome says that a fault was swallowed (INV-FAILCLOSED-01). */
export function isSilent(outcome: string): boolean {
  return outcome.toLowerCase().includes("silent");
}
