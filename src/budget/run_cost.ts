import type { JsonObject } from "../internal/json.ts";
import { formatJson } from "../internal/json.ts";
import type { BudgetLimits } from "./budget_limits.ts";
import type { CallRecord } from "./call_record.ts";
import { encodeCall } from "./call_record.ts";
import { CostTotals, encodeCostSummary } from "./cost_totals.ts";
import { encodeViolation } from "./budget_violation.ts";
import { judgeRun } from "./judge_run.ts";
import { formatMoney, toDollars } from "./money.ts";
import { costOf } from "./price_table.ts";
import type { IndexedRunCalls } from "./run_calls.ts";

/** Where a call stands in a `run-cost.json`. */
export interface CallPlace {
  /** Index of the run, from 1. */
  readonly runId: number;
  /** Index among all calls, from 0: by run, then by order of admission. */
  readonly callIndex: number;
}

/** The document of a call with its place and its cost. */
export function encodePlacedCall(
  call: CallRecord,
  { runId, callIndex }: CallPlace,
  limits: BudgetLimits,
): JsonObject {
  const cost = costOf(limits.prices.priceOf(call.model), call);
  return {
    call_index: callIndex,
    run_id: runId,
    ...encodeCall(call),
    cost_usd: toDollars(cost),
    cost_usd_exact: formatMoney(cost),
  };
}

// OC-BUDGET-2301 impl
/**
 * The text of `run-cost.json` for runs that fit into memory. Many runs are written by
 * `writeRunCost`, which gives the same text.
 *
 * @param runs In the order of their indices
 * @param limits What they are judged by
 * @param options `isComplete` is false where something other than the budget ended the runs early
 * @throws {InputError} with code `MODEL_WITHOUT_PRICE` for a model without a price
 */
export function formatRunCost(
  runs: readonly IndexedRunCalls[],
  limits: BudgetLimits,
  options: { readonly isComplete: boolean },
): string {
  const totals = new CostTotals(limits);
  const violations: JsonObject[] = [];
  const calls: JsonObject[] = [];
  for (const run of runs) {
    totals.add(run);
    const { runId } = run;
    const place = { runId, firstCallIndex: calls.length };
    violations.push(...judgeRun(run, limits).map((item) => encodeViolation(item, place)));
    for (const call of run.calls) {
      calls.push(encodePlacedCall(call, { runId, callIndex: calls.length }, limits));
    }
  }
  return formatJson({ ...encodeCostSummary(totals.summary, options), violations, calls });
}
