/**
 * Claim: on 10,000 Markdown files of 100 MB, `omega spec extract`, `lint` and `links` together take
 * under 6 s and each stays under 400 MB, on two cores.
 *
 * Every file is a specification, so that each command reads all of them. Every command is a process
 * of its own, measured from start to exit. Ours run five times and the best counts, because others
 * may use the machine; the peers from npm run once, because they take minutes. markdownlint-cli2 has
 * other rules than `spec lint`; markdown-link-check checks the same links without anchors of other
 * files (remark-validate-links, which checks those too, was left out: it did not end within ten
 * minutes). The first extraction, which writes a file for each specification, is shown apart. Apart
 * stand also extract, lint and links on one file of 10 MB that holds nothing but `[` or `#`: each
 * takes less than 2 s.
 *
 *     bin/deno run --no-lock --allow-all bench/spec.ts [FILES]
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { measureProcess, type ProcessMeasure } from "./measure_process.ts";
import { writeSpecTree } from "./spec_tree.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const OMEGA = [
  join(ROOT, "bin/deno"),
  "run",
  "--no-check",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-run=git",
  join(ROOT, "cli/main.ts"),
];
const ROUNDS = 5;
const TOTAL_MAX_MS = 6_000;
/** 400 MB. */
const MEMORY_MAX_MIB = 381;

/** Versions that were the newest when this was written. */
const PEERS = [
  "markdownlint-cli2@0.24.1",
  "markdown-link-check@3.15.0",
];

function show(name: string, { wallMs, peakMemoryMiB }: ProcessMeasure, base?: number): void {
  const seconds = (wallMs / 1000).toFixed(2).padStart(8);
  const memory = (peakMemoryMiB?.toFixed(0) ?? "?").padStart(6);
  const ratio = base === undefined ? "" : `${(wallMs / base).toFixed(1)} times ours`.padStart(20);
  console.log(`${name.padEnd(36)}${seconds} s${memory} MiB${ratio}`);
}

async function measureBest(command: readonly string[]): Promise<ProcessMeasure> {
  const rounds: ProcessMeasure[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measureProcess(command));
  return rounds.toSorted((a, b) => a.wallMs - b.wallMs)[0]!;
}

/** Ours, by sub-command. */
async function measureOurs(tree: string): Promise<Readonly<Record<string, ProcessMeasure>>> {
  const run = (...words: readonly string[]) => [...OMEGA, "spec", ...words, "--root", tree];
  const first = await measureProcess(run("extract"));
  show("omega spec extract, writing all", first);
  const extract = await measureBest(run("extract"));
  show("omega spec extract", extract);
  const lint = await measureBest(run("lint"));
  show("omega spec lint", lint);
  const links = await measureBest(run("links"));
  show("omega spec links", links);
  const wallMs = extract.wallMs + lint.wallMs + links.wallMs;
  const peaks = [extract, lint, links].map(({ peakMemoryMiB }) => peakMemoryMiB ?? NaN);
  const peakMemoryMiB = Math.max(...peaks);
  show("all three", { wallMs, peakMemoryMiB });
  // A system that does not tell a process's memory leaves that half of the claim open.
  const isKept = wallMs < TOTAL_MAX_MS && !(peakMemoryMiB >= MEMORY_MAX_MIB);
  console.log(`claim: under 6 s and 400 MB: ${isKept ? "kept" : "BROKEN"}`);
  if (!isKept) Deno.exitCode = 1;
  return { extract, lint, links };
}

/** Bytes of a file that is made of one character. */
const HOSTILE_BYTES = 10_000_000;
const HOSTILE_MAX_MS = 2_000;

async function measureHostile(character: string): Promise<void> {
  const tree = await Deno.makeTempDir({ prefix: "omega-bench-hostile-" });
  try {
    await Deno.mkdir(join(tree, ".specs"));
    await Deno.writeTextFile(join(tree, ".specs/10-a.md"), character.repeat(HOSTILE_BYTES));
    // One line of ten million columns is a finding, and exit code 1 is an answer.
    for (const command of ["extract", "lint", "links"]) {
      const words = [...OMEGA, "spec", command, "--root", tree];
      const measure = await measureProcess(words, [0, 1]);
      show(`10 MB of ${character}, ${command}`, measure);
      if (measure.wallMs >= HOSTILE_MAX_MS) Deno.exitCode = 1;
    }
  } finally {
    await Deno.remove(tree, { recursive: true });
  }
}

async function measurePeers(
  tree: string,
  ours: Readonly<Record<string, ProcessMeasure>>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "omega-bench-peers-" });
  try {
    const install = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error"];
    await measureProcess(["npm", ...install, ...PEERS]);
    const bin = (name: string) => ["node", join(folder, "node_modules/.bin", name)];
    const lintConfig = join(folder, ".markdownlint-cli2.jsonc");
    await Deno.writeTextFile(lintConfig, '{"config": {"MD013": {"line_length": 100}}}');
    const linkConfig = join(folder, "link-check.json");
    await Deno.writeTextFile(linkConfig, '{"ignorePatterns": [{"pattern": "^https?:"}]}');
    const commands: readonly (readonly [string, readonly string[], string])[] = [
      ["markdownlint-cli2", [
        ...bin("markdownlint-cli2"),
        "--config",
        lintConfig,
        join(tree, ".specs/**/*.md"),
      ], "lint"],
      [
        "markdown-link-check",
        [...bin("markdown-link-check"), "-q", "-c", linkConfig, tree],
        "links",
      ],
    ];
    for (const [name, command, own] of commands) await measurePeer(name, command, ours[own]!);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function measurePeer(
  name: string,
  command: readonly string[],
  own: ProcessMeasure,
): Promise<void> {
  try {
    show(name, await measureProcess(command), own.wallMs);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(-200).replace(/\s+/g, " ") : error;
    console.log(`${name.padEnd(36)}  did not end well: ${reason}`);
  }
}

if (import.meta.main) {
  const [fileCount = 10_000] = Deno.args.map(Number);
  const tree = await Deno.makeTempDir({ prefix: "omega-bench-spec-" });
  try {
    const { byteCount, requirementCount } = await writeSpecTree(tree, fileCount);
    const megabytes = (byteCount / 1e6).toFixed(1);
    console.log(`${fileCount} files, ${megabytes} MB, ${requirementCount} requirements`);
    const ours = await measureOurs(tree);
    for (const character of ["[", "#"]) await measureHostile(character);
    await measurePeers(tree, ours);
  } finally {
    await Deno.remove(tree, { recursive: true });
  }
}
