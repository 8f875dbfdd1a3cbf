import type { Refusal } from "./budget_exhausted.ts";
import type { LedgerState } from "./ledger_state.ts";
import type { Money } from "./money.ts";
import type { SharedRequest } from "./shared_budget.ts";

/** What becomes of a call that waits: `wait` until others settle. */
export type AdmissionPlan =
  | { readonly kind: "admit" }
  | { readonly kind: "wait" }
  | { readonly kind: "refuse"; readonly refusal: Refusal };

/** What is decided by. */
export interface AdmissionRules {
  /** The most that may be spent on a model. */
  readonly limitOf: (model: string) => Money;
  /** Whether the n-th call has waited long enough. */
  readonly isLate: (index: number) => boolean;
}

/**
 * Decides about calls in order of arrival. Who has to wait holds up those behind it that want the
 * same model: a small call never overtakes a large one, which would otherwise wait for ever.
 *
 * @param requests In order of arrival
 * @param state What is spent and reserved
 * @param rules Limits and patience
 * @returns What becomes of each
 */
export function planAdmissions(
  requests: readonly SharedRequest[],
  state: LedgerState,
  { limitOf, isLate }: AdmissionRules,
): readonly AdmissionPlan[] {
  const reservedNow = new Map<string, Money>();
  const blocked = new Set<string>();
  return requests.map((request, index): AdmissionPlan => {
    const { model, key, attempt, amount: requested } = request;
    if (blocked.has(model)) return { kind: "wait" };
    const limit = limitOf(model);
    const { spent, reserved: reservedBefore } = state.accountOf(model);
    const reserved = reservedBefore + (reservedNow.get(model) ?? 0n);
    if (spent + reserved + requested <= limit) {
      reservedNow.set(model, (reservedNow.get(model) ?? 0n) + requested);
      return { kind: "admit" };
    }
    if (spent + requested <= limit && !isLate(index)) {
      blocked.add(model);
      return { kind: "wait" };
    }
    const amounts = { requested, spent, reserved, limit };
    return {
      kind: "refuse",
      refusal: { model, key, attempt, ...amounts, type: "cost_per_run", scope: "shared" },
    };
  });
}
