import { atomicWriteStream } from "../cache/atomic_write.ts";
import type { JsonObject } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import { streamJson } from "../internal/stream_json.ts";
import type { BudgetLimits } from "./budget_limits.ts";
import { encodeViolation } from "./budget_violation.ts";
import type { CostSummary } from "./cost_totals.ts";
import { CostTotals, encodeCostSummary } from "./cost_totals.ts";
import { judgeRun } from "./judge_run.ts";
import type { IndexedRunCalls } from "./run_calls.ts";
import { encodePlacedCall } from "./run_cost.ts";

/** Options of {@linkcode writeRunCost}. */
export interface WriteRunCostOptions {
  /** What the runs are judged by. */
  readonly limits: BudgetLimits;
  /** Whether every run came to its end; a run that the budget ended is known without it. */
  readonly isComplete: boolean;
  /** The sums of the same runs, where they are known already. @default a further pass */
  readonly summary?: CostSummary | undefined;
  /** Where to write. */
  readonly ports: Pick<Ports, "files" | "entropy">;
}

// OC-BUDGET-2304 impl
/**
 * Writes `run-cost.json`: totals, violations and every call of every run, in constant memory. The
 * runs are read once for each list that is not empty, and once for the totals before them.
 *
 * @param path The file; replaced all or nothing
 * @param readRuns Reads the runs from the start, in the order of their indices
 * @param options Limits and ports
 * @returns The sums
 * @throws {InputError} with code `MODEL_WITHOUT_PRICE` for a model without a price
 * @throws {WorldError} if the file cannot be written
 */
export async function writeRunCost(
  path: string,
  readRuns: () => AsyncIterable<IndexedRunCalls>,
  options: WriteRunCostOptions,
): Promise<CostSummary> {
  const { limits, isComplete, ports } = options;
  const summary = options.summary ?? await addUp(readRuns(), limits);
  await atomicWriteStream(path, (file) =>
    streamJson(file, [
      { members: encodeCostSummary(summary, { isComplete }) },
      {
        name: "violations",
        items: summary.violationCount === 0 ? nothing() : encodeViolations(readRuns(), limits),
      },
      { name: "calls", items: encodeCalls(readRuns(), limits) },
    ]), ports);
  return summary;
}

async function addUp(
  runs: AsyncIterable<IndexedRunCalls>,
  limits: BudgetLimits,
): Promise<CostSummary> {
  const totals = new CostTotals(limits);
  for await (const run of runs) totals.add(run);
  return totals.summary;
}

async function* nothing(): AsyncGenerator<JsonObject> {}

async function* encodeViolations(
  runs: AsyncIterable<IndexedRunCalls>,
  limits: BudgetLimits,
): AsyncGenerator<JsonObject> {
  let firstCallIndex = 0;
  for await (const run of runs) {
    const { runId } = run;
    for (const item of judgeRun(run, limits)) {
      yield encodeViolation(item, { runId, firstCallIndex });
    }
    firstCallIndex += run.calls.length;
  }
}

async function* encodeCalls(
  runs: AsyncIterable<IndexedRunCalls>,
  limits: BudgetLimits,
): AsyncGenerator<JsonObject> {
  let callIndex = 0;
  for await (const { runId, calls } of runs) {
    for (const call of calls) {
      yield encodePlacedCall(call, { runId, callIndex: callIndex++ }, limits);
    }
  }
}
