import type { FailureType } from "../calibration/calibration.ts";
import { parseFailureType } from "../calibration/parse.ts";
import type { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import type { FailureRates } from "./chaos_plan.ts";
import { spreadRate } from "./chaos_plan.ts";
import { parseFailureRates } from "./chaos_plan_document.ts";

/** Profiles to choose from: `chaos-config.json`. */
export interface ChaosConfig {
  /** Probability of each fault, by the name of the profile. */
  readonly profiles: Readonly<Record<string, FailureRates>>;
  /** The profile where none is named. */
  readonly defaultProfile: string;
  /** Seed of the draws where none is given. */
  readonly deterministicSeed: number;
}

// OC-CHAOS-4509 impl
/**
 * Reads a chaos configuration. A profile has `CHAOS_RATE`, spread evenly over its `failure_types`,
 * or `failure_rates`, one for each type.
 *
 * @param root Cursor at the document's root
 * @throws {InputError} naming file and JSON path
 */
export function parseChaosConfig(root: JsonCursor): ChaosConfig {
  root.onlyKeys(["$schema", "description", "profiles", "default_profile", "deterministic_seed"]);
  const profiles = root.field("profiles").members()
    .map(([name, member]) => [name, parseProfile(member)] as const);
  if (profiles.length === 0) root.field("profiles").fail("at least one profile");
  return {
    profiles: Object.fromEntries(profiles),
    defaultProfile: root.field("default_profile").oneOf(profiles.map(([name]) => name)),
    deterministicSeed: root.field("deterministic_seed").number({ min: 0, isInteger: true }),
  };
}

function parseProfile(cursor: JsonCursor): FailureRates {
  cursor.onlyKeys(["description", "CHAOS_RATE", "failure_types", "failure_rates"]);
  const rates = cursor.optional("failure_rates");
  if (rates !== undefined) {
    for (const other of ["CHAOS_RATE", "failure_types"]) {
      cursor.optional(other)?.fail("nothing beside failure_rates");
    }
    return parseFailureRates(rates);
  }
  const types = parseTypes(cursor.field("failure_types"));
  return spreadRate(cursor.field("CHAOS_RATE").number({ min: 0, max: 1 }), types);
}

// OC-CHAOS-4507 impl
function parseTypes(cursor: JsonCursor): readonly FailureType[] {
  const types: FailureType[] = [];
  for (const item of cursor.items()) {
    const type = parseFailureType(item);
    if (types.includes(type)) item.fail("each failure type once");
    types.push(type);
  }
  if (types.length === 0) cursor.fail("at least one failure type");
  return types;
}

/** The profile that every configuration has: nothing strikes. */
const NO_FAULTS = "none";

/**
 * The rates of a profile.
 *
 * @param config The configuration
 * @param name Name of the profile; the default one where undefined, `none` for no faults
 * @param source The file as the error text names it
 * @throws {InputError} if there is no such profile
 */
export function ratesOfProfile(
  { profiles, defaultProfile }: ChaosConfig,
  name: string | undefined,
  source: string,
): { readonly profile: string; readonly failureRates: FailureRates } {
  const profile = name ?? defaultProfile;
  if (!Object.hasOwn(profiles, profile)) {
    if (profile === NO_FAULTS) return { profile, failureRates: {} };
    const names = [...Object.keys(profiles), NO_FAULTS].join(", ");
    throw new InputError(
      `Cannot use chaos profile "${profile}": wanted one of ${names} in "${source}", found none`,
      { code: "UNKNOWN_PROFILE" },
    );
  }
  return { profile, failureRates: profiles[profile]! };
}
