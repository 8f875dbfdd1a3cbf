/**
 * Reports about a stress: for people, for CI systems and for dashboards.
 *
 * {@linkcode writeStressOutputs} writes `report.html`, `junit.xml` and `metrics.prom` into a run
 * folder; {@linkcode renderAnnotations}, {@linkcode renderStepSummary} and
 * {@linkcode renderHistogram} give texts. Whatever a model wrote is text in all of them and nothing
 * else. {@linkcode lintMetrics} holds the metrics to their contract.
 *
 * @example Hold a metric to the contract
 * ```ts
 * import { lintMetrics } from "@omega/readiness/report";
 * import { assertEquals } from "@std/assert";
 *
 * const findings = lintMetrics("omega_surprise 1\n");
 * assertEquals(findings[0]?.code, "METRIC_UNKNOWN");
 * ```
 *
 * @module
 */
export {
  STRESS_OUTPUTS,
  type StressOutputsRequest,
  writeStressOutputs,
} from "./write_stress_outputs.ts";
export { type AnnotationSource, renderAnnotations } from "./render_annotations.ts";
export { renderStepSummary, type StepSummarySource } from "./render_step_summary.ts";
export { type HistogramOptions, renderHistogram } from "./render_histogram.ts";
export { lintMetrics, type MetricFinding } from "./metrics/lint_metrics.ts";
export {
  type ContractMetric,
  type MetricsContract,
  metricsContract,
  type MetricType,
} from "./metrics/metrics_contract.ts";
export { FindingsCollector, type StressFindings } from "./findings/collect_findings.ts";
export type { AmountBucket, AmountDistribution } from "./findings/amount_tally.ts";
export type { CallFindings, ModelCalls } from "./findings/call_tally.ts";
export type { FaultCount, FaultFindings } from "./findings/fault_tally.ts";
export type { RunExcerpt, SceneExcerpt, ScoreExcerpt } from "./findings/run_excerpt.ts";
export type { RunSelection } from "./findings/run_selection.ts";
export type { SceneCell, SceneGrid, SceneRow } from "./findings/scene_grid.ts";
export type { ScoreDistribution } from "./findings/score_tally.ts";
export type { Spread, Timeline, TimelineBin } from "./findings/timeline_tally.ts";
export type { StressIdentity } from "../stress/run_manifest.ts";
export type { RunListing } from "../stress/run_listing.ts";
