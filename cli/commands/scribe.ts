import { join } from "@std/path";
import { atomicWriteFile } from "../../src/cache/atomic_write.ts";
import type { RunOutcome } from "../../src/engine/engine.ts";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { InputError, reasonOf, WorldError } from "../../src/internal/errors.ts";
import type { Ports } from "../../src/internal/ports.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import type { Command } from "../command.ts";
import { createStoryEngine, loadStory, storyPaths } from "../inputs.ts";
import { openProvider, PROVIDER_FLAGS } from "../provider_flags.ts";
import { renderVerdict } from "../render/verdict.ts";

/** `omega scribe`: one story. */
export const scribeCommand: Command = {
  words: ["scribe"],
  summary: "Write a story from a plan and an intent, and judge it by its rules",
  flags: ["plan", "intent", "out", "seed", ...PROVIDER_FLAGS, "calibration"],
  required: ["plan", "intent", "out"],
  example: "omega scribe --plan examples/en/plan.json --intent examples/en/intent.json --out story",
  plan(values) {
    const paths = storyPaths(values, null);
    const out = values.requiredText("out");
    return async ({ ports, signal, hasColor, readVariable }) => {
      const story = await loadStory(paths, ports);
      const { DETERMINISM } = story.calibration.calibration;
      const chosen = openProvider(values, { readVariable });
      using provider = chosen.provider;
      const clock = chosen.clock === "virtual"
        ? createVirtualClock(Date.parse(DETERMINISM.time_freeze))
        : ports.clock;
      const engine = createStoryEngine(story, chosen.model);
      const seed = values.integer("seed") ?? DETERMINISM.seed_base;
      await claimFolder(out, ports);
      const outcome = await engine.run({ run: 1, seed }, {
        provider,
        ports: { ...ports, clock },
        signal,
      }).catch(blameTheWorld);
      for (const { path, content } of outcome.artifacts) {
        await atomicWriteFile(join(out, path), content, ports);
      }
      const verdict = outcome.hardPass ? "PASS" : "FAIL";
      return {
        verdict,
        runDir: out,
        violations: violationsOf(outcome),
        data: { hard_score: outcome.hardScore, soft_score: outcome.softScore },
        text: [
          `scribe: ${renderVerdict(verdict, { hasColor })}  hard score ${
            outcome.hardScore.toFixed(4)
          }, soft score ${outcome.softScore.toFixed(4)}`,
          ...outcome.artifacts.map(({ path }) => `  ${join(out, path)}`),
        ].join("\n"),
      };
    };
  },
};

/** Without an answer there is no story; that is no bug of ours. */
function blameTheWorld(error: unknown): never {
  if (!(error instanceof ProviderError)) throw error;
  throw new WorldError(error.message, { code: error.code, cause: error });
}

/** Creates the folder, or takes an empty one: a story that is there is never written over. */
async function claimFolder(path: string, { files }: Ports): Promise<void> {
  try {
    const stat = await files.stat(path);
    if (stat === null) return await files.makeFolders(path);
    const isEmpty = stat.kind === "directory" && (await files.list(path)).length === 0;
    if (isEmpty) return;
  } catch (error) {
    throw new WorldError(`Cannot create "${path}": ${reasonOf(error)}`, { cause: error });
  }
  throw new InputError(`Cannot use --out: wanted a new or empty folder, found "${path}"`);
}

function violationsOf({ hardPass, softPass }: RunOutcome) {
  const hard = { code: "HARD_RULE_VIOLATED", message: "a scene breaks a hard rule" };
  const soft = { code: "SOFT_RULE_VIOLATED", message: "a scene breaks a soft rule" };
  return [...(hardPass ? [] : [hard]), ...(softPass ? [] : [soft])];
}
