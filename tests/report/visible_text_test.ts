import { assert, assertEquals } from "@std/assert";
import { showBlock, showLine } from "../../src/report/visible_text.ts";

const LINES: readonly (readonly [string, string, string])[] = [
  ["plain text", "Mère, été", "Mère, été"],
  ["NUL", "a\u0000b", "a␀b"],
  ["an ANSI colour", "\u001b[31mred", "␛[31mred"],
  ["a line feed and a tab", "a\n\tb", "a␊␉b"],
  ["DEL", "\u007f", "␡"],
  ["a C1 control", "\u009b31m", "⟦U+009B⟧31m"],
  ["a right-to-left override", "a\u202eb", "a⟦U+202E⟧b"],
  ["an isolate", "\u2066x\u2069", "⟦U+2066⟧x⟦U+2069⟧"],
  ["a line separator", "a\u2028b", "a⟦U+2028⟧b"],
  ["a byte order mark", "\ufeffa", "⟦U+FEFF⟧a"],
  ["a noncharacter", "\uffff\ufdd0", "⟦U+FFFF⟧⟦U+FDD0⟧"],
  ["lone surrogates", "a\ud800b\udc00", "a\ufffdb\ufffd"],
  ["a character beyond the first plane", "😀", "😀"],
  ["Arabic", "مرحبا", "مرحبا"],
];

for (const [name, text, wanted] of LINES) {
  Deno.test(`showLine() shows ${name}`, () => {
    assertEquals(showLine(text), wanted);
    assertEquals(showLine(wanted), wanted);
  });
}

Deno.test("showLine() cuts between two characters and tells the length", () => {
  assertEquals(showLine("abcdef", 3), "abc… (6 characters)");
  assertEquals(showLine("ab😀cd", 3), "ab… (6 characters)");
  assertEquals(showLine("abc", 3), "abc");
});

Deno.test("showLine() of a megabyte is short and done at once", () => {
  const text = "\u0000\u001b".repeat(500_000);
  assert(showLine(text).length < 300);
});

Deno.test("showBlock() keeps line feeds and tabs, and nothing else that is not seen", () => {
  assertEquals(showBlock("a\r\n\tb\nc\rd\u0000"), "a\n\tb\nc␍d␀");
});
