import type { Calibration, Envelope, EnvelopeMetric } from "../calibration/calibration.ts";
import { ENVELOPE_METRICS } from "../calibration/calibration.ts";

/** The six metrics of a stress report. */
export type StressMetrics = Readonly<Record<EnvelopeMetric, number>>;

/** A metric that is not where it should be. */
export interface VarianceViolation {
  /** Which one. */
  readonly metric: EnvelopeMetric;
  /** What the runs gave. */
  readonly value: number;
  /** Where it should lie. */
  readonly envelope: Envelope;
  /** Only `out_of_bounds` counts for the verdict; `below_target` is told. */
  readonly severity: "out_of_bounds" | "below_target";
}

/** Whether the metrics are inside their envelopes. */
export interface VarianceAnalysis {
  /** FAIL if any metric is out of bounds. */
  readonly verdict: "PASS" | "FAIL";
  /** In the order of the report's metrics. */
  readonly violations: readonly VarianceViolation[];
}

// OC-STRESS-5203, OC-STRESS-5204 impl
/**
 * Compares the metrics with their envelopes (INV-ENTROPY-01). Bounds are inclusive. For the
 * standard deviations lower is better, so being below their target is no violation.
 */
export function analyzeVariance(
  metrics: StressMetrics,
  envelopes: Calibration["VARIANCE_ENVELOPES"],
): VarianceAnalysis {
  const violations = ENVELOPE_METRICS.flatMap((metric): VarianceViolation[] => {
    const value = metrics[metric];
    const envelope = envelopes[metric];
    // Written so that a value that is no number is out of bounds.
    if (!(value >= envelope.min && value <= envelope.max)) {
      return [{ metric, value, envelope, severity: "out_of_bounds" }];
    }
    if (!metric.startsWith("std_") && value < envelope.target) {
      return [{ metric, value, envelope, severity: "below_target" }];
    }
    return [];
  });
  const isOut = violations.some(({ severity }) => severity === "out_of_bounds");
  return { verdict: isOut ? "FAIL" : "PASS", violations };
}

/**
 * The deviations that are exactly 0 although nobody declared the engine deterministic: several
 * samples of something that varies do not agree to the last bit, so they were not samples.
 *
 * @param metrics What the runs gave
 * @param runs How many there were, and what was declared about them
 */
export function findSuspects(
  metrics: StressMetrics,
  { scoredRunCount, isDeterministic }: {
    readonly scoredRunCount: number;
    readonly isDeterministic: boolean;
  },
): readonly EnvelopeMetric[] {
  if (isDeterministic || scoredRunCount < 2) return [];
  return ENVELOPE_METRICS.filter((metric) => metric.startsWith("std_") && metrics[metric] === 0);
}

/** Verdict of the stress gate PR-G4. */
export type StressVerdict = "PASS" | "DOWNGRADE" | "FAIL";

/** What the verdict is made of. */
export interface StressEvidence {
  /** Number of runs that have a score. */
  readonly scoredRunCount: number;
  /** Number of runs that ended in an infrastructure error or left no line. */
  readonly errorCount: number;
  /** Those of them that left no line: they are FAIL whatever share is allowed. @default 0 */
  readonly missingRunCount?: number;
  /** Rates, means and deviations of the scored runs. */
  readonly metrics: StressMetrics;
  /** The metrics beside their envelopes. */
  readonly analysis: VarianceAnalysis;
  /** Deviations that are too good to be true, see {@linkcode findSuspects}. @default none */
  readonly suspectMetrics?: readonly EnvelopeMetric[];
  /** Verdict of PR-G2 on the calls of all runs; null where they had no budget. @default null */
  readonly budgetVerdict?: "PASS" | "FAIL" | null;
  /** Faults that ended as a result nobody can trust (INV-FAILCLOSED-01). @default 0 */
  readonly silentSuccessCount?: number;
}

// OC-INV-0106, OC-STRESS-5202, OC-STRESS-5212 impl
/**
 * The verdict of PR-G4: FAIL without a scored run, with more runs that have no score than
 * `INFRASTRUCTURE_ERROR_RATIO_MAX` allows (none where the calibration does not have it), with a run
 * that left no line, with a call over its budget (INV-BUDGET-01), with a fault that ended as a silent
 * success (INV-FAILCLOSED-01), or with a pass rate below `PASS_RATIO_MIN`; DOWNGRADE when only an
 * envelope or a suspect deviation is left; PASS otherwise.
 */
export function judgeStress(evidence: StressEvidence, limits: StressLimits): StressVerdict {
  const { scoredRunCount, metrics, analysis } = evidence;
  const { missingRunCount = 0, suspectMetrics = [] } = evidence;
  const { budgetVerdict = null, silentSuccessCount = 0 } = evidence;
  if (scoredRunCount === 0 || missingRunCount > 0 || hasTooManyErrors(evidence, limits)) {
    return "FAIL";
  }
  if (budgetVerdict === "FAIL" || silentSuccessCount > 0) return "FAIL";
  if (!(metrics.hard_pass_rate >= limits.PASS_RATIO_MIN)) return "FAIL";
  return analysis.verdict === "FAIL" || suspectMetrics.length > 0 ? "DOWNGRADE" : "PASS";
}

/** The limits of the calibration that a stress is judged by, beside the envelopes. */
export type StressLimits = Pick<Calibration, "PASS_RATIO_MIN" | "INFRASTRUCTURE_ERROR_RATIO_MAX">;

// OC-STRESS-5213 impl
/** Whether more runs have no score than the calibration allows. */
export function hasTooManyErrors(
  { scoredRunCount, errorCount }: Pick<StressEvidence, "scoredRunCount" | "errorCount">,
  { INFRASTRUCTURE_ERROR_RATIO_MAX = 0 }: StressLimits,
): boolean {
  return errorCount > INFRASTRUCTURE_ERROR_RATIO_MAX * (scoredRunCount + errorCount);
}
