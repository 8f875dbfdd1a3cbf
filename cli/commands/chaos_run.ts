import { loadChaosPlan } from "../../src/chaos/load_chaos_plan.ts";
import type { Reconciliation } from "../../src/chaos/reconcile.ts";
import { encodeReconciliation } from "../../src/chaos/reconcile.ts";
import { runChaos } from "../../src/chaos/run_chaos.ts";
import { chaosChoice } from "../chaos_flags.ts";
import type { Command, Violation } from "../command.ts";
import { createStoryEngine, loadStory, storyPaths } from "../inputs.ts";
import { openProvider, PROVIDER_FLAGS } from "../provider_flags.ts";
import { renderChaosGate } from "../render/chaos.ts";
import { RUNS_FOLDER } from "../stress_plan.ts";

/** `omega chaos run`: PR-G3. */
export const chaosRunCommand: Command = {
  words: ["chaos", "run"],
  summary: "PR-G3: run the engine N times under faults and find each of them again",
  flags: [
    "plan",
    "intent",
    "chaos",
    "chaos-profile",
    "count",
    "concurrency",
    "seed",
    ...PROVIDER_FLAGS,
    "out",
    "calibration",
  ],
  required: ["plan", "intent"],
  example:
    "omega chaos run --plan examples/en/plan.json --intent examples/en/intent.json --chaos-profile hellfire",
  plan(values) {
    const paths = storyPaths(values, null);
    const { path, choice } = chaosChoice(values);
    return async ({ ports, signal, progress, hasColor, readVariable }) => {
      const chaos = await loadChaosPlan(path, choice, ports);
      const story = await loadStory(paths, ports);
      const { calibration } = story.calibration;
      const { provider: opened, model, clock } = openProvider(values, { readVariable });
      using provider = opened;
      const result = await runChaos({
        engine: createStoryEngine(story, model),
        provider,
        chaos,
        calibration,
        count: values.integer("count") ?? calibration.STRESS_N,
        seed: values.integer("seed") ?? calibration.DETERMINISM.seed_base,
        concurrency: values.integer("concurrency") ?? 1,
        clock,
        out: values.text("out") ?? RUNS_FOLDER,
      }, {
        ports,
        signal,
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
  },
};

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
