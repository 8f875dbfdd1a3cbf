import type { Money } from "./money.ts";
import { formatMoney } from "./money.ts";

/** The limit that a call does not fit into, by the name of its violation. */
export type CostLimit = "cost_per_call" | "cost_per_run";

/** A call that was not sent because its worst case does not fit. */
export interface Refusal {
  /** Name of the model. */
  readonly model: string;
  /** The call inside its run, as the call's context names it. */
  readonly key: string;
  /** Physical attempt of the call, from 1. */
  readonly attempt: number;
  /** The limit that it does not fit into. */
  readonly type: CostLimit;
  /** `run`: a limit of this run; `shared`: one that all runs and processes share. */
  readonly scope: "run" | "shared";
  /** What the call would have cost at worst. */
  readonly requested: Money;
  /** What was spent already; 0 for a limit per call. */
  readonly spent: Money;
  /** What was reserved for calls under way, which could not settle for less; see `type`. */
  readonly reserved: Money;
  /** The limit. */
  readonly limit: Money;
}

// OC-BUDGET-2105 impl
/**
 * A call was refused before it was sent, because its worst case does not fit into the budget.
 * Nothing was spent on it. Trying again does not help.
 */
export class BudgetExhaustedError extends Error {
  /** Name of the class, for whoever prints it. */
  override readonly name = "BudgetExhaustedError";
  /** Stable code for programs. */
  readonly code = "BUDGET_EXHAUSTED";
  /** What was refused, and why. */
  readonly refusal: Refusal;

  /**
   * Makes the error for a refusal.
   *
   * @param refusal What was refused, and why
   */
  constructor(refusal: Refusal) {
    const { model, type, scope, requested, spent, reserved, limit } = refusal;
    const name = scope === "shared" ? "the shared budget" : type;
    super(
      `Cannot call model "${model}": wanted a worst case that fits into ${name} of ` +
        `${formatMoney(limit)} USD, found ${formatMoney(requested)} USD beside ` +
        `${formatMoney(spent)} spent and ${formatMoney(reserved)} reserved`,
    );
    this.refusal = refusal;
  }
}
