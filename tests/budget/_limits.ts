import type { BudgetLimit, LatencyLimits } from "../../src/calibration/mod.ts";
import type { BudgetLimits } from "../../src/budget/mod.ts";
import { readBudgetLimits } from "../../src/budget/mod.ts";

/** A model whose output token costs 0.01 and whose calls and runs may cost 1. */
export const PLAIN_MODEL: BudgetLimit = {
  input_cost_per_1k: 0,
  output_cost_per_1k: 10,
  max_per_call_usd: 1,
  max_per_run_usd: 1,
};

/** What a test's limits shall be. */
export interface LimitChange {
  /** Prices and cost limits by model. @default `m` with the plain ones */
  readonly models?: Readonly<Record<string, Partial<BudgetLimit>>>;
  /** @default 1 s a call, 10 s a run, warning from 0.5 s on */
  readonly latency?: Partial<LatencyLimits>;
}

/** Limits for a test. */
export function makeLimits({ models = { m: {} }, latency = {} }: LimitChange = {}): BudgetLimits {
  const entries = Object.entries(models).map(([name, change]) =>
    [name, { ...PLAIN_MODEL, ...change }] as const
  );
  return readBudgetLimits({
    BUDGET_LIMITS: Object.fromEntries(entries),
    LATENCY_LIMITS: {
      max_call_latency_ms: 1_000,
      max_run_latency_ms: 10_000,
      warn_call_latency_ms: 500,
      ...latency,
    },
  });
}
