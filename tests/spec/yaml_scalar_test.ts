import { assertEquals } from "@std/assert";
import { createStream } from "../../src/internal/random.ts";
import { readYamlScalar, yamlScalar } from "../../src/spec/yaml_scalar.ts";
import { askPeer, askPython, skipVisibly } from "./_peer.ts";

/** What one version of YAML or the other takes for something else than a text. */
const TRAPS = [
  "yes",
  "No",
  "ON",
  "off",
  "y",
  "N",
  "true",
  "False",
  "null",
  "Null",
  "~",
  "",
  " ",
  "a ",
  " a",
  "1",
  "0x1f",
  "1e3",
  "12e03",
  "1_000",
  "0o7",
  "-1",
  "+1",
  ".5",
  ".inf",
  "NaN",
  "1:30",
  "12:30:45",
  "2026-01-01",
  "2026-01-01T00:00:00Z",
  "a: b",
  "a:",
  ":a",
  "a #b",
  "#a",
  "*a",
  "&a",
  "!a",
  "|",
  ">",
  "|-",
  "%a",
  "@a",
  "`a",
  "- a",
  "-",
  "? a",
  "[a]",
  "{a}",
  "a, b",
  "'a'",
  '"a"',
  "a\\b",
  "a\nb",
  "a\tb",
  "a\u0000b",
  "\u001b[1m",
  "\u0085",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\ufeffa",
  "\u007f",
  "a\u00a0b",
  "é",
  "预算",
  "😀",
  "\ud83d",
  "...",
  "---",
  "--- a",
  "=",
  "<<",
  "a  b",
  "MUST NOT",
  "src/a_b.ts",
  "e\u0301",
  "\u{10ffff}",
  "0123456789012345678901234567890123456789012345678901234567890123",
  "1e10",
  "OC-LOCK-1003",
];

const CHARACTERS = [
  ..."aAyYnNoO019 -:#*&!|>%@`'\"\\[]{},?~=<.\n\t_/+",
  "\u0000",
  "\u0085",
  "\u2028",
  "\ufeff",
  "é",
  "预",
  "😀",
  "\u001b",
  "\u00a0",
  "\ufffe",
];

function samples(): readonly string[] {
  const random = createStream(1, "yaml", "");
  const mixed = Array.from({ length: 500 }, () => {
    let text = "";
    for (let count = random.nextBelow(8); count >= 0; count--) text += random.pick(CHARACTERS);
    return text;
  });
  return [...TRAPS, ...mixed];
}

const DOCUMENTS = samples().map((text) => `k: ${yamlScalar(text)}\n${yamlScalar(text)}: [v]\n`);
const EXPECTED = samples().map((text) => text.toWellFormed());

Deno.test("yamlScalar() is read back as it was by PyYAML (YAML 1.1) [OC-SPEC-8101]", async () => {
  const code = "import json, sys, yaml\n" +
    "print(json.dumps([list(yaml.safe_load(t).items()) for t in json.load(sys.stdin)]))";
  const values = await askPython<(readonly (readonly [string, unknown])[])[]>(code, DOCUMENTS);
  if (values === null) return skipVisibly("PyYAML");
  values.forEach((pairs, index) => {
    const text = EXPECTED[index]!;
    // A text that is "k" is the same key twice.
    if (text !== "k") assertEquals(pairs, [["k", text], [text, ["v"]]]);
  });
});

Deno.test("yamlScalar() is read back as it was by a reader of YAML 1.1 and 1.2", async () => {
  const documents = samples().map((text) => `k: ${yamlScalar(text)}\n`);
  const values = await askPeer<(readonly unknown[])[]>(
    "./_yaml_peer.js",
    import.meta.url,
    documents,
  );
  if (values === null) return skipVisibly("the npm package yaml");
  values.forEach((pair, index) =>
    assertEquals(pair, [{ k: EXPECTED[index] }, { k: EXPECTED[index] }])
  );
});

Deno.test("readYamlScalar() reads exactly what yamlScalar() writes", () => {
  for (const text of samples()) assertEquals(readYamlScalar(yamlScalar(text)), text.toWellFormed());
  for (const foreign of ["'a'", "yes", "1", '"a', 'a"', '"\\q"', '"a" # b', "a: b", '"a"', ""]) {
    assertEquals(readYamlScalar(foreign), null, foreign);
  }
});

Deno.test("yamlScalar() quotes only where it must", () => {
  assertEquals(yamlScalar("A waiter SHOULD give up."), "A waiter SHOULD give up.");
  assertEquals(yamlScalar("OC-LOCK-1003"), "OC-LOCK-1003");
  assertEquals(yamlScalar("No"), '"No"');
  assertEquals(yamlScalar("a\u0085b\u0000"), '"a\\x85b\\x00"');
});
