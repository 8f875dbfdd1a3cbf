import { join } from "@std/path";
import { OMEGA, ROOT, run, storyFlags } from "../cli/run_omega.ts";
import { makeProject, PRINTING_SUITE } from "../preflight/_project.ts";

/** A document of ours, and the schema that it must keep. */
export interface Output {
  /** Where it is from, for the text of a failure. */
  readonly source: string;
  /** Name of the schema, without its ending. */
  readonly schema: string;
  readonly document: unknown;
}

const PREFLIGHT = {
  schema_version: "PREFLIGHT-CONFIG-1.0",
  own_outputs: ["metrics"],
  accepted: [],
  suites: [PRINTING_SUITE],
  critical_files: ["src.txt"],
};

const SPECIFICATION = `# Locks

## Order

- [OC-LOCK-1001] A writer MUST hold the lock.
- ~~[OC-LOCK-1002]~~ Gone.
`;

/** Which files of a project keep which schema. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)PR_PREFLIGHT\.json$/, "preflight-report"],
  [/(^|\/)PR_REPORT\.json$/, "pr-report"],
  [/(^|\/)RUN\.json$/, "run"],
  [/(^|\/)GATES\.json$/, "gates"],
  [/(^|\/)chaos-log\.json$/, "chaos-log"],
  [/(^|\/)chaos-plan\.json$/, "chaos-plan"],
  [/(^|\/)run-cost\.json$/, "run-cost"],
  [/(^|\/)concurrency\d+\.report\.json$/, "concurrency-report"],
  [/(^|\/)ProsePack\.json$/, "prose-pack"],
  [/\.dsse\.json$/, "dsse-envelope"],
  [/(^|\/)accepted\.json$/, "accepted"],
  [/(^|\/)MANIFEST\.json$/, "pack-manifest"],
  [/(^|\/)toolchain\.json$/, "toolchain"],
  [/(^|\/)inputs\/plan\.json$/, "plan"],
  [/(^|\/)inputs\/intent\.json$/, "intent"],
  [/(^|\/)inputs\/chaos\.json$/, "chaos-plan"],
  [/(^|\/)inputs\/calibration\.json$/, "calibration"],
];

/**
 * Makes every document that omega writes in a project of its own: all gates with a signed pack and
 * certificate, a stress under faults of which runs fail, one over budget, and specifications.
 */
export async function makeOutputs(root: string): Promise<readonly Output[]> {
  await makeProject(root, {
    "calibration/preflight.json": JSON.stringify(PREFLIGHT),
    "calibration/chaos-config.json": await Deno.readTextFile(
      join(ROOT, "calibration/chaos-config.json"),
    ),
    ".specs/10-locks.md": SPECIFICATION,
  });
  const key = join(root, "metrics/signing");
  await Deno.mkdir(join(root, "metrics"));
  const count = "--count=3";
  const answers = [
    await omega(root, "proofpack", "keygen", `--out=${key}`),
    await omega(
      root,
      ...["gates", ...storyFlags(), count, "--writers=2", "--writes=3", `--sign=${key}.key`],
    ),
    await omega(
      root,
      ...["stress", ...storyFlags(), count, "--chaos=calibration/chaos-config.json"],
      ...["--chaos-profile=hellfire", "--out=metrics/faults"],
    ),
    await omega(root, "stress", "--plan=missing.json", "--intent=missing.json"),
    await omega(root, "spec", "extract"),
    await omega(root, "spec", "accept"),
    await omega(root, "no-such-command"),
  ];
  const packs = [...Deno.readDirSync(join(root, "metrics/pr"))].map(({ name }) => name)
    .filter((name) => name.endsWith(".zip"));
  for (const name of packs) {
    const unpacked = join(root, "metrics/unpacked");
    await run(["unzip", "-q", join(root, "metrics/pr", name), "-d", unpacked]);
  }
  return [...answers, ...readOutputs(root, "")];
}

async function omega(root: string, ...words: readonly string[]): Promise<Output> {
  const command = OMEGA.toSpliced(2, 0, "--allow-run");
  const { stdout, stderr } = await run([...command, ...words, "--json"], { cwd: root });
  try {
    return { source: `omega ${words.join(" ")}`, schema: "answer", document: JSON.parse(stdout) };
  } catch (cause) {
    throw new Error(`omega ${words.join(" ")}: ${stdout}${stderr}`, { cause });
  }
}

function* readOutputs(root: string, folder: string): Generator<Output> {
  for (const { name, isDirectory } of Deno.readDirSync(join(root, folder))) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (name === ".git") continue;
    else if (isDirectory) yield* readOutputs(root, path);
    else if (name === "runs.jsonl") yield* readLines(root, path);
    else {
      const schema = FILES.find(([pattern]) => pattern.test(path))?.[1];
      if (schema !== undefined) yield* readOutput(root, path, schema);
    }
  }
}

function* readLines(root: string, path: string): Generator<Output> {
  const lines = Deno.readTextFileSync(join(root, path)).trimEnd().split("\n");
  for (const [index, line] of lines.entries()) {
    const source = `${path}:${index + 1}`;
    yield { source, schema: "journal-line", document: JSON.parse(line) };
  }
}

function* readOutput(root: string, path: string, schema: string): Generator<Output> {
  const document = JSON.parse(Deno.readTextFileSync(join(root, path)));
  yield { source: path, schema, document };
  if (schema === "dsse-envelope") {
    yield {
      source: `${path} payload`,
      schema: "statement",
      document: JSON.parse(atob(document.payload)),
    };
  }
}
