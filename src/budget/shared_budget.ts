import type { Refusal } from "./budget_exhausted.ts";
import type { Money } from "./money.ts";

/** A worst case that was set aside in a shared budget. */
export interface SharedReservation {
  /** Puts what the call cost in the place of its worst case. Doing it twice changes nothing. */
  settle(cost: Money): Promise<void>;
}

/** What a call asks of a shared budget. */
export interface SharedRequest extends Pick<Refusal, "model" | "key" | "attempt"> {
  /** The worst case. */
  readonly amount: Money;
}

/** A budget that several runs share, in one process or in many. */
export interface SharedBudget {
  /**
   * Sets a worst case aside, and waits where calls under way may leave room for it.
   *
   * @param request Model and worst case
   * @param signal Ends the wait
   * @throws {BudgetExhaustedError} with scope `shared` if the call does not fit
   * @throws {WorldError} if the budget cannot be read or written
   * @throws the signal's reason when aborted
   */
  reserve(request: SharedRequest, signal?: AbortSignal): Promise<SharedReservation>;
}
