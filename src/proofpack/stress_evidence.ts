import { readBudgetLimits } from "../budget/budget_limits.ts";
import { checkRunCost } from "../budget/check_run_cost.ts";
import { ENVELOPE_METRICS } from "../calibration/calibration.ts";
import type { Calibration } from "../calibration/calibration.ts";
import { parseCalibration } from "../calibration/parse.ts";
import type { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import { sha256Hex } from "../internal/hash.ts";
import type { Json } from "../internal/json.ts";
import { canonicalJson } from "../internal/json.ts";
import { STRESS_OUTPUTS } from "../report/write_stress_outputs.ts";
import { computePassRate, createStatsAccumulator } from "../stress/stats.ts";
import type {
  StressEvidence,
  StressLimits,
  StressMetrics,
  VarianceAnalysis,
} from "../stress/variance.ts";
import {
  analyzeVariance,
  findSuspects,
  hasTooManyErrors,
  judgeStress,
} from "../stress/variance.ts";
import { CHAOS_LOG, countSilentSuccesses } from "./chaos_evidence.ts";
import type { EvidenceDocuments, Judgement, RunType } from "./run_type.ts";

const REPORT = "PR_REPORT.json";
const RUN = "RUN.json";
const CALIBRATION = "inputs/calibration.json";
const RUN_COST = "run-cost.json";

/** Reports may come from another machine or language; sums may differ in the last bits. */
const TOLERANCE = 1e-9;

/**
 * A stress run (PR-G4). The metrics are computed again from the scores of the runs, the envelopes
 * are applied again from the packed calibration, and so are the limits of the budget to its calls;
 * what the report claims must agree with that.
 */
export const stressRunType: RunType = {
  name: "stress",
  evidence: [REPORT, RUN, CALIBRATION],
  optionalEvidence: [RUN_COST, CHAOS_LOG],
  derived: STRESS_OUTPUTS,
  judge: judgeStressEvidence,
};

// OC-PACK-6204 impl
function judgeStressEvidence(documents: EvidenceDocuments): Judgement {
  const report = documents.get(REPORT)!;
  const run = documents.get(RUN)!;
  const calibrationRoot = documents.get(CALIBRATION)!;
  report.field("schema_version").oneOf(["STRESS-REPORT-1.0"]);
  run.field("schema_version").oneOf(["RUN-1.0"]);
  run.field("command").oneOf(["stress"]);
  checkCalibrationDigest(run, calibrationRoot);
  const calibration = parseCalibration(calibrationRoot);

  const runs = report.field("runs").items();
  const count = run.field("count").number({ min: 1, isInteger: true });
  checkRunIds(runs, count);
  expectNumber(report.field("total_runs"), runs.length);
  const metrics = computeMetrics(runs);
  for (const metric of ENVELOPE_METRICS) expectNumber(report.field(metric), metrics[metric]);
  const analysis = analyzeVariance(metrics, calibration.VARIANCE_ENVELOPES);
  checkAnalysis(report, analysis);
  const isDeterministic = run.optional("deterministic")?.boolean() ?? false;
  const suspectMetrics = findSuspects(metrics, { scoredRunCount: runs.length, isDeterministic });
  checkSuspects(report.optional("suspect_metrics"), suspectMetrics);

  // A run without a score is an infrastructure error, whether the report has it or lacks it.
  const scoredRunCount = runs.length;
  const budgetVerdict = judgeBudget(report, documents.get(RUN_COST), calibration);
  const errorCount = count - scoredRunCount;
  const scored = new Set(runs.map((one) => one.field("run_id").value));
  const silentSuccessCount = countSilentSuccesses({
    report,
    run,
    log: documents.get(CHAOS_LOG),
    isScored: (runId) => scored.has(runId),
  });
  const judged = { scoredRunCount, errorCount, metrics, analysis, suspectMetrics };
  const evidence = { ...judged, budgetVerdict, silentSuccessCount };
  const verdict = judgeStress(evidence, calibration);
  checkDowngradeFlag(report, verdict);
  report.optional("verdict")?.oneOf([verdict]);

  const isComplete = run.field("status").oneOf(["complete", "incomplete"]) === "complete";
  const reasons = explain(evidence, calibration);
  if (isComplete) return { verdict, reasons };
  return { verdict: "FAIL", reasons: ["the run is incomplete", ...reasons] };
}

/** The verdict on the calls; null where neither the report nor the folder knows of a budget. */
function judgeBudget(
  report: JsonCursor,
  runCost: JsonCursor | undefined,
  calibration: Calibration,
): "PASS" | "FAIL" | null {
  const claimed = report.optional("budget_verdict");
  if (claimed === undefined && runCost === undefined) return null;
  if (runCost === undefined) {
    throw new InputError(
      `Cannot read "${RUN_COST}": wanted a file, as the report names a budget, found none`,
    );
  }
  const { verdict, findings: [first] } = checkRunCost(
    runCost.value,
    readBudgetLimits(calibration, CALIBRATION),
    runCost.source,
  );
  if (first !== undefined) {
    throw new InputError(`Cannot read "${runCost.source}" at ${first.path}: ${first.message}`);
  }
  report.field("budget_verdict").oneOf([verdict]);
  expectNumber(report.field("total_cost_usd"), runCost.field("total_cost_usd").number());
  return verdict;
}

/** A looser calibration put beside the report afterwards would change the verdict. */
function checkCalibrationDigest(run: JsonCursor, calibration: JsonCursor): void {
  const digest = run.field("input_digests").field("calibration");
  digest.oneOf([`sha256:${sha256Hex(canonicalJson(calibration.value as Json))}`]);
}

function checkRunIds(runs: readonly JsonCursor[], count: number): void {
  let previous = 0;
  for (const run of runs) {
    previous = run.field("run_id").number({ min: previous + 1, max: count, isInteger: true });
  }
}

function computeMetrics(runs: readonly JsonCursor[]): StressMetrics {
  const hard = createStatsAccumulator();
  const soft = createStatsAccumulator();
  let hardPassCount = 0;
  let softPassCount = 0;
  for (const run of runs) {
    hard.add(run.field("hard_score").number({ min: 0, max: 1 }));
    soft.add(run.field("soft_score").number({ min: 0, max: 1 }));
    hardPassCount += Number(run.field("hard_pass").boolean());
    softPassCount += Number(run.field("soft_pass").boolean());
  }
  return {
    hard_pass_rate: computePassRate(hardPassCount, runs.length),
    soft_pass_rate: computePassRate(softPassCount, runs.length),
    mean_hard_score: hard.result().mean,
    std_hard_score: hard.result().std,
    mean_soft_score: soft.result().mean,
    std_soft_score: soft.result().std,
  };
}

function expectNumber(cursor: JsonCursor, wanted: number): void {
  if (Math.abs(cursor.number() - wanted) > TOLERANCE) {
    cursor.fail(`${wanted}, which the runs give`);
  }
}

function checkAnalysis(report: JsonCursor, analysis: VarianceAnalysis): void {
  report.field("variance_verdict").oneOf([analysis.verdict]);
  const claimed = report.field("variance_violations");
  const items = claimed.items();
  if (items.length !== analysis.violations.length) {
    claimed.fail(`${analysis.violations.length} violations, which the envelopes give`);
  }
  for (const [index, { metric, severity, value }] of analysis.violations.entries()) {
    const item = items[index]!;
    item.field("metric").oneOf([metric]);
    item.field("severity").oneOf([severity]);
    expectNumber(item.field("value"), value);
  }
}

/** Reports of other tools do not name them. */
// OC-PACK-6207 impl
function checkSuspects(claimed: JsonCursor | undefined, suspects: readonly string[]): void {
  if (claimed === undefined || claimed.strings().join() === suspects.join()) return;
  claimed.fail(JSON.stringify(suspects));
}

function checkDowngradeFlag(report: JsonCursor, verdict: Judgement["verdict"]): void {
  const flag = report.field("downgrade_flag");
  const wanted = verdict === "DOWNGRADE" ? "DOWNGRADE_VARIANCE" : null;
  if (flag.value !== wanted) flag.fail(JSON.stringify(wanted));
}

function explain(evidence: StressEvidence, limits: StressLimits): readonly string[] {
  const { scoredRunCount, errorCount, metrics, analysis, budgetVerdict } = evidence;
  const { suspectMetrics = [], silentSuccessCount = 0 } = evidence;
  const { PASS_RATIO_MIN } = limits;
  const reasons: string[] = [];
  if (scoredRunCount === 0) reasons.push("no run has a score");
  else if (hasTooManyErrors(evidence, limits)) reasons.push(`${errorCount} runs have no score`);
  if (budgetVerdict === "FAIL") reasons.push("calls are over their budget");
  if (silentSuccessCount > 0) reasons.push(`${silentSuccessCount} faults ended as results`);
  if (metrics.hard_pass_rate < PASS_RATIO_MIN) {
    reasons.push(`hard_pass_rate ${metrics.hard_pass_rate} is below ${PASS_RATIO_MIN}`);
  }
  for (const { metric, value, envelope, severity } of analysis.violations) {
    if (severity !== "out_of_bounds") continue;
    reasons.push(`${metric} ${value} is outside ${envelope.min}..${envelope.max}`);
  }
  for (const metric of suspectMetrics) {
    reasons.push(`${metric} is exactly 0 although nobody declared the provider deterministic`);
  }
  return reasons;
}
