import type { ResponseCache } from "../src/cache/response_cache.ts";
import type { Calibration } from "../src/calibration/calibration.ts";
import { InputError } from "../src/internal/errors.ts";
import type { Ports } from "../src/internal/ports.ts";
import { openAnswerCache } from "../src/provider/answer_cache.ts";
import type { Values } from "./command.ts";
import { lockLimitsOf } from "./lock_limits.ts";
import type { ProviderChoice } from "./provider_flags.ts";
import type { ProviderSettings } from "./provider_settings.ts";

/** The settings of a choice, with a word of the cache: a stress with one is another than without. */
export function settingsWithCache(values: Values, settings: ProviderSettings): ProviderSettings {
  return values.text("cache") === undefined ? settings : { ...settings, cache: "on" };
}

/**
 * Opens the kept answers that `--cache` names: of the provider that was chosen, or, where that is
 * the cache itself, whatever is there.
 *
 * @returns Undefined where the flag is not given
 * @throws {InputError} if the folder has answers of another source, or none to replay
 * @throws {WorldError} if it cannot be read or written
 */
export async function openCache(
  values: Values,
  { provider: { name }, settings }: ProviderChoice,
  { calibration, ports }: { readonly calibration: Calibration; readonly ports: Ports },
): Promise<ResponseCache | undefined> {
  const folder = values.text("cache");
  if (folder === undefined) return undefined;
  // Whether an answer was streamed does not change it.
  const { stream: _, ...deciding } = settings;
  const source = name === "cache" ? null : { provider: name, ...deciding };
  return await openAnswerCache(folder, { ...ports, ...lockLimitsOf(calibration), source });
}

/**
 * Refuses kept answers where they would make the result mean nothing.
 *
 * @param what What they are refused with
 * @param reason Why
 * @throws {InputError} if the flags ask for them
 */
export function refuseCache(values: Values, what: string, reason: string): void {
  if (values.text("cache") === undefined && values.text("provider") !== "cache") return;
  throw new InputError(`Cannot use kept answers with ${what}: ${reason}`, { code: "USAGE" });
}
