import { BudgetLedger } from "../src/budget/budget_ledger.ts";
import type { BudgetLimits } from "../src/budget/budget_limits.ts";
import { createMemoryBudget } from "../src/budget/memory_budget.ts";
import type { SharedBudget } from "../src/budget/shared_budget.ts";
import type { Calibration } from "../src/calibration/calibration.ts";
import type { Ports } from "../src/internal/ports.ts";
import type { Values } from "./command.ts";
import { lockLimitsOf } from "./lock_limits.ts";

/** A budget that all runs share, and what to close in the end. */
export interface OpenSharedBudget extends AsyncDisposable {
  readonly budget: SharedBudget;
}

/** What a shared budget is made of. */
export interface SharedBudgetScope {
  readonly calibration: Calibration;
  readonly limits: BudgetLimits;
  /** Number of runs of the whole stress, all shares of it. */
  readonly count: number;
  readonly ports: Ports;
}

/**
 * Opens the budget that all runs of a stress share: the ledger that `--budget-ledger` names, with
 * all processes that use it; without one, memory, where the calibration has a limit for all runs.
 *
 * @returns Undefined where runs share no limit
 * @throws {InputError} if the file is no ledger
 * @throws {WorldError} if it cannot be read, written or locked
 */
export async function openSharedBudget(
  values: Values,
  { calibration, limits: { prices }, count, ports }: SharedBudgetScope,
): Promise<OpenSharedBudget | undefined> {
  const limitOf = (model: string) => prices.totalMaxOf(model, count);
  const path = values.text("budget-ledger");
  if (path !== undefined) {
    // Whoever waits longer than a run may take has failed its latency limit anyway.
    const waitMaxMs = calibration.LATENCY_LIMITS.max_run_latency_ms;
    const lock = lockLimitsOf(calibration);
    const budget = await BudgetLedger.open(path, { limitOf, waitMaxMs, lock, ports });
    return { budget, [Symbol.asyncDispose]: () => budget[Symbol.asyncDispose]() };
  }
  if (!prices.hasTotals) return undefined;
  return { budget: createMemoryBudget(limitOf), [Symbol.asyncDispose]: () => Promise.resolve() };
}
