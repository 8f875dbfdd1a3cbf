import { CALIBRATION_PATH, CHAOS_CONFIG_PATH, PREFLIGHT_CONFIG_PATH } from "./default_paths.ts";

/** The files that omega looks for by itself, and the flag that names another one. */
const DEFAULT_FILES = [
  [CALIBRATION_PATH, "--calibration"],
  [CHAOS_CONFIG_PATH, "--chaos"],
  [PREFLIGHT_CONFIG_PATH, "--config"],
] as const;

/**
 * What to do next where the reader of a file cannot know it: a file that nobody named is not there.
 *
 * @param text Why a command ended
 * @returns The text, with the advice behind it where there is one
 */
export function addAdvice(text: string): string {
  for (const [path, flag] of DEFAULT_FILES) {
    if (!text.endsWith(`${path}": wanted a file, found nothing there`)) continue;
    return `${text}; "omega init" writes one, and ${flag} FILE names another`;
  }
  return text;
}
