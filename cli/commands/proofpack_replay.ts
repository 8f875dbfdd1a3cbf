import { InputError, WorldError } from "../../src/internal/errors.ts";
import type { ReplayRequest } from "../../src/proofpack/replay_pack.ts";
import { checkReplayable, replayPack } from "../../src/proofpack/replay_pack.ts";
import type { CommandContext, CommandRun, Values, Violation } from "../command.ts";
import { silentProgress } from "../render/progress.ts";
import { renderReplay } from "../render/proofpack_replay.ts";
import { runWords } from "../run_words.ts";

/** The flags by which a stress takes the documents that a pack keeps in `inputs/`. */
const INPUT_FLAGS: ReadonlyMap<string, string> = new Map([
  ["calibration", "calibration"],
  ["plan", "plan"],
  ["intent", "intent"],
  ["chaos", "chaos"],
]);

/** `omega proofpack replay`: PASS means that the run gave every byte again. */
export function planProofpackReplay({ words }: Values): CommandRun {
  const pack = words[0]!;
  return async (context) => {
    const { ports, toolchain, signal, hasColor } = context;
    const result = await replayPack(pack, {
      execute: (request) => executeStress(request, context),
      temporaryFolder: findTemporaryFolder(context),
      toolchain,
      ports,
      signal,
    });
    const differing = result.different.map((path): Violation => ({
      code: "REPLAY_DIFFERS",
      message: `the run made another ${path} than the pack has`,
      path,
    }));
    return {
      verdict: result.ok ? "PASS" : "FAIL",
      violations: [...result.verification.violations, ...differing],
      data: {
        pack,
        pack_id: result.verification.packId,
        same_files: result.sameCount,
        not_replayed: result.notReplayed,
        same_toolchain: result.isSameToolchain,
      },
      text: renderReplay(pack, result, { hasColor }),
    };
  };
}

/** The folder for temporary files, as the environment names it. */
function findTemporaryFolder({ readVariable }: CommandContext): string {
  for (const name of ["TMPDIR", "TEMP", "TMP"]) {
    const folder = readVariable(name);
    if (folder !== "") return folder;
  }
  return "/tmp";
}

/** Does what the command line of the packed run did, so that replay and run cannot drift apart. */
async function executeStress(
  { run, inputs, out }: ReplayRequest,
  context: CommandContext,
): Promise<string> {
  checkReplayable(run);
  const words = ["stress", "--provider", "embedded", "--clock", "virtual", "--out", out];
  for (const field of ["count", "seed", "model"] as const) {
    words.push(`--${field}=${run.field(field).value}`);
  }
  for (const [name, path] of inputs) {
    const flag = INPUT_FLAGS.get(name);
    if (flag === undefined) {
      throw new InputError(`Cannot replay the pack: no flag of "omega stress" takes "${name}"`);
    }
    words.push(`--${flag}=${path}`);
  }
  const answer = await runWords(words, { ...context, progress: silentProgress });
  if (answer.runDir === undefined) throw new WorldError("Cannot replay the pack: no run folder");
  return answer.runDir;
}
