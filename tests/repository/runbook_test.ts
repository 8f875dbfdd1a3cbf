import { assert, assertEquals } from "@std/assert";
import { SPEC_CODE_NAMES } from "../../src/spec/codes.ts";
import { listFiles, readConfiguration, readText } from "./_repository.ts";

/** Names in capitals that are no codes of an answer: system errors, variables, a folder. */
const NO_CODES = /^(GIT_(?!FAILED)|GITHUB_|JSR_|UND_ERR_|EAI_|PR_RUNS$)/;

/** Names of all members of a document, at every depth. */
function memberNames(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) => [name, ...memberNames(below)]);
}

/** String literals of the product that look like codes, without names of limits and variables. */
function codesOfSource(): ReadonlySet<string> {
  const others = new Set(memberNames(JSON.parse(readText("calibration/calibration.schema.json"))));
  const { tasks } = readConfiguration();
  for (const { command } of Object.values(tasks)) {
    for (const [, names] of command.matchAll(/--allow-env=(\S+)/g)) {
      for (const name of names!.split(",")) others.add(name);
    }
  }
  const literals = listFiles("src/*.ts", "cli/*.ts").flatMap((path) =>
    [...readText(path).matchAll(/"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"/g)].map((match) => match[1]!)
  );
  return new Set(literals.filter((name) => !others.has(name) && !NO_CODES.test(name)));
}

const runbook = readText("docs/runbook.md");
const rows = [...runbook.matchAll(/^\| `([A-Z0-9_]+)`/gm)].map((match) => match[1]!);

Deno.test("the runbook has every code of the source, once", () => {
  const described = new Set(rows);
  assertEquals(rows.length, described.size);
  const missing = [...codesOfSource()].filter((code) => !described.has(code));
  assertEquals(missing.sort(), []);
});

Deno.test("the runbook has no code that the source does not give", () => {
  const sources = listFiles("src/*.ts", "cli/*.ts").map(readText).join("\n");
  const gone = rows.filter((code) =>
    !sources.includes(`"${code}"`) && !/^SPEC\d{3}$/.test(code) && !code.startsWith("GATE_")
  );
  assertEquals(gone, []);
  // Put together from the verdict, so that it is nowhere as a whole.
  assert(sources.includes("code: `GATE_${verdict}`"));
});

Deno.test("the runbook has every code of omega spec", () => {
  assertEquals(rows.filter((code) => code.startsWith("SPEC")), [...SPEC_CODE_NAMES]);
});
