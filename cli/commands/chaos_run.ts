import { loadChaosPlan } from "../../src/chaos/load_chaos_plan.ts";
import type { Reconciliation } from "../../src/chaos/reconcile.ts";
import { encodeReconciliation } from "../../src/chaos/reconcile.ts";
import { runChaos } from "../../src/chaos/run_chaos.ts";
import { readDocuments } from "../../src/stress/run_documents.ts";
import { refuseCache } from "../answer_cache.ts";
import { chaosChoice } from "../chaos_flags.ts";
import type { CommandRun, Values, Violation } from "../command.ts";
import { renderChaosGate } from "../render/chaos.ts";
import { openStressPlan } from "../stress_plan.ts";

/** `omega chaos run`: PR-G3. */
export function planChaosRun(values: Values): CommandRun {
  const { path, choice } = chaosChoice(values);
  refuseCache(values, "chaos run", "they would meet no fault");
  return async (context) => {
    const { ports, progress, hasColor } = context;
    const chaos = await loadChaosPlan(path, choice, ports);
    await using open = await openStressPlan(values, { ...context, resumed: null });
    const { plan, provider, guard } = open;
    const documents = readDocuments(plan.inputs);
    const result = await runChaos({ ...plan, provider, guard, chaos, documents }, {
      ports,
      signal: AbortSignal.any([context.signal, open.unreachable]),
      onProgress: (finishedCount, totalCount) => progress.update(finishedCount, totalCount),
    });
    const { verdict, violations, reconciliation, runFolder } = result;
    return {
      verdict,
      runDir: runFolder,
      violations: nameRest(violations, reconciliation),
      data: { plan_digest: chaos.digest, reconciliation: encodeReconciliation(reconciliation) },
      text: renderChaosGate(result, { hasColor }),
    };
  };
}

/** Silent successes beyond those that are named still count. */
function nameRest(
  violations: readonly Violation[],
  { total, silentSuccesses }: Reconciliation,
): readonly Violation[] {
  const restCount = total.silent_success - silentSuccesses.length;
  if (restCount === 0) return violations;
  const message = `${restCount} more silent successes; chaos-log.json has them all`;
  return [...violations, { code: "SILENT_SUCCESS", message, value: restCount, limit: 0 }];
}
