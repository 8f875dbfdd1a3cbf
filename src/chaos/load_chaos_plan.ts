import { InputError } from "../internal/errors.ts";
import { formatJson } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";
import { readJsonFile } from "../internal/read_file.ts";
import { parseChaosConfig, ratesOfProfile } from "./chaos_config.ts";
import type { ChaosPlan } from "./chaos_plan.ts";
import { createChaosPlan } from "./chaos_plan.ts";
import { chaosPlanDigest, encodeChaosPlan, parseChaosPlan } from "./chaos_plan_document.ts";

/** What to choose from a configuration. */
export interface ChaosChoice {
  /** Name of the profile. @default the configuration's default_profile */
  readonly profile?: string | undefined;
  /** Seed of the draws. @default the configuration's deterministic_seed */
  readonly seed?: number | undefined;
}

/** A plan, and what identifies it. */
export interface LoadedChaosPlan {
  /** The plan. */
  readonly plan: ChaosPlan;
  /** `sha256:` and the digest of the exported plan's canonical JSON. */
  readonly digest: string;
  /** The exported plan as a file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

// OC-CHAOS-4508 impl
/**
 * Loads a plan: from a configuration with profiles, or one that was exported.
 *
 * @param path `chaos-config.json`, or an exported plan
 * @param choice Profile and seed; an exported plan has its own
 * @param ports Where to read; needs `--allow-read`
 * @throws {InputError} for everything that is wrong with file, profile or rates
 * @throws {WorldError} if the file is there and cannot be read
 */
export async function loadChaosPlan(
  path: string,
  choice: ChaosChoice,
  { files }: Pick<Ports, "files">,
): Promise<LoadedChaosPlan> {
  const { root } = await readJsonFile(files, path);
  if (root.optional("schema_version") === undefined) {
    const config = parseChaosConfig(root);
    const { profile, failureRates } = ratesOfProfile(config, choice.profile, path);
    const seed = choice.seed ?? config.deterministicSeed;
    return describeChaosPlan(createChaosPlan({ profile, failureRates, seed }));
  }
  const plan = parseChaosPlan(root);
  if (choice.profile !== undefined && choice.profile !== plan.profile) {
    throw new InputError(
      `Cannot use chaos profile "${choice.profile}": "${path}" is a plan of "${plan.profile}"`,
      { code: "UNKNOWN_PROFILE" },
    );
  }
  return describeChaosPlan(plan);
}

/** A plan with its digest and its document. */
export function describeChaosPlan(plan: ChaosPlan): LoadedChaosPlan {
  const bytes = new TextEncoder().encode(formatJson(encodeChaosPlan(plan)));
  return { plan, digest: chaosPlanDigest(plan), bytes };
}
