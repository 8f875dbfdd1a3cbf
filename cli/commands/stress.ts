import { readRunManifest } from "../../src/stress/run_manifest.ts";
import { parseShard } from "../../src/stress/shard.ts";
import type {
  ShardResult,
  StressContext,
  StressPlan,
  StressResult,
} from "../../src/stress/stress.ts";
import { resumeStress, runShard, runStress } from "../../src/stress/stress.ts";
import type { Answer, CommandContext, CommandRun, Values } from "../command.ts";
import { controlStress } from "../control_stress.ts";
import { tellGitHub } from "../github_actions.ts";
import { answerStress } from "../render/stress.ts";
import { probeStress } from "../probe_stress.ts";
import { openStressPlan, type ResumedStress } from "../stress_plan.ts";

/** Share of flips that an A/A control accepts, in percent. */
const FLIP_PERCENT = 5;

/** `omega stress`: PR-G4. */
export function planStress(values: Values): CommandRun {
  const resumeFolder = values.text("resume");
  const probeCount = values.integer("probe-determinism");
  return async (commandContext) => {
    const { ports } = commandContext;
    const resumed = resumeFolder === undefined ? null : {
      folder: resumeFolder,
      manifest: await readRunManifest(resumeFolder, ports),
    };
    await using open = await openStressPlan(values, { ...commandContext, resumed });
    const signal = AbortSignal.any([commandContext.signal, open.unreachable]);
    const context = { ...commandContext, signal };
    if (probeCount !== undefined) return await probeStress(open.plan, probeCount, context);
    if (values.isOn("control")) {
      const flipRateMax = (values.integer("flip-percent") ?? FLIP_PERCENT) / 100;
      return await controlStress(open.plan, flipRateMax, context);
    }
    const result = await carryOut(open.plan, resumed, { values, context });
    if ("shard" in result) return answerShard(result);
    const { calibration } = open.plan;
    const answer = answerStress(result, calibration, context);
    return await tellGitHub(answer, result, { calibration, context });
  };
}

/** Starts a stress or a share of it, or goes on with one. */
function carryOut(
  plan: StressPlan,
  resumed: ResumedStress | null,
  { values, context }: { readonly values: Values; readonly context: CommandContext },
): Promise<StressResult | ShardResult> {
  const { ports, toolchain, signal, progress } = context;
  const scope: StressContext = {
    ports,
    toolchain,
    signal,
    onProgress: ({ finishedCount, totalCount, errorCount }) =>
      progress.update(finishedCount, totalCount, errorCount > 0 ? `${errorCount} errors` : ""),
  };
  if (resumed !== null) {
    const retryErrors = values.isOn("retry-errors");
    return resumeStress(resumed.folder, plan, { ...scope, retryErrors });
  }
  const shard = values.text("shard");
  if (shard === undefined) return runStress(plan, scope);
  return runShard(plan, parseShard(shard, context.readVariable("JOB_COMPLETION_INDEX")), scope);
}

function answerShard({ runFolder, shard, isComplete }: ShardResult): Answer {
  const name = `shard ${shard.index} of ${shard.count}`;
  return {
    verdict: isComplete ? "DONE" : "FAIL",
    runDir: runFolder,
    violations: isComplete ? [] : [{ code: "BUDGET_EXHAUSTED", message: `${name} is incomplete` }],
    data: { shard: { ...shard } },
    text: [
      isComplete
        ? `PR-G4 stress: ${name} is done; "omega stress merge" judges`
        : `PR-G4 stress: ${name} is incomplete: the shared budget is exhausted`,
      `  run folder      ${runFolder}`,
    ].join("\n"),
  };
}
