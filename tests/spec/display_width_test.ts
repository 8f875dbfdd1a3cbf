import { assertEquals } from "@std/assert";
import { displayWidth } from "../../src/spec/display_width.ts";

Deno.test("displayWidth() counts columns, not code units", () => {
  const table: readonly (readonly [string, number])[] = [
    ["", 0],
    ["abc", 3],
    ["é", 1],
    ["e\u0301", 1],
    ["预算", 4],
    ["한국", 4],
    ["\u1100\u1161\u11a8", 2],
    ["ｆｕｌｌ", 8],
    ["ﾊﾝｶｸ", 4],
    ["😀", 2],
    ["👩‍👩‍👧‍👦", 2],
    ["👍🏽", 2],
    ["🇫🇷🇩🇪", 4],
    ["🇫", 2],
    ["⚠", 1],
    ["⚠️", 2],
    ["1️⃣", 2],
    ["❤️‍🔥", 2],
    ["a\u200bb", 2],
    ["क्षि", 2],
    ["\ta", 5],
    ["abc\ta", 5],
    ["a\u0300\u0301\u0302b", 2],
    ["→ … – “x”", 9],
    ["\u202eabc", 3],
    ["𠀀", 2],
    ["√∞≠", 3],
  ];
  for (const [text, width] of table) assertEquals(displayWidth(text), width, JSON.stringify(text));
});
