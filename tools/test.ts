/**
 * Runs the tests: `bin/deno task test [WORD…]`, words as those of `deno test`.
 *
 * `deno test` starts an isolate for every file, which compiles again all that the file imports: a
 * fifth of the time of these tests. So the files share a few isolates, each of which runs a lane: a
 * module that imports its share of them. Tests wait for processes more than for each other, so one
 * lane more than there are processors is run at a time; DENO_JOBS says otherwise. Where a word names
 * a file or a folder, `deno test` runs that as it is. Ends as `deno test` ends.
 *
 * @module
 */
import { walk } from "@std/fs/walk";
import { join, toFileUrl } from "@std/path";
import { ROOT } from "./run_aloud.ts";
import { thisDeno } from "./this_deno.ts";

/** Lanes per job: enough that all jobs end at about the same time. */
const LANES_PER_JOB = 6;

/** `deno check` looks at the types. */
const FLAGS = [
  "--no-check",
  "--parallel",
  ...["read", "write", "env", "run", "net", "sys"].map((name) => `--allow-${name}`),
];

/** Every test file, in an order that no file system decides. */
export async function listTests(): Promise<readonly string[]> {
  const options = { includeDirs: false, match: [/_test\.ts$/] };
  return (await Array.fromAsync(walk(join(ROOT, "tests"), options), ({ path }) => path)).sort();
}

/** Tests that take longest: each has a lane, and these begin first. */
const LONGEST = [
  "repository/code_blocks",
  "crash/stress_kill",
  "tutorial/tutorial",
  "cli/omega",
  "tools/soak",
];

/** Deals tests to so many lanes, besides those of the longest. */
export function dealLanes(tests: readonly string[], count: number): readonly (readonly string[])[] {
  const longest = LONGEST.map((name) => join(ROOT, "tests", `${name}_test.ts`));
  const others = tests.filter((path) => !longest.includes(path));
  const dealt = Array.from({ length: count }, (_, lane) =>
    // Neighbours are alike, and part.
    others.filter((_, index) => index % count === lane));
  return [...longest.map((path) => [path]), ...dealt];
}

/** Writes lanes into a folder, and gives their paths in the order of the lanes. */
function writeLanes(folder: string, lanes: readonly (readonly string[])[]): readonly string[] {
  return lanes.map((paths, index) => {
    const lane = join(folder, `lane_${String(index).padStart(2, "0")}.js`);
    Deno.writeTextFileSync(lane, paths.map((path) => `import "${toFileUrl(path)}";\n`).join(""));
    return lane;
  });
}

function isPath(word: string): boolean {
  try {
    Deno.statSync(word);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** How many lanes run at a time. */
function countJobs(): number {
  const wanted = Deno.env.get("DENO_JOBS") ?? `${navigator.hardwareConcurrency + 1}`;
  if (!/^[1-9]\d{0,3}$/.test(wanted)) {
    throw new Error(`Cannot read DENO_JOBS: wanted an integer in 1..9999, found "${wanted}"`);
  }
  return Number(wanted);
}

async function main(words: readonly string[]): Promise<number> {
  const jobs = countJobs();
  const folder = Deno.makeTempDirSync({ prefix: "omega-lanes-" });
  // An interrupt is for the tests; once they have ended, so does this.
  Deno.addSignalListener("SIGINT", () => {});
  try {
    const lanes = words.some(isPath)
      ? []
      : writeLanes(folder, dealLanes(await listTests(), jobs * LANES_PER_JOB));
    const [program, ...args] = thisDeno("test", ...FLAGS, ...words, ...lanes);
    const { code } = await new Deno.Command(program!, {
      args,
      cwd: ROOT,
      env: { DENO_JOBS: String(jobs) },
    }).spawn().status;
    return code;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
