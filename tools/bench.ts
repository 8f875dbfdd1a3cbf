/**
 * Runs every bench beside its peers and writes `bench/RESULTS.md`: `bin/deno task bench`.
 *
 *     bin/deno task bench [NAME…]
 *
 * A bench is a file of `bench/` whose first words are its claim; it fetches its peers, prints a table
 * of ratios, and ends with 1 where a claim does not hold. They run one after the other, each in a
 * process of its own. With names only those run, and nothing is written. Ends with 1 if any claim
 * does not hold.
 *
 * @module
 */
import { VERSION } from "../src/internal/version.ts";
import { DENO, type Ended, ROOT, runAloud } from "./run_aloud.ts";

const RESULTS = `${ROOT}bench/RESULTS.md`;
const CLAIM = /^\/\*\*\n \* (?:Claims?|Goals): (.*?)\n \*\n/s;

/** A file that measures something. */
export interface Bench {
  readonly name: string;
  /** What it claims, one paragraph. */
  readonly claim: string;
}

/** What came of one; it ends with 0 if its claims hold. */
type Outcome = Bench & Ended;

/** Every bench, by name. */
export function listBenches(): readonly Bench[] {
  const names = [...Deno.readDirSync(`${ROOT}bench`)].map(({ name }) => name).sort();
  return names.filter((name) => name.endsWith(".ts")).flatMap((file) => {
    const claim = CLAIM.exec(Deno.readTextFileSync(`${ROOT}bench/${file}`))?.[1];
    return claim === undefined
      ? []
      : [{ name: file.slice(0, -3), claim: claim.replaceAll("\n * ", " ") }];
  });
}

/** First line that a program prints; "none" where there is no such program. */
async function ask(...words: readonly string[]): Promise<string> {
  try {
    const { stdout } = await new Deno.Command(words[0]!, { args: words.slice(1) }).output();
    return new TextDecoder().decode(stdout).split("\n")[0]!.trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "none";
    throw error;
  }
}

/** Name of the processor, where the system tells. */
async function processorName(): Promise<string> {
  const text = await ask("sh", "-c", "grep -m 1 'model name' /proc/cpuinfo || sysctl -n hw.model");
  return text.replace(/^model name\s*:\s*/, "") || "unknown";
}

async function describeMachine(): Promise<readonly string[]> {
  const memoryGiB = Deno.systemMemoryInfo().total / 2 ** 30;
  const { os, arch } = Deno.build;
  return [
    `${navigator.hardwareConcurrency} cores of ${await processorName()}`,
    `${memoryGiB.toFixed(0)} GiB of memory`,
    `${os} ${/^[\d.]*/.exec(Deno.osRelease())![0]} on ${arch}`,
    `omega ${VERSION}, Deno ${Deno.version.deno}, V8 ${Deno.version.v8}`,
    `Node ${await ask("node", "--version")}, ${await ask("git", "--version")}`,
  ];
}

/** The page that is written. */
export function formatResults(
  outcomes: readonly Outcome[],
  machine: readonly string[],
  day: string,
): string {
  return [
    "# Results",
    "",
    `Written by \`bin/deno task bench\` on ${day}. Every number was measured beside its peers in one`,
    "run of its bench; compare ratios, not times. Each bench says in its first lines how it measures",
    "and which versions of its peers it fetches.",
    "",
    ...machine.map((line) => `- ${line}`),
    "",
    "| bench | took | claims |",
    "| --- | ---: | --- |",
    ...outcomes.map(({ name, seconds, isOk }) =>
      `| [${name}](${name}.ts) | ${seconds.toFixed(0)} s | ${isOk ? "hold" : "**do not hold**"} |`
    ),
    ...outcomes.flatMap(({ name, claim, output }) => [
      ...["", `## ${name}`, "", claim, "", "```text"],
      ...[output.replaceAll(/[ \t]+$/gm, "").trimEnd(), "```"],
    ]),
    "",
  ].join("\n");
}

async function main(names: readonly string[]): Promise<number> {
  const benches = listBenches();
  const unknown = names.find((name) => !benches.some((bench) => bench.name === name));
  if (unknown !== undefined) {
    const known = benches.map(({ name }) => name).join(", ");
    console.error(`Cannot run bench "${unknown}": wanted one of ${known}`);
    return 2;
  }
  const chosen = benches.filter(({ name }) => names.length === 0 || names.includes(name));
  const outcomes: Outcome[] = [];
  for (const bench of chosen) {
    console.log(`\n== ${bench.name}: ${bench.claim}\n`);
    const words = [DENO, "run", "--no-lock", "--quiet", "--allow-all"];
    outcomes.push({ ...bench, ...await runAloud([...words, `${ROOT}bench/${bench.name}.ts`]) });
  }
  if (names.length === 0) {
    const day = new Date().toISOString().slice(0, 10);
    await Deno.writeTextFile(RESULTS, formatResults(outcomes, await describeMachine(), day));
    await ask(DENO, "fmt", "--quiet", RESULTS);
  }
  return outcomes.every(({ isOk }) => isOk) ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
