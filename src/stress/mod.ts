/**
 * PR-G4: many runs of one engine, judged by variance envelopes.
 *
 * {@linkcode runStress} runs an engine N times and writes a run folder; {@linkcode computeStats},
 * {@linkcode computePassRate} and {@linkcode analyzeVariance} are the statistics behind it.
 *
 * @module
 */
export { analyzeVariance, findSuspects, judgeStress } from "./variance.ts";
export type {
  StressEvidence,
  StressLimits,
  StressMetrics,
  StressVerdict,
  VarianceAnalysis,
  VarianceViolation,
} from "./variance.ts";
export { computePassRate, computeStats, createStatsAccumulator } from "./stats.ts";
export type { SampleStats, StatsAccumulator } from "./stats.ts";
export { readJournal } from "./read_journal.ts";
export type { ArtifactRecord, FailedRun, RunBase, RunRecord, ScoredRun } from "./run_record.ts";
export { budgetRuns } from "./budget_layer.ts";
export type { CacheTotals } from "./cache_layer.ts";
export { type ChaosLayer, chaosRuns } from "./chaos_layer.ts";
export { retryRuns } from "./retry_layer.ts";
export { bareChain } from "./provider_chain.ts";
export type { OpenProviderChain, ProviderChain, RunEvidence } from "./provider_chain.ts";
export { type Interval, meanInterval, wilsonInterval } from "./intervals.ts";
export { passPower } from "./pass_power.ts";
export { nearestRank } from "./percentiles.ts";
export type { SceneSummary } from "./scene_tally.ts";
export type { Percentile, RunScore, StressDetails, StressSummary } from "./summary.ts";
export type { UsageTotals } from "./usage_meter.ts";
export { resumeStress, runShard, runStress } from "./stress.ts";
export { analyzeReport, type MetricCheck, type ReportAnalysis } from "./analyze.ts";
export { COMPARED_METRICS, compareStresses } from "./compare.ts";
export type {
  ComparedMetric,
  ComparisonVerdict,
  MetricComparison,
  StressComparison,
} from "./compare.ts";
export type { StressConclusion } from "./conclude.ts";
export { mergeShards } from "./merge.ts";
export { parseShard, type Shard } from "./shard.ts";
export type {
  ShardResult,
  StressContext,
  StressInput,
  StressPlan,
  StressProgress,
  StressResult,
} from "./stress.ts";
