import { atomicWriteStream } from "../cache/atomic_write.ts";
import type { Calibration } from "../calibration/calibration.ts";
import type { FileHandle } from "../internal/files.ts";
import { writeAll } from "../internal/files.ts";
import type { JsonObject } from "../internal/json.ts";
import { formatJson } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import { computePassRate, createStatsAccumulator } from "./stats.ts";
import type { RunRecord, ScoredRun } from "./run_record.ts";
import type { StressIdentity } from "./run_manifest.ts";
import type { StressMetrics, StressVerdict, VarianceAnalysis } from "./variance.ts";
import { analyzeVariance, judgeStress } from "./variance.ts";

/** Schema of `PR_REPORT.json`. */
export const REPORT_SCHEMA = "STRESS-REPORT-1.0";

/** A stress's runs, summed up. */
export interface StressSummary {
  /** Runs that were asked for. */
  readonly requestedRunCount: number;
  /** Runs that have a score. */
  readonly scoredRunCount: number;
  /** Runs that have none. */
  readonly errorCount: number;
  /** Rates, means and deviations of the scored runs. */
  readonly metrics: StressMetrics;
  /** The metrics beside their envelopes. */
  readonly analysis: VarianceAnalysis;
  /** Verdict of PR-G4. */
  readonly verdict: StressVerdict;
  /** The latest instant at which a run ended, or null where none did. */
  readonly timestamp: string | null;
}

/**
 * Sums up the runs of a stress in one pass and constant memory.
 *
 * @param records The runs in the order of their indices
 * @param options The number of runs asked for, and the limits to judge by
 */
export async function summarizeRuns(
  records: AsyncIterable<RunRecord>,
  options: { readonly runCount: number; readonly calibration: Calibration },
): Promise<StressSummary> {
  const { runCount, calibration } = options;
  const hard = createStatsAccumulator();
  const soft = createStatsAccumulator();
  let [hardPassCount, softPassCount, recordCount] = [0, 0, 0];
  let timestamp: string | null = null;
  for await (const record of records) {
    recordCount += 1;
    if (timestamp === null || record.timestamp > timestamp) timestamp = record.timestamp;
    if (record.status === "error") continue;
    hard.add(record.hardScore);
    soft.add(record.softScore);
    hardPassCount += Number(record.hardPass);
    softPassCount += Number(record.softPass);
  }
  const hardStats = hard.result();
  const softStats = soft.result();
  const scoredRunCount = hardStats.count;
  const metrics: StressMetrics = {
    hard_pass_rate: computePassRate(hardPassCount, scoredRunCount),
    soft_pass_rate: computePassRate(softPassCount, scoredRunCount),
    mean_hard_score: hardStats.mean,
    std_hard_score: hardStats.std,
    mean_soft_score: softStats.mean,
    std_soft_score: softStats.std,
  };
  const analysis = analyzeVariance(metrics, calibration.VARIANCE_ENVELOPES);
  // A run that left no line is as bad as one that failed: missing evidence is FAIL.
  const errorCount = recordCount - scoredRunCount + (runCount - recordCount);
  const verdict = judgeStress({ scoredRunCount, errorCount, metrics, analysis }, calibration);
  return {
    requestedRunCount: runCount,
    scoredRunCount,
    errorCount,
    metrics,
    analysis,
    verdict,
    timestamp,
  };
}

/**
 * Writes `PR_REPORT.json` run by run, in constant memory.
 *
 * @param path Where to write
 * @param summary The runs, summed up
 * @param source The runs again, in the order of their indices, and what was run
 */
export async function writeReport(
  path: string,
  summary: StressSummary,
  source: {
    readonly records: AsyncIterable<RunRecord>;
    readonly identity: StressIdentity;
    readonly ports: Ports;
  },
): Promise<void> {
  const { records, identity, ports } = source;
  const { analysis, verdict } = summary;
  const head: JsonObject = {
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
    downgrade_flag: verdict === "DOWNGRADE" ? "DOWNGRADE_VARIANCE" : null,
    verdict,
    requested_runs: summary.requestedRunCount,
    infrastructure_errors: summary.errorCount,
    engine: identity.engine,
    provider: identity.provider,
    model: identity.model,
    seed: identity.seed,
    clock: identity.clock,
    input_digests: { ...identity.inputDigests },
  };
  await atomicWriteStream(path, async (file) => {
    const writer = new TextWriter(file);
    await writer.write(formatJson(head).replace(/\n\}\n$/, ',\n  "runs": ['));
    let separator = "\n    ";
    for await (const record of records) {
      if (record.status === "error") continue;
      await writer.write(separator + reindent(formatJson(encodeRun(record))));
      separator = ",\n    ";
    }
    const isEmpty = summary.scoredRunCount === 0;
    const tail = formatJson({ timestamp: summary.timestamp }).replace(/^\{/, ",");
    await writer.write(`${isEmpty ? "" : "\n  "}]${tail}`);
    await writer.flush();
  }, ports);
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

/** Shifts a formatted object two levels to the right. Its strings hold no line break. */
function reindent(text: string): string {
  return text.trimEnd().replaceAll("\n", "\n    ");
}

/** Collects text into writes of a size at which the number of calls does not count. */
class TextWriter {
  static readonly #FLUSH_LENGTH = 64 * 1024;
  readonly #file: FileHandle;
  #text = "";

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= TextWriter.#FLUSH_LENGTH) await this.flush();
  }

  async flush(): Promise<void> {
    const bytes = new TextEncoder().encode(this.#text);
    this.#text = "";
    await writeAll(this.#file, bytes);
  }
}
