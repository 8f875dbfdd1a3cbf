import { toDollars } from "../budget/money.ts";
import { encodeReconciliation } from "../chaos/reconcile.ts";
import type { JsonObject } from "../internal/json.ts";
import { formatMembers, JsonItems } from "../internal/json_items.ts";
import type { Interval } from "./intervals.ts";
import { encodeCacheTotals } from "./cache_layer.ts";
import { encodeUsage } from "./usage_meter.ts";
import type { RunListing } from "./run_listing.ts";
import type { ScoredRun } from "./run_record.ts";
import type { StressIdentity } from "./run_manifest.ts";
import type { SceneSummary } from "./scene_tally.ts";
import type { StressDetails, StressSummary } from "./summary.ts";

/** Schema of `PR_REPORT.json`. */
export const REPORT_SCHEMA = "STRESS-REPORT-1.0";

// OC-STRESS-5201 impl
/**
 * `PR_REPORT.json`.
 *
 * @param path Where to write
 * @param summary The runs, summed up
 * @param identity What was run
 */
export function listReport(
  path: string,
  summary: StressSummary,
  identity: StressIdentity,
): RunListing {
  const runs = new JsonItems();
  const timestamp = formatMembers({ timestamp: summary.timestamp });
  return {
    path,
    head: `{\n${formatMembers(encodeHead(summary, identity))},\n  "runs": [`,
    item: (record) => record.status === "scored" ? runs.next(encodeRun(record)) : "",
    tail: () => `${runs.end()},\n${timestamp}\n}\n`,
  };
}

function encodeHead(summary: StressSummary, identity: StressIdentity): JsonObject {
  const { analysis, verdict } = summary;
  return {
    schema_version: REPORT_SCHEMA,
    total_runs: summary.scoredRunCount,
    ...summary.metrics,
    variance_verdict: analysis.verdict,
    variance_violations: analysis.violations.map(({ metric, value, envelope, severity }) => ({
      metric,
      value,
      envelope: { ...envelope },
      severity,
    })),
    suspect_metrics: summary.suspectMetrics,
    downgrade_flag: verdict === "DOWNGRADE" ? "DOWNGRADE_VARIANCE" : null,
    verdict,
    status: summary.isComplete ? "complete" : "incomplete",
    budget_verdict: summary.budget?.verdict,
    total_cost_usd: summary.budget === null ? undefined : toDollars(summary.budget.cost),
    chaos: summary.chaos === null ? undefined : encodeReconciliation(summary.chaos),
    cache: summary.cache === null ? undefined : encodeCacheTotals(summary.cache),
    requested_runs: summary.requestedRunCount,
    infrastructure_errors: summary.errorCount,
    engine: identity.engine,
    provider: identity.provider,
    model: identity.model,
    seed: identity.seed,
    clock: identity.clock,
    input_digests: { ...identity.inputDigests },
    usage: encodeUsage(summary.details.usage),
    details: encodeDetails(summary.details),
  };
}

function encodeDetails(details: StressDetails): JsonObject {
  return {
    hard_pass_rate_ci95: encodeInterval(details.hardPassRateInterval),
    soft_pass_rate_ci95: encodeInterval(details.softPassRateInterval),
    mean_hard_score_ci95: encodeInterval(details.meanHardScoreInterval),
    mean_soft_score_ci95: encodeInterval(details.meanSoftScoreInterval),
    sample_std_hard_score: details.sampleStdHardScore,
    sample_std_soft_score: details.sampleStdSoftScore,
    latency_ms: details.latencyMs.map(({ percent, value }) => ({ percent, value })),
    hard_pass_powers: details.hardPassPowers.map(({ k, probability }) => ({ k, probability })),
    worst_run: details.worstRun &&
      { run_id: details.worstRun.runId, hard_score: details.worstRun.hardScore },
    worst_scene: details.worstScene && encodeScene(details.worstScene),
    scenes: details.scenes.map(encodeScene),
    repeated_outputs: details.repeatedOutputCount,
  };
}

function encodeInterval(interval: Interval | null): JsonObject | null {
  return interval && { low: interval.low, high: interval.high };
}

function encodeScene(scene: SceneSummary): JsonObject {
  return {
    scene_id: scene.sceneId,
    runs: scene.runCount,
    hard_pass_rate: scene.hardPassRate,
    soft_pass_rate: scene.softPassRate,
    mean_hard_score: scene.meanHardScore,
    mean_soft_score: scene.meanSoftScore,
  };
}

function encodeRun(run: ScoredRun): JsonObject {
  return {
    run_id: run.runId,
    hard_pass: run.hardPass,
    soft_pass: run.softPass,
    hard_score: run.hardScore,
    soft_score: run.softScore,
    latency_ms: run.latencyMs,
    timestamp: run.timestamp,
  };
}
