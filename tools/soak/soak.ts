/**
 * Watches promises for a while, with real processes and SIGKILL: `bin/deno task soak`.
 *
 *     bin/deno task soak [--seconds S] [--seed N] [--only NAME]
 *
 * The scenarios share the time. Who is killed when follows from the seed; the order in which the
 * system lets processes run does not, so a failure may need several repetitions of the command that
 * it prints. Ends with 1 at the first broken promise.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { createStream } from "../../src/internal/random.ts";
import { ledgerScenario } from "./ledger.ts";
import { locksScenario } from "./locks.ts";
import { proxyScenario } from "./proxy.ts";
import type { SoakScenario } from "./scenario.ts";

/** Every scenario. */
export const SCENARIOS: readonly SoakScenario[] = [locksScenario, ledgerScenario, proxyScenario];

/** Runs a scenario in a folder of its own. */
export async function soak(
  scenario: SoakScenario,
  { seed, durationMs }: { readonly seed: number; readonly durationMs: number },
): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "omega-soak-" });
  try {
    const stream = createStream(seed, "soak", scenario.name);
    return await scenario.run({ folder, durationMs, stream });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function main(args: readonly string[]): Promise<number> {
  const flags = parseArgs([...args], { string: ["seconds", "seed", "only"], unknown: refuseFlag });
  const seconds = Number(flags.seconds ?? 60);
  const seed = Number(flags.seed ?? 1);
  if (!(seconds > 0) || !Number.isSafeInteger(seed) || seed < 0) {
    throw new Error("Cannot soak: --seconds must be > 0 and --seed an integer >= 0");
  }
  const scenarios = SCENARIOS.filter(({ name }) => flags.only === undefined || flags.only === name);
  if (scenarios.length === 0) throw new Error(`Cannot soak "${flags.only}": no such scenario`);
  const durationMs = seconds * 1000 / scenarios.length;
  for (const scenario of scenarios) {
    try {
      console.log(`${scenario.name.padEnd(7)} ${await soak(scenario, { seed, durationMs })}`);
    } catch (error) {
      console.error(error);
      const flags = `--only ${scenario.name} --seed ${seed} --seconds ${durationMs / 1000}`;
      console.error(`again: bin/deno task soak ${flags}`);
      return 1;
    }
  }
  return 0;
}

function refuseFlag(flag: string): never {
  throw new Error(`Cannot soak: --seconds, --seed and --only are known, not "${flag}"`);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
