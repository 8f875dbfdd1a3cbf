import { replaceFile } from "../../cache/replace_file.ts";
import type { JsonObject } from "../../internal/json.ts";
import { formatJson } from "../../internal/json.ts";
import type { Ports } from "../../internal/ports.ts";
import { type ConcurrencyResult, isCacheValid, leastHandOverCount } from "./judge_concurrency.ts";

/** Schema of the report. */
export const CONCURRENCY_SCHEMA = "PR-CONCURRENCY-1.0";

// OC-CACHE-1801 impl
/** The report: the fields that other tools read, then what proves them. */
export function encodeConcurrencyReport(result: ConcurrencyResult, nowMs: number): JsonObject {
  const { writerCount, updateCount, ends, observation, violations } = result;
  const successCount = ends.filter(({ ok }) => ok).length;
  const { readCount, invalidReadCount, versionCount, last } = observation;
  return {
    schema_version: CONCURRENCY_SCHEMA,
    workers: writerCount,
    successes: successCount,
    failures: writerCount - successCount,
    residual_locks: result.residualLockCount,
    residual_tmps: result.residualTemporaryCount,
    cache_valid: isCacheValid(result),
    verdict: result.verdict,
    timestamp: new Date(nowMs).toISOString(),
    writes_per_worker: updateCount,
    expected_counter: writerCount * updateCount,
    final_counter: last?.counter ?? null,
    updates: last?.updates ?? [],
    hand_overs: last?.handOvers ?? 0,
    hand_overs_min: leastHandOverCount(writerCount, updateCount),
    reads: readCount,
    invalid_reads: invalidReadCount,
    versions_read: versionCount,
    duration_ms: round(result.durationMs),
    ...waits(result),
    violations: violations.map(({ code, message, value, limit }) => ({
      code,
      message,
      value,
      limit,
    })),
  };
}

function waits({ ends, updateCount }: ConcurrencyResult): JsonObject {
  const results = ends.flatMap((end) => (end.ok ? [end.result] : []));
  if (results.length === 0) return { wait_mean_ms: null, wait_max_ms: null };
  const totalMs = results.reduce((sum, { waitTotalMs }) => sum + waitTotalMs, 0);
  return {
    wait_mean_ms: round(totalMs / (results.length * updateCount)),
    wait_max_ms: round(Math.max(...results.map(({ waitMaxMs }) => waitMaxMs))),
  };
}

/** Microseconds are enough. */
function round(timeMs: number): number {
  return Math.round(timeMs * 1000) / 1000;
}

/** Writes the report into the run folder. */
export async function writeConcurrencyReport(
  result: ConcurrencyResult,
  ports: Ports,
): Promise<void> {
  const report = encodeConcurrencyReport(result, ports.clock.now());
  await replaceFile(result.reportPath, formatJson(report), ports);
}
