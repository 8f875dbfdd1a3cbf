import type { BudgetLimits } from "../budget/budget_limits.ts";
import { BudgetTracker } from "../budget/budget_tracker.ts";
import type { IndexedRunCalls } from "../budget/run_calls.ts";
import { decodeRunCalls, encodeRunCalls } from "../budget/run_calls.ts";
import type { SharedBudget } from "../budget/shared_budget.ts";
import { withBudget } from "../budget/with_budget.ts";
import { JsonCursor } from "../internal/cursor.ts";
import type { OpenProviderChain, RunEvidence } from "./provider_chain.ts";
import type { RunRecord } from "./run_record.ts";

// OC-BUDGET-2305 impl
/**
 * Puts a budget of its own around the chain of every run (INV-BUDGET-01). What was called and what
 * was refused becomes evidence of the run, so that `run-cost.json` can be made from the journal.
 *
 * @param open The chain inside: the provider, and the faults around it
 * @param limits Prices and limits of a run
 * @param shared A budget that all runs, and perhaps other processes, share. @default none
 */
export function budgetRuns(
  open: OpenProviderChain,
  limits: BudgetLimits,
  shared?: SharedBudget,
): OpenProviderChain {
  return (input, ports, runFolder) => {
    const chain = open(input, ports, runFolder);
    const tracker = new BudgetTracker(limits, ports.clock);
    return {
      provider: withBudget(chain.provider, tracker, { shared }),
      evidence: () => ({ ...chain.evidence(), ...encodeRunCalls(tracker.finalize()) }),
    };
  };
}

// OC-BUDGET-2306 impl
/**
 * The calls of a run, or null where it had no budget.
 *
 * @throws {InputError} naming the run and the place
 */
export function readRunCalls({ runId, evidence }: RunRecord): IndexedRunCalls | null {
  const { calls, refusals } = evidence;
  if (calls === undefined) return null;
  const document = refusals === undefined ? { calls } : { calls, refusals };
  return { runId, ...decodeRunCalls(new JsonCursor(document, `run ${runId} of runs.jsonl`)) };
}

/** Whether a budget that all runs share had no room for a call: further runs would meet the same. */
export function hasSharedRefusal({ refusals = [] }: RunEvidence): boolean {
  return refusals.some(({ scope }) => scope === "shared");
}
