import type { JsonObject } from "../internal/json.ts";
import type { BudgetLimits } from "./budget_limits.ts";
import { judgeRun, toMicroseconds } from "./judge_run.ts";
import type { Money } from "./money.ts";
import { formatMoney, toDollars } from "./money.ts";
import { costOf } from "./price_table.ts";
import type { RunCalls } from "./run_calls.ts";

/** Schema of `run-cost.json`. */
export const RUN_COST_SCHEMA = "RUN-COST-1.0";

/** What the calls of one model cost together. */
export interface ModelCost {
  /** Name of the model. */
  readonly model: string;
  /** Number of physical attempts. */
  readonly callCount: number;
  /** Tokens that are charged as input, cached ones included. */
  readonly inputTokens: number;
  /** Those of them that came from the provider's cache. */
  readonly cachedInputTokens: number;
  /** Tokens that are charged as output. */
  readonly outputTokens: number;
  /** What they cost. */
  readonly cost: Money;
}

/** What many runs cost together. */
export interface CostSummary {
  /** Number of runs. */
  readonly runCount: number;
  /** Number of physical attempts. */
  readonly callCount: number;
  /** What all calls cost together. */
  readonly cost: Money;
  /** Number of calls that were charged what was reserved for them. */
  readonly unmeasuredCount: number;
  /** Number of calls that failed before a model can have run. */
  readonly notRunCount: number;
  /** Sum of the latencies of all calls in milliseconds. */
  readonly workingMs: number;
  /** How often each warning was given, by its name. */
  readonly warningCounts: Readonly<Record<string, number>>;
  /** Number of calls that were not sent because they did not fit. */
  readonly refusedCount: number;
  /** Number of limits that were exceeded, refused calls included. */
  readonly violationCount: number;
  /** FAIL as soon as one limit was exceeded or one call refused; never a warning. */
  readonly verdict: "PASS" | "FAIL";
  /** The models by name. */
  readonly models: readonly ModelCost[];
}

type ModelTotals = { -readonly [Key in keyof ModelCost]: ModelCost[Key] };

// OC-BUDGET-2003 impl
/** Adds up what runs cost, in constant memory. */
export class CostTotals {
  readonly #limits: BudgetLimits;
  readonly #models = new Map<string, ModelTotals>();
  readonly #warnings = new Map<string, number>();
  readonly #usages = { measured: 0, unmeasured: 0, not_run: 0 };
  #runCount = 0;
  #workingUs = 0;
  #refusedCount = 0;
  #violationCount = 0;

  /** @param limits What the runs are judged by */
  constructor(limits: BudgetLimits) {
    this.#limits = limits;
  }

  /**
   * Adds a run.
   *
   * @throws {InputError} with code `MODEL_WITHOUT_PRICE` for a model without a price
   */
  add(run: RunCalls): void {
    this.#runCount += 1;
    this.#refusedCount += run.refusals.length;
    this.#violationCount += judgeRun(run, this.#limits).length;
    for (const call of run.calls) {
      this.#usages[call.usage] += 1;
      this.#workingUs += toMicroseconds(call.latencyMs);
      for (const warning of call.warnings) {
        this.#warnings.set(warning, (this.#warnings.get(warning) ?? 0) + 1);
      }
      const totals = this.#modelTotals(call.model);
      totals.callCount += 1;
      totals.inputTokens += call.inputTokens;
      totals.cachedInputTokens += call.cachedInputTokens;
      totals.outputTokens += call.outputTokens;
      totals.cost += costOf(this.#limits.prices.priceOf(call.model), call);
    }
  }

  /** The sums so far. */
  get summary(): CostSummary {
    const models = [...this.#models.values()].sort((a, b) => (a.model < b.model ? -1 : 1));
    return {
      callCount: models.reduce((sum, { callCount }) => sum + callCount, 0),
      cost: models.reduce((sum, { cost }) => sum + cost, 0n),
      runCount: this.#runCount,
      unmeasuredCount: this.#usages.unmeasured,
      notRunCount: this.#usages.not_run,
      workingMs: this.#workingUs / 1000,
      warningCounts: Object.fromEntries([...this.#warnings].sort(([a], [b]) => (a < b ? -1 : 1))),
      refusedCount: this.#refusedCount,
      violationCount: this.#violationCount,
      verdict: this.#violationCount === 0 ? "PASS" : "FAIL",
      models,
    };
  }

  #modelTotals(model: string): ModelTotals {
    let totals = this.#models.get(model);
    if (totals === undefined) {
      totals = {
        model,
        callCount: 0,
        inputTokens: 0,
        cachedInputTokens: 0,
        outputTokens: 0,
        cost: 0n,
      };
      this.#models.set(model, totals);
    }
    return totals;
  }
}

/**
 * The members of `run-cost.json` before its lists. The exact sums stand as decimal text beside the
 * JSON numbers.
 *
 * @param summary The sums
 * @param options `isComplete` is false where the budget or somebody else ended the runs early
 */
export function encodeCostSummary(
  summary: CostSummary,
  { isComplete }: { readonly isComplete: boolean },
): JsonObject {
  const { cost, refusedCount } = summary;
  return {
    schema_version: RUN_COST_SCHEMA,
    status: isComplete && refusedCount === 0 ? "complete" : "incomplete",
    total_runs: summary.runCount,
    total_calls: summary.callCount,
    total_cost_usd: toDollars(cost),
    total_cost_usd_exact: formatMoney(cost),
    total_latency_ms: summary.workingMs,
    budget_verdict: summary.verdict,
    refused_calls: refusedCount,
    unmeasured_calls: summary.unmeasuredCount,
    not_run_calls: summary.notRunCount,
    warning_counts: { ...summary.warningCounts },
    models: summary.models.map((totals) => ({
      model: totals.model,
      calls: totals.callCount,
      input_tokens: totals.inputTokens,
      cached_input_tokens: totals.cachedInputTokens,
      output_tokens: totals.outputTokens,
      cost_usd: toDollars(totals.cost),
      cost_usd_exact: formatMoney(totals.cost),
    })),
  };
}
