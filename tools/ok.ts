/**
 * Everything that must hold before a change lands: `bin/deno task ok [STEP…]`, which `.ci/run` calls.
 *
 * All steps run, also after one has failed, so that one look shows everything. The tests hold the
 * imports to their layers, sources to their sizes, files to their schemas and the documentation to
 * its word. The last line counts the tests. Ends with 1 if any step has failed.
 *
 * @module
 */
import { join } from "@std/path";
import { DENO, type Ended, ROOT, runAloud } from "./run_aloud.ts";

/** What is checked, and how. */
interface Step {
  readonly name: string;
  readonly words: readonly string[];
}

/** What came of it. */
type Result = Step & Ended;

/** The step whose tests the last line counts. */
const TESTS = "tests";

/** Sources and pages with examples. */
function filesWithExamples(): readonly string[] {
  const { stdout } = new Deno.Command("git", {
    args: ["-C", ROOT, "grep", "-l", "```ts$", "--", "mod.ts", "src/*.ts", "*.md"],
  }).outputSync();
  return new TextDecoder().decode(stdout).trimEnd().split("\n");
}

function listSteps(scratch: string): readonly Step[] {
  const deno = (name: string, ...words: readonly string[]) => ({ name, words: [DENO, ...words] });
  const task = (name: string, ...words: readonly string[]) => deno(name, "task", ...words);
  const stress = (round: number) =>
    task(`stress ${round}`, "stress100", "--quiet", "--out", join(scratch, `${round}`));
  const compare = `cmp "${scratch}"/1/*/PR_REPORT.json "${scratch}"/2/*/PR_REPORT.json`;
  return [
    deno("format", "fmt", "--check"),
    deno("lint", "lint"),
    deno("types", "check"),
    deno("public documentation", "doc", "--lint"),
    deno("publish dry run", "publish", "--dry-run", "--allow-dirty"),
    deno("examples", "test", "--doc", "--quiet", "--allow-all", ...filesWithExamples()),
    // What ran is the evidence of the requirements.
    task(TESTS, "test", "--junit-path=metrics/junit/tests.xml"),
    task("requirements", "spec:check"),
    // What the kernel itself refuses can only be tried with all permissions.
    deno(
      "privileged tests",
      ...["test", "--quiet", "--allow-all", "tests/cache/atomic_write_test.ts"],
      "tests/chaos/chaos_journal_test.ts",
    ),
    // The main job of the README, twice: the second report must equal the first.
    stress(1),
    stress(2),
    { name: "same report", words: ["sh", "-c", compare] },
  ];
}

/** Deno's "12 passed | 0 failed | 1 ignored" in the form that every CI reads. */
export function countTests(output: string): string {
  const summaries = output.matchAll(
    /\| (\d+) passed[^|\n]*\| (\d+) failed(?:[^|\n]*\| (\d+) ignored)?/g,
  );
  const [, passed, failed, ignored = "0"] = [...summaries].at(-1) ?? [];
  if (passed === undefined) return "0 passed, 1 failed, 0 skipped";
  return `${passed} passed, ${failed} failed, ${ignored} skipped`;
}

async function main(names: readonly string[]): Promise<number> {
  const scratch = await Deno.makeTempDir({ prefix: "omega-ok-" });
  const results: Result[] = [];
  try {
    const steps = listSteps(scratch);
    const unknown = names.find((name) => !steps.some((step) => step.name === name));
    if (unknown !== undefined) {
      const known = steps.map(({ name }) => `"${name}"`).join(", ");
      console.error(`Cannot run step "${unknown}": wanted one of ${known}`);
      return 2;
    }
    for (const step of steps) {
      if (names.length > 0 && !names.includes(step.name)) continue;
      console.log(`== ${step.name}`);
      results.push({ ...step, ...await runAloud(step.words) });
    }
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
  console.log();
  for (const { name, isOk, seconds } of results) {
    console.log(`${isOk ? "ok    " : "FAILED"}  ${name.padEnd(20)} ${seconds.toFixed(1)} s`);
  }
  const tests = results.find(({ name }) => name === TESTS);
  if (tests !== undefined) console.log(countTests(tests.output));
  return results.every(({ isOk }) => isOk) ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
