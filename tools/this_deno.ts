/**
 * Starting the Deno that runs this, with the packages that this resolves.
 *
 * `bin/deno` finds both, in a few short processes; what it has found needs no second search.
 *
 * @module
 */
import { ROOT } from "./run_aloud.ts";

/** Where packages come from npm, a configuration beside the usual one says how. */
const isJsr = import.meta.resolve("@std/path").startsWith("jsr:");

/** The configuration that names the packages. */
const CONFIG = `${ROOT}${isJsr ? "deno.json" : "deno.npm.json"}`;

/** Words of a process that runs a sub-command of this Deno. */
export function thisDeno(subCommand: string, ...words: readonly string[]): readonly string[] {
  return [Deno.execPath(), subCommand, "--config", CONFIG, ...words];
}
