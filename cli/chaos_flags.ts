import type { ChaosChoice } from "../src/chaos/load_chaos_plan.ts";
import type { Values } from "./command.ts";
import { CHAOS_CONFIG_PATH } from "./default_paths.ts";

/** Which faults a command line asks for. */
export interface ChaosFlags {
  /** A configuration with profiles, or an exported plan. */
  readonly path: string;
  readonly choice: ChaosChoice;
}

/** The faults that a command line asks for, where the command cannot do without. */
export function chaosChoice(values: Values): ChaosFlags {
  return {
    path: values.text("chaos") ?? CHAOS_CONFIG_PATH,
    choice: { profile: values.text("chaos-profile"), seed: values.integer("seed") },
  };
}

/** The faults that a command line asks for, null where it asks for none. */
export function optionalChaosChoice(values: Values): ChaosFlags | null {
  const isAsked = values.text("chaos") !== undefined || values.text("chaos-profile") !== undefined;
  return isAsked ? chaosChoice(values) : null;
}
