import type { BudgetLimits } from "./budget_limits.ts";
import type { BudgetViolation } from "./budget_violation.ts";
import type { Money } from "./money.ts";
import { costOf } from "./price_table.ts";
import type { RunCalls } from "./run_calls.ts";

/** The times of a run, in milliseconds. */
export interface RunTimes {
  /** Sum of the latencies of its calls, whether they overlap or not. */
  readonly workingMs: number;
  /** From the beginning of the run to the end of its last call. */
  readonly wallMs: number;
}

// OC-BUDGET-2303 impl
/**
 * Adds up the times of a run in whole microseconds, so that the sum does not depend on the order.
 */
export function measureRun({ calls }: Pick<RunCalls, "calls">): RunTimes {
  let [workingUs, wallUs] = [0, 0];
  for (const { startMs, latencyMs } of calls) {
    workingUs += toMicroseconds(latencyMs);
    wallUs = Math.max(wallUs, toMicroseconds(startMs) + toMicroseconds(latencyMs));
  }
  return { workingMs: workingUs / 1000, wallMs: wallUs / 1000 };
}

/** A time in whole microseconds, the resolution of every record. */
export function toMicroseconds(timeMs: number): number {
  return Math.round(timeMs * 1000);
}

// OC-INV-0102, OC-BUDGET-2302 impl
/**
 * Compares a run with its limits (INV-BUDGET-01): every call with the limits per call, the calls of
 * each model with that model's limit per run, working and wall time each with the limit per run. A
 * value exactly at its limit passes. Calls come first, in their order, then the run, then the calls
 * that were refused.
 *
 * @throws {InputError} with code `MODEL_WITHOUT_PRICE` for a model without a price
 */
export function judgeRun(run: RunCalls, limits: BudgetLimits): readonly BudgetViolation[] {
  const { prices, latency } = limits;
  const violations: BudgetViolation[] = [];
  const costs = new Map<string, Money>();
  for (const [call, record] of run.calls.entries()) {
    const { model, latencyMs: value } = record;
    const price = prices.priceOf(model);
    const cost = costOf(price, record);
    costs.set(model, (costs.get(model) ?? 0n) + cost);
    if (cost > price.callMax) {
      violations.push({ type: "cost_per_call", model, value: cost, limit: price.callMax, call });
    }
    const limit = latency.max_call_latency_ms;
    if (value > limit) {
      violations.push({ type: "latency_per_call", time: "working", value, limit, call });
    }
  }
  for (const [model, value] of costs) {
    const limit = prices.priceOf(model).runMax;
    if (value > limit) violations.push({ type: "cost_per_run", model, value, limit, call: null });
  }
  const { workingMs, wallMs } = measureRun(run);
  const limit = latency.max_run_latency_ms;
  for (const [time, value] of [["working", workingMs], ["wall", wallMs]] as const) {
    if (value > limit) {
      violations.push({ type: "latency_per_run", time, value, limit, call: null });
    }
  }
  return [
    ...violations,
    ...run.refusals.map((refusal) => ({ type: "refusal", refusal }) as const),
  ];
}
