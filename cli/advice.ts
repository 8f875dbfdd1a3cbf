import { CALIBRATION_PATH, CHAOS_CONFIG_PATH, PREFLIGHT_CONFIG_PATH } from "./default_paths.ts";

const FROM_INIT = '"omega init" writes one';
const FROM_STRESS = 'a run folder of "omega stress" has one';

/** The files that omega looks for by itself, and where they come from. */
const FILES = [
  [CALIBRATION_PATH, `${FROM_INIT}, and --calibration FILE names another`],
  [CHAOS_CONFIG_PATH, `${FROM_INIT}, and --chaos FILE names another`],
  [PREFLIGHT_CONFIG_PATH, `${FROM_INIT}, and --config FILE names another`],
  ["inputs/calibration.json", `${FROM_STRESS}, and --calibration FILE names another`],
  ["RUN.json", FROM_STRESS],
  ["PR_REPORT.json", FROM_STRESS],
  ["run-cost.json", FROM_STRESS],
  ["certificate.dsse.json", '"omega certify" writes one'],
] as const;

/**
 * What to do next where the reader of a file cannot know it: a file that nobody named is not there.
 *
 * @param text Why a command ended
 * @returns The text, with the advice behind it where there is one
 */
export function addAdvice(text: string): string {
  const portable = text.replaceAll("\\", "/");
  for (const [path, advice] of FILES) {
    if (portable.endsWith(`${path}": wanted a file, found nothing there`)) {
      return `${text}; ${advice}`;
    }
  }
  return text;
}
