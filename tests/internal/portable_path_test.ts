import { assertEquals } from "@std/assert";
import { findNameCollisions } from "../../src/proofpack/name_collision.ts";
import { compareNames, findNameFault } from "../../src/internal/portable_path.ts";

const BAD: readonly (readonly [name: string, fault: string])[] = [
  ["", "an empty name"],
  ["/a", "an absolute path"],
  ["a//b", "an empty part"],
  ["a/", "an empty part"],
  [".", 'a part "."'],
  ["..", 'a part ".."'],
  ["a/../b", 'a part ".."'],
  ["./a", 'a part "."'],
  ["a\\b", "a backslash"],
  ["C:", "the character :"],
  ["a:stream", "the character :"],
  ["a?", "the character ?"],
  ["a*", "the character *"],
  ["a|b", "the character |"],
  ["a<b", "the character <"],
  ["a>b", "the character >"],
  ['a"b', 'the character "'],
  ["a\u0000", "a control character"],
  ["a\nb", "a control character"],
  ["a\u007f", "a control character"],
  ["a\u0085", "a control character"],
  ["a\u2028", "a control character"],
  ["a\u202eb", "a character that is not seen"],
  ["\ufeffa", "a character that is not seen"],
  ["\ud800", "a lone surrogate"],
  ["a\ufffd", "a byte that is not UTF-8, or U+FFFD"],
  ["a.", "a part that ends with a dot"],
  ["a./b", "a part that ends with a dot"],
  ["...", "a part that ends with a dot"],
  ["a ", "a part that begins or ends with a space"],
  [" a", "a part that begins or ends with a space"],
  ["\u00a0a", "a part that begins or ends with a space"],
  ["a /b", "a part that begins or ends with a space"],
  ["con", 'a part "con", which is a device of Windows'],
  ["a/NUL.txt", 'a part "NUL.txt", which is a device of Windows'],
  ["Com1.tar.gz", 'a part "Com1.tar.gz", which is a device of Windows'],
  ["LPT\u00b9", 'a part "LPT\u00b9", which is a device of Windows'],
  ["aux .txt", 'a part "aux .txt", which is a device of Windows'],
  ["conin$", 'a part "conin$", which is a device of Windows'],
  ["x".repeat(241), "241 bytes (at most 240)"],
  ["é".repeat(121), "242 bytes (at most 240)"],
];

Deno.test("findNameFault() names what breaks some reader", () => {
  for (const [name, fault] of BAD) assertEquals(findNameFault(name), fault, JSON.stringify(name));
});

Deno.test("findNameFault() lets good names pass", () => {
  const good = [
    "a",
    ".hidden",
    "..a",
    "a b/c d",
    "-n",
    "console.log",
    "com",
    "com10",
    "nul-1",
    "é/日本語/😀.txt",
    "x".repeat(240),
    "a/b/c/d/e",
    "#$%&'()+,;=@[]^_`{}~!",
  ];
  for (const name of good) assertEquals(findNameFault(name), null, name);
});

Deno.test("compareNames() orders by UTF-8 byte", () => {
  const names = ["a", "a/b", "a.b", "A", "", "é", "\uff21", "😀", "😁", "\ue000", "ab", "a-b"];
  const encoder = new TextEncoder();
  const byBytes = names.toSorted((a, b) => {
    const [left, right] = [encoder.encode(a), encoder.encode(b)];
    const at = left.findIndex((byte, index) => byte !== right[index]);
    return at < 0 ? left.length - right.length : left[at]! - (right[at] ?? -1);
  });
  assertEquals(names.toSorted(compareNames), byBytes);
});

const COLLIDING: readonly (readonly [paths: readonly string[], path: string, other: string])[] = [
  [["a", "A"], "A", "a"],
  [["a/x", "A/y"], "A/y", "a/"],
  [["é", "e\u0301"], "e\u0301", "é"],
  [["straße", "STRASSE"], "STRASSE", "straße"],
  [["σ", "ς"], "ς", "σ"],
  [["a", "a/b"], "a/b", "a"],
  [["a/b", "a"], "a", "a/"],
  [["a", "A/b"], "A/b", "a"],
  [["a", "a"], "a", "a"],
];

Deno.test("findNameCollisions() finds names that some file system takes for one", () => {
  for (const [paths, path, other] of COLLIDING) {
    assertEquals(findNameCollisions(paths), [{ path, other }], JSON.stringify(paths));
  }
  assertEquals(findNameCollisions(["a", "b", "c/a", "c/b", "ca", "d/a"]), []);
});
