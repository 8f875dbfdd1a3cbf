import type { BudgetLimits } from "../budget/budget_limits.ts";
import type { SharedBudget } from "../budget/shared_budget.ts";
import type { Calibration } from "../calibration/calibration.ts";
import type { ChaosPlan } from "../chaos/chaos_plan.ts";
import type { Ports } from "../internal/ports.ts";
import type { Provider } from "../provider/provider.ts";
import type { ReachGuard } from "../provider/reach_guard.ts";
import type { AnswerStore } from "../provider/with_cache.ts";
import { budgetRuns } from "./budget_layer.ts";
import { cacheRuns } from "./cache_layer.ts";
import { chaosRuns } from "./chaos_layer.ts";
import { bareChain, type OpenProviderChain } from "./provider_chain.ts";
import { retryRuns } from "./retry_layer.ts";

/** What stands around the provider of every run. */
export interface ChainLayers {
  /** Bounds of retries, time limit of a call. */
  readonly calibration: Calibration;
  /** Prices and limits of a run. */
  readonly limits: BudgetLimits;
  /** A budget that all runs share. @default none */
  readonly shared?: SharedBudget | undefined;
  /** Which attempts are struck. @default none */
  readonly chaos?: ChaosPlan | undefined;
  /** Told when the server turns out to be of no use. @default nobody is told */
  readonly guard?: ReachGuard | undefined;
  /** Kept answers. @default none */
  readonly cache?: AnswerStore | undefined;
  readonly ports: Ports;
}

/** The chain of every run; dispose it when all have ended. */
export interface RunChain extends Disposable {
  readonly open: OpenProviderChain;
}

/**
 * Puts all layers of a run around a provider, outermost first: cache → guard → retries → budget →
 * faults → provider.
 *
 * - A kept answer costs nothing, meets no fault, and is no sign of life of the server.
 * - The guard sees what is left when the retries have given up, so that a server which is just
 *   starting gets its second chance.
 * - Every attempt is reserved and settled in the budget, those that a fault strikes as well.
 */
export function chainRuns(provider: Provider, layers: ChainLayers): RunChain {
  const { calibration, limits, shared, chaos, guard, cache, ports } = layers;
  const bare = bareChain(provider);
  const faults = chaos && chaosRuns(bare, chaos, { calibration, ports });
  const budgeted = budgetRuns(faults?.open ?? bare, limits, shared);
  const retrying = retryRuns(budgeted, calibration);
  const guarded = guard === undefined ? retrying : guardRuns(retrying, guard);
  return {
    open: cache === undefined ? guarded : cacheRuns(guarded, cache),
    [Symbol.dispose]: () => faults?.[Symbol.dispose](),
  };
}

function guardRuns(open: OpenProviderChain, guard: ReachGuard): OpenProviderChain {
  return (input, ports, runFolder) => {
    const chain = open(input, ports, runFolder);
    return { ...chain, provider: guard.watch(chain.provider) };
  };
}
