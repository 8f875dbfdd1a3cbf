import { assertEquals } from "@std/assert";
import { DEFAULT_CONFIG } from "../../../src/spec/mod.ts";
import { placeAt } from "../../../src/spec/finding.ts";
import { createIdGrammar } from "../../../src/spec/requirement_id.ts";
import { findMarks } from "../../../src/spec/trace/find_marks.ts";

const KNOWN = new Set(["OC-A-101", "OC-A-102", "OC-LOCK-1003", "LOCK-1003"]);
const OPTIONS = {
  grammar: createIdGrammar(DEFAULT_CONFIG.ids),
  isTestFile: true,
  knownIds: KNOWN,
};

/** Marks and tests as `line kind ID` and `line ID "name"`. */
function find(path: string, text: string): readonly string[] {
  const found = findMarks(path, text, OPTIONS);
  if (found === null) return [];
  const lineOf = (offset: number) => placeAt(found, offset).line;
  return [
    ...found.marks.map(({ kind, id, offset, testName }) =>
      `${lineOf(offset)} ${kind} ${id}${testName === undefined ? "" : ` -> ${testName}`}`
    ),
    ...found.tests.map(({ id, name, offset }) => `${lineOf(offset)} ${id} "${name}"`),
  ];
}

Deno.test("findMarks() finds marks in the comments of any language [OC-SPEC-8301]", () => {
  const table: readonly (readonly [string, string])[] = [
    ["a.ts", "x(); // OC-A-101 impl"],
    ["a.rs", "/// OC-A-101 impl"],
    ["a.c", "/* OC-A-101 impl */"],
    ["a.java", "/**\n * OC-A-101 impl\n */"],
    ["a.go", "// OC-A-101 impl: exclusive open"],
    ["a.py", "# OC-A-101 impl"],
    ["a.sh", "run # OC-A-101 impl"],
    ["a.rb", "# OC-A-101 impl - why"],
    ["a.yml", "k: it's # OC-A-101 impl"],
    ["a.toml", "# OC-A-101 impl"],
    ["Makefile", "# OC-A-101 impl"],
    ["Dockerfile", "# OC-A-101 impl"],
    ["a.sql", "-- OC-A-101 impl"],
    ["a.hs", "{- {- x -}\n   OC-A-101 impl -}"],
    ["a.lua", "--[[ OC-A-101 impl ]]"],
    ["a.tex", "% OC-A-101 impl"],
    ["a.erl", "%% OC-A-101 impl"],
    ["a.lisp", ";; OC-A-101 impl"],
    ["a.ml", "(* OC-A-101 impl *)"],
    ["a.html", "<!-- OC-A-101 impl -->"],
    ["a.vue", "<!-- OC-A-101 impl -->"],
    ["a.md", "text\n\n<!-- OC-A-101 impl -->\n"],
    ["a.md", "text <!-- OC-A-101 impl --> text\n"],
    ["a.ps1", "<# OC-A-101 impl #>"],
    ["a.tf", "# OC-A-101 impl"],
    ["a.vb", "' OC-A-101 impl"],
    ["a.bat", "REM OC-A-101 impl"],
    ["a.f90", "! OC-A-101 impl"],
    ["a.css", "/* OC-A-101 impl */"],
    ["a.unknown", "// OC-A-101 impl"],
    ["script", "#!/bin/sh\n# OC-A-101 impl"],
    ["script", "#!/usr/bin/env -S deno run\n// OC-A-101 impl"],
    ["a.ts", "const s = `${f(`x`)}`; // OC-A-101 impl"],
    ["a.ts", "const r = /[\"'`/]/; // OC-A-101 impl"],
    ["a.ts", "const q = a / b; // OC-A-101 impl"],
    ["a.rs", "fn f<'a>(c: char) { c == '\"'; } // OC-A-101 impl"],
    ["a.rs", 'let s = r#"a" // "#; // OC-A-101 impl'],
    ["a.cpp", "int n = 1'000; // OC-A-101 impl"],
    ["a.ts", "x(); // OC-A-101 impl\r\ny();"],
  ];
  for (const [path, text] of table) {
    const found = find(path, text).map((mark) => mark.replace(/^\d+ /, ""));
    assertEquals(found, ["impl OC-A-101"], `${path}: ${text}`);
  }
});

Deno.test("findMarks() takes neither strings nor sentences for marks [OC-SPEC-8301]", () => {
  const table: readonly (readonly [string, string])[] = [
    ["a.ts", 'const s = "// OC-A-101 impl";'],
    ["a.ts", "const s = `\n// OC-A-101 impl\n`;"],
    ["a.ts", "const s = `${1}\n// OC-A-101 impl\n`;"],
    ["a.ts", "OC-A-101 impl"],
    ["a.py", 's = """\n# OC-A-101 impl\n"""'],
    ["a.go", "s := `\n// OC-A-101 impl\n`"],
    ["a.rs", 'let s = "\n// OC-A-101 impl\n";'],
    ["a.ts", "// see OC-A-101 impl"],
    ["a.ts", "// OC-A-101 implements this"],
    ["a.ts", "// OC-A-101 test coverage is missing"],
    ["a.ts", "// OC-A-101 is tested, OC-A-102 impl"],
    ["a.ts", "// OC-A-101"],
    ["a.ts", "// oc-a-101 impl"],
    ["a.ts", "// RFC-2119 impl"],
    ["a.md", "```\n<!-- OC-A-101 impl -->\n```\n`<!-- OC-A-101 impl -->`"],
    ["a.yml", "k: a#OC-A-101 impl"],
    ["a.unknown", "x// OC-A-101 impl"],
  ];
  for (const [path, text] of table) assertEquals(find(path, text), [], `${path}: ${text}`);
});

Deno.test("findMarks() reads several IDs and gives each its place", () => {
  assertEquals(find("a.ts", "x();\n/* OC-A-101, OC-A-102 & OC-B-1 impl */"), []);
  assertEquals(find("a.ts", "x();\n/* OC-A-101, OC-A-102 & OC-B-103 impl */"), [
    "2 impl OC-A-101",
    "2 impl OC-A-102",
    "2 impl OC-B-103",
  ]);
});

Deno.test("a test mark belongs to the test below it", () => {
  const text = '// OC-A-101 test\nDeno.test("waits", () => {});\n\n// OC-A-102 test\n' +
    "\n".repeat(12) +
    'Deno.test("far", () => {});\n// OC-A-101 test\n';
  assertEquals(find("a_test.ts", text), [
    "1 test OC-A-101 -> waits",
    "4 test OC-A-102",
    "18 test OC-A-101",
  ]);
  assertEquals(find("test_a.py", "# OC-A-101 test\n@slow\ndef test_waits():\n  pass\n"), [
    "1 test OC-A-101 -> test_waits",
  ]);
  assertEquals(find("a_test.go", "// OC-A-101 test\nfunc TestWaits(t *testing.T) {}\n"), [
    "1 test OC-A-101 -> TestWaits",
  ]);
  assertEquals(find("tests/a.rs", "// OC-A-101 test\n#[test]\nfn waits() {}\n"), [
    "1 test OC-A-101 -> waits",
  ]);
});

Deno.test("findMarks() finds IDs in the names of tests", () => {
  const table: readonly (readonly [string, string])[] = [
    ["a_test.ts", 'Deno.test("OC-A-101 waits", () => {});'],
    ["a_test.ts", "Deno.test('waits [OC-A-101]', () => {});"],
    ["a_test.ts", "Deno.test(\n  `OC-A-101 ${x}`,\n);"],
    ["a_test.ts", "Deno.test(`a ${f(`b {${x}`, { y })} of ${z} [OC-A-101]`, g);"],
    ["a_test.ts", 'Deno.test({ name: "OC-A-101 waits", fn() {} });'],
    ["a_test.ts", 'Deno.test.ignore("OC-A-101 waits", f);'],
    ["a_test.ts", 'await t.step("OC-A-101 waits", f);'],
    ["a.test.js", "it('OC-A-101 waits', f)"],
    ["a.test.js", "describe.only('OC-A-101', f)"],
    ["a.test.js", 'test.each([["a"], ["b"]])("OC-A-101 %s", f)'],
    ["a_spec.rb", 'it "OC-A-101 waits" do'],
    ["a.bats", '@test "OC-A-101 waits" {'],
    ["a_test.go", 't.Run("OC-A-101 waits", f)'],
    ["ATest.java", '@DisplayName("OC-A-101 waits")\nvoid waits() {}'],
    ["a_test.cpp", 'TEST_CASE("OC-A-101 waits") {}'],
    ["a.feature", "Feature: x\n  Scenario: OC-A-101 waits\n"],
    ["a_test.py", "def test_oc_a_101_waits():"],
    ["tests/a.rs", "fn oc_a_101_waits() {}"],
    ["a_test.go", "func TestOC_A_101(t *testing.T) {}".replace("TestOC", "Test_OC")],
    ["ATest.kt", "fun OC_A_101_waits() {}"],
    ["a_test.cc", "TEST(Lock, OC_A_101_waits) {}"],
  ];
  for (const [path, text] of table) {
    const ids = find(path, text).map((found) => found.split(" ")[1]);
    assertEquals(ids, ["OC-A-101"], `${path}: ${text}`);
  }
});

Deno.test("a string or name that is no test's names no requirement", () => {
  const table: readonly (readonly [string, string])[] = [
    ["a_test.ts", 'assertEquals(x, "OC-A-101");'],
    ["a_test.ts", 'const text = "Deno.test(\\"OC-A-101\\")";'],
    ["a_test.ts", "const text = `\nDeno.test('OC-A-101 waits')\n`;"],
    ["a_test.ts", '// Deno.test("OC-A-101 waits")'],
    ["a_test.ts", 'latest("OC-A-101")'],
    ["a_test.py", "call(test_oc_a_999_waits)"],
  ];
  for (const [path, text] of table) assertEquals(find(path, text), [], `${path}: ${text}`);
  const notTest = findMarks("src/a.py", "def oc_a_101(): pass", { ...OPTIONS, isTestFile: false });
  assertEquals(notTest, null);
});

Deno.test("the longest ID in an identifier counts", () => {
  assertEquals(find("a_test.py", "def test_oc_lock_1003_waits(): pass"), [
    '1 OC-LOCK-1003 "test_oc_lock_1003_waits"',
  ]);
});

Deno.test("findMarks() is linear on hostile sources", () => {
  const units = [
    '"',
    "'",
    "`",
    "`${",
    "/*",
    "//",
    "/",
    '\\"',
    '"\\"',
    'r#"',
    "(*",
    "{-",
    "OC-A-101 ",
    "{",
    "}",
  ];
  for (const unit of units) {
    for (const path of ["a.ts", "a.rs", "a.py", "a.hs", "a.ml", "a.md", "a.sh"]) {
      const startMs = performance.now();
      find(path, `OC-A-101\n${unit.repeat(20_000 / unit.length)}`);
      const elapsedMs = performance.now() - startMs;
      assertEquals(elapsedMs < 5000, true, `${path} ${unit}: ${elapsedMs} ms`);
    }
  }
});
