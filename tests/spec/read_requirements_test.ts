import { assertEquals, assertNotEquals } from "@std/assert";
import { sha256Hex } from "../../src/internal/hash.ts";
import { readSpecificationText } from "../../src/spec/mod.ts";

function read(text: string, path = ".specs/10-lock.md") {
  return readSpecificationText(path, text);
}

Deno.test("a requirement has title, section, level, links and place", () => {
  const text = "# Lock\n\n## 1) Keys & *Locks*\n\n" +
    "- **[OC-LOCK-1003] Exclusive.** The lock MUST be `held`, see\n" +
    "  [keys](../src/lock.ts#L1), [b](<20-b.md>) and <https://a.b/c>.\n" +
    "  ![i](../i.png) [keys](../src/lock.ts#L1) [out](../../x) [r][ref]\n\n[ref]: /docs/\n";
  const [requirement] = read(text);
  assertEquals(
    requirement?.title,
    "Exclusive. The lock MUST be held, see keys, b and " +
      "https://a.b/c. i keys out r",
  );
  assertEquals(requirement?.section, "1) Keys & Locks");
  assertEquals(requirement?.level, "MUST");
  assertEquals(requirement?.links, [
    ".specs/10-lock.md#1-keys--locks",
    "src/lock.ts#L1",
    ".specs/20-b.md",
    "https://a.b/c",
    "i.png",
    "docs",
  ]);
  assertEquals(requirement?.place, {
    path: ".specs/10-lock.md",
    line: 5,
    column: 5,
    utf16Column: 5,
  });
});

Deno.test("the level is the strictest upper-case word outside of code, also of nested text [OC-SPEC-8003]", () => {
  const table: readonly (readonly [string, string])[] = [
    ["- [OC-A-101] MAY `MUST` maybe", "MAY"],
    ["- [OC-A-101] **MUST** _NOT_ x", "MUST NOT"],
    ["- [OC-A-101] a\n  - b SHOULD c", "SHOULD"],
    ["- [OC-A-101] a\n\n  second MUST", "MUST"],
    ["- [OC-A-101] a\n\n  ```\n  MUST\n  ```", "NONE"],
    ["- [OC-A-101] a\n\n  > MUST", "NONE"],
    ["- [OC-A-101] a <!-- MUST -->", "NONE"],
    ["- [OC-A-101] a\n\n  | x |\n  |---|\n  | SHALL |", "SHALL"],
    ["- [OC-A-101] a\n- b MUST", "NONE"],
    ["# [OC-A-101] a\n\nb MUST", "MUST"],
    ["# [OC-A-101] a\n\n## c\n\nb MUST", "MUST"],
    ["## [OC-A-101] a\n\n# c\n\nb MUST", "NONE"],
    ["## [OC-A-101] a\n\n- [OC-A-102] b MUST", "NONE"],
    ["- [OC-A-101] a [b](MUST)", "NONE"],
    ["- [OC-A-101] preM\u0055ST", "NONE"],
  ];
  for (const [text, level] of table) {
    assertEquals(read(text)[0]?.level, level, JSON.stringify(text));
  }
});

Deno.test("the hash is that of the documented text [OC-SPEC-8004]", () => {
  const [requirement] = read("- [OC-A-101] The lock\n  MUST   be *held*:\n  - e\u0301 `x`\n");
  assertEquals(requirement?.textSha256, sha256Hex("The lock MUST be *held*: é `x`"));
});

Deno.test("the hash ignores wrapping, indenting, comments and quotes, and nothing else [OC-SPEC-8004]", () => {
  const base = "- [OC-A-101] The lock MUST be held\n  for long.\n\n  - one\n  - two\n";
  const hashOf = (text: string) => read(text)[0]!.textSha256;
  const same = [
    "- [OC-A-101] The lock MUST be held for long.\n\n  - one\n  - two\n",
    "* **[OC-A-101]** The lock MUST be held for long.\n  * one\n  * two\n",
    "1. [OC-A-202] The  lock MUST\n   be held for long.\n\n   1. one\n   2. two\n",
    base.replaceAll("\n", "\r\n"),
    base.replace("  - one", "  <!-- note -->\n\n  - one"),
    base.replace("for long", "<!-- MAY -->for long"),
    base.replace("  - one", "  > aside\n\n  - one"),
    `${base}- [OC-A-102] another\n`,
    base.replace("- two", "- two\n  - [OC-A-102] nested"),
  ];
  const other = [
    base.replace("lock", "Lock"),
    base.replace("long.", "long"),
    base.replace("two", "three"),
    base.replace("held", "`held`"),
    base.replace("  - two\n", "  - two\n\n  ```\n  code\n  ```\n"),
  ];
  for (const text of same) assertEquals(hashOf(text), hashOf(base), JSON.stringify(text));
  for (const text of other) assertNotEquals(hashOf(text), hashOf(base), JSON.stringify(text));
});

Deno.test("the hash of a heading's requirement covers its section", () => {
  const base = "## [OC-A-101] Title\n\nIt MUST hold.\n\n### Sub\n\nmore\n\n## Next\n\ntext\n";
  const hashOf = (text: string) => read(text)[0]!.textSha256;
  assertNotEquals(hashOf(base.replace("hold", "stand")), hashOf(base));
  assertNotEquals(hashOf(base.replace("more", "less")), hashOf(base));
  assertEquals(hashOf(base.replace("text", "other")), hashOf(base));
});

Deno.test("a long title is cut between words, and never inside of a character", () => {
  const [words] = read(`- [OC-A-101] ${"word ".repeat(60)}\n`);
  assertEquals(words?.title, `${"word ".repeat(32).trimEnd()}…`);
  const [family] = read(`- [OC-A-101] ${"👩‍👩‍👧‍👦".repeat(60)}\n`);
  assertEquals(family?.title.replaceAll("👩‍👩‍👧‍👦", ""), "…");
  const [accents] = read(`- [OC-A-101] ${"e\u0323\u0302".repeat(200)}\n`);
  assertEquals(/^(?:\u1ec7)+…$/.test(accents!.title), true);
});

Deno.test("two definitions of one ID are both read", () => {
  assertEquals(read("- [OC-A-101] a\n- [OC-A-101] b\n").map(({ place }) => place.line), [1, 2]);
});
