import { assertEquals } from "@std/assert";
import { leafText, lineAt } from "../../../src/spec/markdown/document.ts";
import { scanMarkdown } from "../../../src/spec/markdown/scan_markdown.ts";

/** One line for each leaf: kind, level, first line, item, quote, text. */
function leavesOf(text: string): readonly string[] {
  const document = scanMarkdown(text);
  return document.leaves.map((leaf) => {
    const kind = leaf.kind === "heading" ? `h${leaf.level}` : leaf.kind;
    const marks = `${leaf.isQuoted ? ">" : ""}${leaf.item >= 0 ? `-${leaf.item}` : ""}`;
    return `${kind}${marks}@${leaf.firstLine + 1} ${leafText(document, leaf)}`;
  });
}

Deno.test("scanMarkdown() tells blocks apart [OC-SPEC-8005]", () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["# A #\n## B\n####### C\n#D", ["h1@1 A", "h2@2 B", "paragraph@3 ####### C\n#D"]],
    ["A\nB\n===\nC\n---", ["h1@1 A\nB", "h2@4 C"]],
    ["- a\n  b\nc\n\n  d\n- e", [
      "paragraph-0@1 a\nb\nc",
      "paragraph-0@5 d",
      "paragraph-1@6 e",
    ]],
    ["1. a\n   - b\n     c", ["paragraph-0@1 a", "paragraph-1@2 b\nc"]],
    ["> a\nb\n\nc", ["paragraph>@1 a\nb", "paragraph@4 c"]],
    ["> - a\n>   b", ["paragraph>-0@1 a\nb"]],
    ["```js\n- a\n```\nb", ["code@1 - a", "paragraph@4 b"]],
    ["~~~~\n```\n~~~\n~~~~~\nb", ["code@1 ```\n~~~", "paragraph@5 b"]],
    ["   ```\n   a\n  b\n ```", ["code@1 a\nb"]],
    ["``` a`b\nc", ["paragraph@1 ``` a`b\nc"]],
    ["- ```\n  - x\n  ```\n  y", ["code-0@1 - x", "paragraph-0@4 y"]],
    ["    a\n\n    b\nc", ["code@1 a\n\nb", "paragraph@4 c"]],
    ["a\n    b", ["paragraph@1 a\nb"]],
    ["<!-- a\n- b\n--> c\nd", ["html@1 <!-- a\n- b\n--> c", "paragraph@4 d"]],
    ["<details>\na\n\nb", ["html@1 <details>\na", "paragraph@4 b"]],
    ["a\n<b>\nc", ["paragraph@1 a\n<b>\nc"]],
    ["<b>\nc", ["html@1 <b>\nc"]],
    ["a | b\n--|--\nc | d\n\ne", ["table@1 a | b\n--|--\nc | d", "paragraph@5 e"]],
    ["x\na | b\n--|--\n- c", ["paragraph@1 x", "table@2 a | b\n--|--", "paragraph-0@4 c"]],
    ["a | b\n--|--|--", ["paragraph@1 a | b\n--|--|--"]],
    ["[a]: /b 'c\nd'\ne", ["reference@1 [a]: /b 'c\nd'", "paragraph@3 e"]],
    ["---\nkey: 1\n---\na", ["meta@1 ---\nkey: 1\n---", "paragraph@4 a"]],
    ["---\n\n# A\n---\n", ["h1@3 A"]],
    ["+++\na = 1\n+++\n", ["meta@1 +++\na = 1\n+++"]],
    ["* * *\n- - -\n__\n", ["paragraph@3 __"]],
    ["-\n  a\n-\n\n  b", ["paragraph-0@2 a", "paragraph@5 b"]],
    ["a\n2. b\n1. c", ["paragraph@1 a\n2. b", "paragraph-0@3 c"]],
    ["-\ta\n\n\tb", ["paragraph-0@1 a", "paragraph-0@3 b"]],
    ["\ufeff# A", ["h1@1 A"]],
    ["", []],
  ];
  for (const [text, expected] of table) {
    assertEquals(leavesOf(text), expected, JSON.stringify(text));
  }
});

Deno.test("scanMarkdown() reads LF, CRLF and CR alike [OC-SPEC-8007]", () => {
  const text = "# A\n\n- b\n  c\n\n```\nd\n```\n| e | f |\n|---|---|\n| g | h |\n";
  const expected = leavesOf(text);
  for (const end of ["\r\n", "\r"]) assertEquals(leavesOf(text.replaceAll("\n", end)), expected);
});

Deno.test("scanMarkdown() knows where list items begin and which one is around them", () => {
  const document = scanMarkdown("- a\n  - b\n    - c\n- d\n");
  assertEquals(
    document.items.map(({ line, offset, parent }) => [line, offset, parent]),
    [[0, 0, -1], [1, 6, 0], [2, 14, 1], [3, 18, -1]],
  );
  assertEquals(lineAt(document.lineStarts, 14), 2);
});

Deno.test("scanMarkdown() keeps the first definition of a label, in one case", () => {
  const { references } = scanMarkdown("[A  b]: <x y> (t)\n[a B]: z\n\n- [c]: #d\n");
  assertEquals([...references.values()].map(({ label, destination }) => [label, destination]), [
    ["A B", "x y"],
    ["C", "#d"],
  ]);
  assertEquals([...references.values()].map(({ offset }) => offset), [9, 35]);
});

Deno.test("scanMarkdown() takes what is nested deeper than its bound for text", () => {
  const document = scanMarkdown(`${"> ".repeat(1000)}a\n`);
  assertEquals(document.leaves.length, 1);
  assertEquals(leafText(document, document.leaves[0]!).length, 2 * (1000 - 64) + 1);
});
