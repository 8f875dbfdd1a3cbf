import { assertEquals } from "@std/assert";
import { findRfcWords, strengthOf, strictestLevel } from "../../src/spec/rfc_level.ts";

Deno.test("findRfcWords() counts upper-case words only, and whole ones [OC-SPEC-8003]", () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["it MUST be", ["MUST"]],
    ["it MUST NOT be", ["MUST NOT"]],
    ["it MUST\n  NOT be", ["MUST NOT"]],
    ["SHALL, SHALL NOT. SHOULD; SHOULD NOT", ["SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT"]],
    ["RECOMMENDED, NOT RECOMMENDED, REQUIRED, OPTIONAL, MAY", [
      "RECOMMENDED",
      "NOT RECOMMENDED",
      "REQUIRED",
      "OPTIONAL",
      "MAY",
    ]],
    ["maybe must Must should MAYBE MUSTER XMUST", []],
    ["MUST-have MUST_x éMUST MUSTé 1MUST", []],
    ['(MUST) MUST/MAY "SHOULD"', ["MUST", "MUST", "MAY", "SHOULD"]],
    ["MAY NOT", ["MAY"]],
    ["NOT MUST", ["MUST"]],
  ];
  for (const [text, words] of table) {
    assertEquals(findRfcWords(text).map(({ word }) => word), words, text);
  }
});

Deno.test("strictestLevel() takes MUST NOT for stricter than MUST, and NONE for no word", () => {
  const table: readonly (readonly [string, string])[] = [
    ["MAY, SHOULD, MUST, MUST NOT", "MUST NOT"],
    ["MAY and SHALL NOT", "SHALL NOT"],
    ["OPTIONAL, RECOMMENDED", "RECOMMENDED"],
    ["nothing", "NONE"],
  ];
  for (const [text, level] of table) assertEquals(strictestLevel(findRfcWords(text)), level, text);
  assertEquals(strengthOf("REQUIRED"), "must");
  assertEquals(strengthOf("NOT RECOMMENDED"), "should");
  assertEquals(strengthOf("OPTIONAL"), "may");
});
