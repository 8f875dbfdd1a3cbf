/**
 * Looks for inputs that break a promise: `bin/deno task fuzz`.
 *
 *     bin/deno task fuzz [--seconds S] [--seed N] [--target NAME] [--case N]
 *
 * Each case is drawn from (seed, target, case) alone, so the command that a failure prints makes the
 * same input again. Ends with 1 at the first failure.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { createStream } from "../../src/internal/random.ts";
import { documentTargets } from "./document_targets.ts";
import { createPackTarget } from "./pack_target.ts";
import { markdownTarget, sseTarget } from "./stream_targets.ts";
import type { FuzzTarget } from "./target.ts";

/** What to run. */
export interface FuzzPlan {
  readonly seed: number;
  /** How long each target is tried. */
  readonly targetMaxMs: number;
  /** The only case that is tried. @default all */
  readonly onlyCase?: number | undefined;
  /** Most cases of a target. @default as many as there is time for */
  readonly caseMaxCount?: number | undefined;
}

/** What came of a target. */
export interface FuzzResult {
  readonly caseCount: number;
  /** The command that makes the failing input again, and what went wrong. */
  readonly failure: { readonly replay: string; readonly error: unknown } | null;
}

/** Every target. */
export async function listTargets(): Promise<readonly FuzzTarget[]> {
  return [...documentTargets, sseTarget, markdownTarget, await createPackTarget()];
}

/** Tries a target until its time is over, or until it fails. */
export async function fuzzTarget(target: FuzzTarget, plan: FuzzPlan): Promise<FuzzResult> {
  const { seed, targetMaxMs, onlyCase, caseMaxCount = Infinity } = plan;
  const endMs = performance.now() + targetMaxMs;
  const first = onlyCase ?? 0;
  const last = onlyCase === undefined ? caseMaxCount : first + 1;
  let index = first;
  // The first case is tried however little time there is.
  for (; index < last && (index === first || performance.now() < endMs); index++) {
    try {
      await target.check(createStream(seed, `fuzz ${target.name}`, String(index)));
    } catch (error) {
      const flags = `--target ${target.name} --seed ${seed} --case ${index}`;
      return {
        caseCount: index - first + 1,
        failure: { replay: `bin/deno task fuzz ${flags}`, error },
      };
    }
  }
  return { caseCount: index - first, failure: null };
}

async function main(args: readonly string[]): Promise<number> {
  const names = ["seconds", "seed", "target", "case"];
  const flags = parseArgs([...args], { string: names, unknown: refuseFlag });
  const number = (name: string, otherwise: number) => readNumber(flags[name], name) ?? otherwise;
  const targets = (await listTargets()).filter(({ name }) =>
    flags.target === undefined || flags.target === name
  );
  if (targets.length === 0) throw new Error(`Cannot fuzz "${flags.target}": no such target`);
  const plan: FuzzPlan = {
    seed: number("seed", 1),
    targetMaxMs: number("seconds", 30) * 1000 / targets.length,
    onlyCase: readNumber(flags.case, "case"),
  };
  for (const target of targets) {
    const { caseCount, failure } = await fuzzTarget(target, plan);
    console.log(`${target.name.padEnd(13)} ${String(caseCount).padStart(8)} cases`);
    if (failure === null) continue;
    console.error(failure.error);
    console.error(`again: ${failure.replay}`);
    return 1;
  }
  return 0;
}

function refuseFlag(flag: string): never {
  throw new Error(`Cannot fuzz: --seconds, --seed, --target and --case are known, not "${flag}"`);
}

function readNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0)) {
    throw new Error(`Cannot fuzz: --${name} must be a number >= 0, got "${text}"`);
  }
  return value;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
