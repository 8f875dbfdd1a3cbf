import { assert, assertEquals } from "@std/assert";
import { isIgnored, parseGitIgnore } from "../../src/spec/git_ignore.ts";
import { compileGlob, literalFolder } from "../../src/spec/glob.ts";

Deno.test("compileGlob() matches paths segment by segment", () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    [".specs/*.md", ".specs/10-a.md", true],
    [".specs/*.md", ".specs/x/10-a.md", false],
    [".specs/**/[0-9][0-9]-*.md", ".specs/10-a.md", true],
    [".specs/**/[0-9][0-9]-*.md", ".specs/x/y/10-a.md", true],
    [".specs/**/[0-9][0-9]-*.md", ".specs/x/a.md", false],
    ["**/SPEC/SPEC.md", "SPEC/SPEC.md", true],
    ["**/SPEC/SPEC.md", "a/b/SPEC/SPEC.md", true],
    ["**", "a/b", true],
    ["a/**", "a", true],
    ["a/**/b/**/c", "a/x/b/c", true],
    ["a/**/b/**/c", "a/x/c/b", false],
    ["*a*b*", "xxaxxbxx", true],
    ["?", "é", true],
    ["?", "😀", true],
    ["[!a-c]x", "dx", true],
    ["[!a-c]x", "bx", false],
    ["\\*", "*", true],
    ["\\*", "a", false],
    ["[", "[", true],
    ["a.b", "axb", false],
  ];
  for (const [pattern, path, expected] of table) {
    assertEquals(compileGlob(pattern)(path), expected, `${pattern} on ${path}`);
  }
});

Deno.test("compileGlob() is not slow on patterns full of stars", () => {
  const startMs = performance.now();
  assertEquals(compileGlob(`${"*a".repeat(50)}b`)("a".repeat(5000)), false);
  assertEquals(compileGlob(`${"**/a/".repeat(20)}b`)("a/".repeat(500)), false);
  assert(performance.now() - startMs < 2000);
});

Deno.test("literalFolder() is what stands before the first wild segment", () => {
  assertEquals(literalFolder("metrics/junit/**/*.xml"), "metrics/junit");
  assertEquals(literalFolder("a/b.xml"), "a");
  assertEquals(literalFolder("*.xml"), "");
});

Deno.test("parseGitIgnore() follows gitignore(5)", () => {
  const rules = [
    ...parseGitIgnore(
      "# comment\n\n*.log\n!keep.log\n/build\ndist/\ndocs/*.tmp\ntrail\\ \n\\#x\n",
      "",
    ),
    ...parseGitIgnore("/local\n!/seen.log\r\n", "sub"),
  ];
  const table: readonly (readonly [string, boolean, boolean])[] = [
    ["a.log", false, true],
    ["x/y/a.log", false, true],
    ["keep.log", false, false],
    ["build", true, true],
    ["x/build", true, false],
    ["dist", true, true],
    ["x/dist", true, true],
    ["dist", false, false],
    ["docs/a.tmp", false, true],
    ["docs/x/a.tmp", false, false],
    ["#x", false, true],
    ["sub/local", false, true],
    ["local", false, false],
    ["sub/seen.log", false, false],
  ];
  for (const [path, isFolder, expected] of table) {
    assertEquals(isIgnored(path, isFolder, rules), expected, path);
  }
});
