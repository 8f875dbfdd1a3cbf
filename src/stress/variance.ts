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

/** Verdict of the stress gate PR-G4. */
export type StressVerdict = "PASS" | "DOWNGRADE" | "FAIL";

/** What the verdict is made of. */
export interface StressEvidence {
  /** Number of runs that have a score. */
  readonly scoredRunCount: number;
  /** Number of runs that ended in an infrastructure error. */
  readonly errorCount: number;
  /** Rates, means and deviations of the scored runs. */
  readonly metrics: StressMetrics;
  /** The metrics beside their envelopes. */
  readonly analysis: VarianceAnalysis;
  /** Verdict of PR-G2 on the calls of all runs; null where they had no budget. @default null */
  readonly budgetVerdict?: "PASS" | "FAIL" | null;
  /** Faults that ended as a result nobody can trust (INV-FAILCLOSED-01). @default 0 */
  readonly silentSuccessCount?: number;
}

// OC-INV-0106, OC-STRESS-5202 impl
/**
 * The verdict of PR-G4: FAIL without a scored run, with a run that has no score, with a call over
 * its budget (INV-BUDGET-01), with a fault that ended as a silent success (INV-FAILCLOSED-01), or
 * with a pass rate below `PASS_RATIO_MIN`; DOWNGRADE when only an envelope is left; PASS otherwise.
 */
export function judgeStress(
  evidence: StressEvidence,
  { PASS_RATIO_MIN }: Pick<Calibration, "PASS_RATIO_MIN">,
): StressVerdict {
  const { scoredRunCount, errorCount, metrics, analysis } = evidence;
  const { budgetVerdict = null, silentSuccessCount = 0 } = evidence;
  if (scoredRunCount === 0 || errorCount > 0 || budgetVerdict === "FAIL") return "FAIL";
  if (silentSuccessCount > 0) return "FAIL";
  if (!(metrics.hard_pass_rate >= PASS_RATIO_MIN)) return "FAIL";
  return analysis.verdict === "FAIL" ? "DOWNGRADE" : "PASS";
}
