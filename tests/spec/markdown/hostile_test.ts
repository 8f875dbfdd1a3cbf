import { assert } from "@std/assert";
import { createStream } from "../../../src/internal/random.ts";
import { analyseSpecification } from "../../../src/spec/analyse_specification.ts";
import { DEFAULT_CONFIG } from "../../../src/spec/config.ts";
import { readLinks } from "../../../src/spec/links/read_links.ts";
import { createLintRule } from "../../../src/spec/lint/lint.ts";
import { scanMarkdown } from "../../../src/spec/markdown/scan_markdown.ts";
import { readRequirements } from "../../../src/spec/read_requirements.ts";
import { createIdGrammar } from "../../../src/spec/requirement_id.ts";
import { findMarks } from "../../../src/spec/trace/find_marks.ts";
import { randomMarkdown } from "./describe_markdown.ts";

/**
 * Documents of one run. The long one, about two seconds:
 *
 *     OMEGA_SPEC_DOCUMENTS=100000 bin/deno test --allow-all tests/spec/markdown/hostile_test.ts
 */
const DOCUMENT_COUNT = Number(Deno.env.get("OMEGA_SPEC_DOCUMENTS") ?? 5_000);
const SEED = Number(Deno.env.get("OMEGA_SPEC_SEED") ?? 1);

const { ids } = DEFAULT_CONFIG;
const OPTIONS = { grammar: createIdGrammar(ids), positions: ids.definitions };
const lint = createLintRule(DEFAULT_CONFIG);

/** What extract, lint, links and trace do with the text of one file. */
function readAll(text: string): void {
  const structure = analyseSpecification("a.md", scanMarkdown(text), OPTIONS);
  const requirements = readRequirements(structure);
  lint(structure, requirements);
  readLinks(structure.document);
  const knownIds = new Set(requirements.map(({ id }) => id));
  findMarks("a.md", text, { grammar: OPTIONS.grammar, knownIds, isTestFile: true });
}

Deno.test("no random document makes the readers throw [OC-SPEC-8006]", () => {
  for (let index = 0; index < DOCUMENT_COUNT; index++) {
    const text = randomMarkdown(createStream(SEED, "fuzz", String(index)), true);
    try {
      readAll(text);
    } catch (error) {
      throw new Error(
        `OMEGA_SPEC_SEED=${SEED} bin/deno test --allow-all tests/spec/markdown/hostile_test.ts ` +
          `fails at document ${index}: ${JSON.stringify(text)}`,
        { cause: error },
      );
    }
  }
});

/** Each of these took quadratic time in some Markdown parser, or would in a careless one. */
const UNITS = [
  "[",
  "#",
  "]",
  "(",
  "<",
  "`",
  "*",
  "_",
  "> ",
  "- ",
  "1. ",
  "[a](",
  "![",
  "![](",
  "&#",
  "``` ",
  "[[]",
  "`a",
  "``a`",
  "<a ",
  "<!--",
  '<a b="',
  "[a]: /u\n",
  '[a]: b "\n',
  "\\",
  "&",
  "~",
  "~~",
  "|",
  "|-|\n",
  "a\r",
  "\r",
  "\n",
  "\t",
  "*a_",
  "**a ",
  "[a][",
  "[a]",
  "http://",
  "https://a)",
  "<a:b",
  "  - a\n",
  "a\n=\n",
  "---\n",
  "```\n",
  "<div>\n",
  "\u0301",
  "😀",
  "[x](<",
  "[x](y 'z",
  "- - - x",
  "[![",
  "](",
  "A-A-",
  "<h1>",
  "\u200d😀",
  "- [OC-A-1001] MUST\n",
  "~~[OC-A-1001",
  "MUST ",
  "a|",
  "<![CDATA[",
];

/** Small and large; the ratio of the times tells linear from quadratic. */
const SMALL_CHARACTERS = 6_000;
const GROWTH = 8;
/** A busy machine can make any one measurement long, but not all of them. */
const ATTEMPTS = 5;

function timeOf(text: string): number {
  const startMs = performance.now();
  readAll(text);
  return performance.now() - startMs;
}

/** Quadratic would be 64 times as long; below 50 ms the noise is larger than either. */
function isLinear(unit: string): boolean {
  const repeat = (length: number) => unit.repeat(Math.ceil(length / unit.length));
  const small = repeat(SMALL_CHARACTERS);
  const large = repeat(SMALL_CHARACTERS * GROWTH);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const smallMs = timeOf(small);
    const largeMs = timeOf(large);
    if (largeMs < 50 || largeMs < smallMs * GROWTH * 3) return true;
  }
  return false;
}

Deno.test("the time for hostile text grows with its length, not with its square [OC-SPEC-8006]", () => {
  for (const unit of UNITS) assert(isLinear(unit), JSON.stringify(unit));
});
