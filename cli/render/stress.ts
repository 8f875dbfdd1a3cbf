import type { CostSummary } from "../../src/budget/cost_totals.ts";
import type { Reconciliation } from "../../src/chaos/reconcile.ts";
import { encodeReconciliation } from "../../src/chaos/reconcile.ts";
import { formatMoney, toDollars } from "../../src/budget/money.ts";
import type { Calibration } from "../../src/calibration/calibration.ts";
import { ENVELOPE_METRICS } from "../../src/calibration/calibration.ts";
import { renderHistogram } from "../../src/report/render_histogram.ts";
import { type CacheTotals, encodeCacheTotals } from "../../src/stress/cache_layer.ts";
import type { StressResult } from "../../src/stress/stress.ts";
import type { Answer, Violation } from "../command.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** Where the text is shown. */
interface StressStyle extends TextStyle {
  /** Whether it is a terminal: the scores are drawn there. */
  readonly isTerminal: boolean;
}

/** The answer to a stress that was carried out whole, resumed or merged. */
export function answerStress(
  result: StressResult,
  calibration: Calibration,
  style: StressStyle,
): Answer {
  return {
    verdict: result.verdict,
    runDir: result.runFolder,
    violations: violationsOf(result),
    data: {
      runs: result.scoredRunCount,
      infrastructure_errors: result.errorCount,
      metrics: { ...result.metrics },
      chaos: result.chaos === null ? undefined : encodeReconciliation(result.chaos),
      cache: result.cache === null ? undefined : encodeCacheTotals(result.cache),
      budget_verdict: result.budget?.verdict,
      total_cost_usd: result.budget === null ? undefined : toDollars(result.budget.cost),
    },
    text: renderStress(result, calibration, style),
  };
}

function violationsOf(result: StressResult): readonly Violation[] {
  const { analysis, suspectMetrics, errorCount, budget, chaos } = result;
  const envelopes = analysis.violations.map(({ metric, value, envelope, severity }) => {
    const isOut = severity === "out_of_bounds";
    const limit = isOut ? (value > envelope.max ? envelope.max : envelope.min) : envelope.target;
    return {
      code: isOut ? "VARIANCE_OUT_OF_BOUNDS" : "VARIANCE_BELOW_TARGET",
      message: `${metric} is ${value}, ${isOut ? "outside" : "below the target of"} its envelope`,
      path: metric,
      value,
      limit,
    };
  });
  const suspects = suspectMetrics.map((metric) => ({
    code: "VARIANCE_SUSPECT",
    message: `${metric} is exactly 0 although nobody declared the provider deterministic`,
    ...{ path: metric, value: 0 },
  }));
  const costs = [...chaosViolationsOf(chaos), ...budgetViolationsOf(budget)];
  if (errorCount === 0) return [...costs, ...envelopes, ...suspects];
  const message = [`${errorCount} runs have no score`, ...firstErrorOf(result)].join("; ");
  const error = { code: "INFRASTRUCTURE_ERROR", message, value: errorCount, limit: 0 };
  return [error, ...costs, ...envelopes, ...suspects];
}

/** Why the first run without a score has none: mostly the others have none for the same reason. */
function firstErrorOf({ findings }: StressResult): readonly string[] {
  return findings.selection.failed.slice(0, 1).map(({ runId, error }) =>
    `run ${runId}: ${error!.code} ${error!.message}`
  );
}

/** Counted, not listed, as those of the budget are; `chaos-log.json` has them all. */
function chaosViolationsOf(chaos: Reconciliation | null): readonly Violation[] {
  const value = chaos?.total.silent_success ?? 0;
  if (value === 0) return [];
  const message = `${value} faults ended as results that nobody can trust`;
  return [{ code: "SILENT_SUCCESS", message, path: "chaos-log.json", value, limit: 0 }];
}

/** Counted, not listed: there may be as many as calls, and `run-cost.json` has them all. */
function budgetViolationsOf(budget: CostSummary | null): readonly Violation[] {
  if (budget === null || budget.verdict === "PASS") return [];
  const { refusedCount, violationCount } = budget;
  const exceededCount = violationCount - refusedCount;
  const path = "run-cost.json";
  return [
    ...(refusedCount === 0 ? [] : [{
      code: "BUDGET_EXHAUSTED",
      message: `${refusedCount} calls were refused, because they did not fit into the budget`,
      ...{ path, value: refusedCount, limit: 0 },
    }]),
    ...(exceededCount === 0 ? [] : [{
      code: "BUDGET_EXCEEDED",
      message: `${exceededCount} limits of cost or latency were exceeded`,
      ...{ path, value: exceededCount, limit: 0 },
    }]),
  ];
}

/** The verdict, the six metrics beside their envelopes, and where the evidence lies. */
function renderStress(
  result: StressResult,
  calibration: Calibration,
  style: StressStyle,
): string {
  const { verdict, scoredRunCount, errorCount, metrics, analysis, suspectMetrics, runFolder } =
    result;
  const rows = ENVELOPE_METRICS.map((metric) => {
    const { min, target, max } = calibration.VARIANCE_ENVELOPES[metric];
    const severity = analysis.violations.find((one) => one.metric === metric)?.severity;
    return [
      `  ${metric.padEnd(16)}`,
      metrics[metric].toFixed(4),
      `  ${min.toFixed(2)} .. ${max.toFixed(2)}  target ${target.toFixed(2)}`,
      severity === undefined ? "" : `  ${severity.replaceAll("_", " ")}`,
      suspectMetrics.includes(metric) ? "  suspect: exactly 0" : "",
    ].join("");
  });
  const errors = errorCount === 0 ? "no infrastructure errors" : `${errorCount} without a score`;
  return [
    `PR-G4 stress: ${renderVerdict(verdict, style)}  ${scoredRunCount} runs, ${errors}`,
    ...firstErrorOf(result).map((text) => `  first error     ${text}`),
    ...rows,
    ...(result.budget === null ? [] : [renderBudget(result.budget, style)]),
    ...(result.chaos === null ? [] : [renderChaos(result.chaos)]),
    ...(result.cache === null ? [] : [renderCache(result.cache)]),
    ...(result.isComplete ? [] : ["  incomplete      the budget ended it early"]),
    `  run folder      ${runFolder}`,
    ...(style.isTerminal ? [renderScores(result, calibration)] : []),
  ].join("\n");
}

function renderScores({ findings }: StressResult, calibration: Calibration): string {
  const envelope = calibration.VARIANCE_ENVELOPES.mean_hard_score;
  return renderHistogram(findings.hardScores, { title: "hard score", envelope });
}

function renderCache({ hits, misses, repeatedRuns }: CacheTotals): string {
  const repeats = repeatedRuns === 0 ? "" : `; ${repeatedRuns} runs are repeats, no new samples`;
  return `  cache           ${hits} of ${hits + misses} calls were kept answers${repeats}`;
}

function renderChaos({ total }: Reconciliation): string {
  const { injected, retried, reported, delayed, silent_success } = total;
  return `  chaos           ${injected} faults: ${retried} retried, ${reported} reported, ` +
    `${delayed} delayed, ${silent_success} silent successes`;
}

function renderBudget({ cost, callCount, verdict }: CostSummary, style: TextStyle): string {
  return `  budget          ${renderVerdict(verdict, style)}  ${
    formatMoney(cost)
  } USD, ${callCount} calls`;
}
