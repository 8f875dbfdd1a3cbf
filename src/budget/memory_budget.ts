import { Account } from "./account.ts";
import { BudgetExhaustedError } from "./budget_exhausted.ts";
import type { Money } from "./money.ts";
import type { SharedBudget, SharedRequest, SharedReservation } from "./shared_budget.ts";
import { WaitingLine } from "./waiting_line.ts";

/**
 * A budget that the runs of one process share. Calls are admitted in order of arrival, model by
 * model, and wait while calls under way may leave room.
 *
 * @param limitOf The most that all runs together may spend on a model
 */
export function createMemoryBudget(limitOf: (model: string) => Money): SharedBudget {
  const budgets = new Map<string, { readonly account: Account; readonly line: WaitingLine }>();

  function budgetOf(model: string) {
    let budget = budgets.get(model);
    if (budget === undefined) {
      budget = { account: new Account(limitOf(model)), line: new WaitingLine() };
      budgets.set(model, budget);
    }
    return budget;
  }

  function tryReserve(request: SharedRequest): SharedReservation | undefined {
    const { model, key, attempt, amount: requested } = request;
    const { account, line } = budgetOf(model);
    const fit = account.fit(requested);
    if (fit === "later") return undefined;
    if (fit === "never") {
      const { spent, reserved, limit } = account;
      throw new BudgetExhaustedError({
        ...{ model, key, attempt, requested, spent, reserved, limit },
        type: "cost_per_run",
        scope: "shared",
      });
    }
    account.reserve(requested);
    let isSettled = false;
    return {
      settle(cost) {
        if (!isSettled) {
          isSettled = true;
          account.settle(requested, cost);
          line.serve();
        }
        return Promise.resolve();
      },
    };
  }

  return {
    reserve(request, signal) {
      const { line } = budgetOf(request.model);
      const reservation = line.join(() => tryReserve(request), signal);
      if (line.length === 1) line.serve();
      return reservation;
    },
  };
}
