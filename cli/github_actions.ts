import type { Calibration } from "../src/calibration/calibration.ts";
import { reasonOf, WorldError } from "../src/internal/errors.ts";
import { writeAll } from "../src/internal/files.ts";
import { renderAnnotations } from "../src/report/render_annotations.ts";
import { renderStepSummary } from "../src/report/render_step_summary.ts";
import type { StressResult } from "../src/stress/stress.ts";
import type { Answer, CommandContext } from "./command.ts";

/**
 * Tells a workflow of GitHub Actions about a stress: annotations behind the answer's text, where
 * `GITHUB_ACTIONS` is `true`, and a summary at the end of the file that `GITHUB_STEP_SUMMARY` names.
 * Elsewhere nothing is told. Needs `--allow-env` for the two variables and `--allow-write` for the
 * file.
 *
 * @returns The answer, with the annotations
 * @throws {WorldError} if the summary cannot be written
 */
export async function tellGitHub(
  answer: Answer,
  result: StressResult,
  { calibration, context }: {
    readonly calibration: Calibration;
    readonly context: Pick<CommandContext, "ports" | "readVariable">;
  },
): Promise<Answer> {
  const { readVariable, ports } = context;
  const { findings, identity } = result;
  const path = readVariable("GITHUB_STEP_SUMMARY");
  if (path !== "") {
    await appendText(path, renderStepSummary(result, { identity, findings, calibration }), ports);
  }
  if (readVariable("GITHUB_ACTIONS") !== "true") return answer;
  const annotations = renderAnnotations(result, { findings, calibration }).trimEnd();
  return { ...answer, text: `${answer.text}\n${annotations}` };
}

/** Other steps write into the file, too. */
async function appendText(
  path: string,
  text: string,
  { files }: CommandContext["ports"],
): Promise<void> {
  try {
    using file = await files.open(path, { append: true, create: true });
    await writeAll(file, new TextEncoder().encode(text));
  } catch (error) {
    throw new WorldError(`Cannot write "${path}": ${reasonOf(error)}`, { cause: error });
  }
}
