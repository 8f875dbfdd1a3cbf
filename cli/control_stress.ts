import { join } from "@std/path";
import { atomicWriteFile } from "../src/cache/atomic_write.ts";
import { formatJson, type JsonObject } from "../src/internal/json.ts";
import { deriveSeed } from "../src/internal/random.ts";
import { createRunFolder } from "../src/internal/run_folder.ts";
import { findRunCount, measureFlipRate, type RunSample } from "../src/stress/flip_rate.ts";
import { JOURNAL_NAME } from "../src/stress/journal_line.ts";
import { readJournal } from "../src/stress/read_journal.ts";
import { runStress, type StressPlan, type StressResult } from "../src/stress/stress.ts";
import type { Answer, CommandContext } from "./command.ts";
import { renderVerdict } from "./render/verdict.ts";

/** Schema of `CONTROL.json`. */
const CONTROL_SCHEMA = "STRESS-CONTROL-1.0";

/** What an A/A control found out. */
interface Control {
  readonly arms: readonly StressResult[];
  /** Runs of each arm. */
  readonly runCount: number;
  /** Share of pairs of stresses of that length whose verdicts differ. */
  readonly flipRate: number;
  readonly flipRateMax: number;
  /** Runs from which on at most `flipRateMax` flips; null where no number of runs is enough. */
  readonly runCountNeeded: number | null;
}

/**
 * Runs the same stress as two arms that differ in their seed alone (an A/A control), and measures
 * how often a verdict would flip although nothing has changed. Writes both arms and `CONTROL.json`.
 *
 * @param plan The stress; its seed is that of the first arm
 * @param flipRateMax The share of flips that would be acceptable, in 0..1
 * @param context As for the stress
 */
export async function controlStress(
  plan: StressPlan,
  flipRateMax: number,
  context: CommandContext,
): Promise<Answer> {
  const { ports, toolchain, signal, progress } = context;
  const runFolder = await createRunFolder(plan.out, `control${plan.count}`, ports);
  const seeds = [plan.seed, deriveSeed(plan.seed, "control", "second arm")];
  const arms: StressResult[] = [];
  for (const seed of seeds) {
    const done = arms.length * plan.count;
    arms.push(
      await runStress({ ...plan, seed, out: runFolder }, {
        ports,
        toolchain,
        signal,
        onProgress: ({ finishedCount }) =>
          progress.update(done + finishedCount, seeds.length * plan.count),
      }),
    );
  }
  const sample = (await Promise.all(arms.map((arm) => readSample(arm, context)))).flat();
  const options = { calibration: plan.calibration, seed: plan.seed };
  const isEmpty = sample.length === 0;
  const control: Control = {
    arms,
    runCount: plan.count,
    flipRate: isEmpty ? 0 : measureFlipRate(sample, plan.count, options),
    flipRateMax,
    runCountNeeded: isEmpty ? null : findRunCount(sample, flipRateMax, options),
  };
  await atomicWriteFile(join(runFolder, "CONTROL.json"), formatJson(encode(control)), ports);
  return answerOf(control, runFolder, context);
}

async function readSample(
  { runFolder }: StressResult,
  { ports }: CommandContext,
): Promise<readonly RunSample[]> {
  const sample: RunSample[] = [];
  for await (const record of readJournal(join(runFolder, JOURNAL_NAME), ports)) {
    if (record.status === "error") continue;
    const { hardPass, softPass, hardScore, softScore } = record;
    sample.push({ hardPass, softPass, hardScore, softScore });
  }
  return sample;
}

/** Agreement is not enough: two arms agree by chance, too, so that the rate decides. */
function verdictOf({ arms, flipRate, flipRateMax }: Control): "PASS" | "FAIL" {
  const hasScores = arms.every(({ scoredRunCount }) => scoredRunCount > 0);
  return hasScores && flipRate <= flipRateMax ? "PASS" : "FAIL";
}

function encode(control: Control): JsonObject {
  return {
    schema_version: CONTROL_SCHEMA,
    verdict: verdictOf(control),
    runs_per_arm: control.runCount,
    arm_verdicts: control.arms.map(({ verdict }) => verdict),
    flip_rate: control.flipRate,
    flip_rate_max: control.flipRateMax,
    runs_needed: control.runCountNeeded,
  };
}

function answerOf(control: Control, runDir: string, style: CommandContext): Answer {
  const { arms, runCount, flipRate, flipRateMax, runCountNeeded } = control;
  const verdict = verdictOf(control);
  const percent = (rate: number) => `${(rate * 100).toFixed(1)} %`;
  const needed = runCountNeeded === null
    ? `no number of runs is enough for ${percent(flipRateMax)}: the engine sits on a limit`
    : `${percent(flipRateMax)} at most from ${runCountNeeded} runs on`;
  return {
    verdict,
    runDir,
    violations: verdict === "PASS" ? [] : [{
      code: "VERDICT_FLIPS",
      message: `${percent(flipRate)} of the verdicts flip at ${runCount} runs; ${needed}`,
      path: "flip_rate",
      value: flipRate,
      limit: flipRateMax,
    }],
    data: encode(control),
    text: [
      `A/A control: ${renderVerdict(verdict, style)}  ${
        arms.map((arm) => arm.verdict).join(" and ")
      } in two arms of ${runCount} runs`,
      `  flip rate       ${percent(flipRate)} of the verdicts flip although nothing has changed`,
      `  runs needed     ${needed}`,
      `  run folder      ${runDir}`,
    ].join("\n"),
  };
}
