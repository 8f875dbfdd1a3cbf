import { assertEquals } from "@std/assert";
import { plainText } from "../../../src/spec/markdown/plain_text.ts";
import { scanInline } from "../../../src/spec/markdown/scan_inline.ts";
import { scanMarkdown } from "../../../src/spec/markdown/scan_markdown.ts";

const { references } = scanMarkdown("[ref]: /r\n[Two  Words]: /t\n");

function spansOf(text: string): readonly string[] {
  return scanInline(text, references).map((span) => {
    const target = "destination" in span ? ` ${span.destination}` : "";
    const form = "form" in span && span.form !== "inline" ? ` ${span.form}` : "";
    return `${span.kind} ${text.slice(span.start, span.end)}${target}${form}`;
  });
}

Deno.test("scanInline() finds what is no plain text", () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["a `b` ``c ` d`` `e", ["code `b`", "code ``c ` d``"]],
    ["[a](b) ![c](<d e> 'f') [g]( h )", [
      "link [a](b) b",
      "image ![c](<d e> 'f') d e",
      "link [g]( h ) h",
    ]],
    ['[a](b(c)d) [e](f "g"h)', ["link [a](b(c)d) b(c)d"]],
    ["[x][ref] [Ref][] [two words] [none] [ref]", [
      "link [x][ref] /r reference",
      "link [Ref][] /r reference",
      "link [two words] /t reference",
      "link [ref] /r reference",
    ]],
    ["[x][nope] [a][nope](b)", ["link [x][nope] nope undefined", "link [nope](b) b"]],
    ["[![i](j)](k) [a [b](c) d](e)", [
      "link [![i](j)](k) k",
      "image ![i](j) j",
      "link [b](c) c",
    ]],
    ["\\[a](b) \\`c `d\\`e", ["code `d\\`"]],
    ["<http://a.b> <c@d.e> <i class='x'> </i> <!-- f --> <>", [
      "autolink <http://a.b> http://a.b",
      "autolink <c@d.e> mailto:c@d.e",
      "html <i class='x'>",
      "html </i>",
      "comment <!-- f -->",
    ]],
    ["see https://a.b/c_(d). (https://e.f) ahttps://g", [
      "autolink https://a.b/c_(d) https://a.b/c_(d)",
      "autolink https://e.f https://e.f",
    ]],
    ["[a](b\nc) `d\ne`", ["code `d\ne`"]],
    ["[a]<b", []],
  ];
  for (const [text, expected] of table) assertEquals(spansOf(text), expected, JSON.stringify(text));
});

Deno.test("plainText() shows what a reader sees", () => {
  const table: readonly (readonly [string, string])[] = [
    ["**a** _b_ *c* __d__ snake_case_x * e", "a b c d snake_case_x * e"],
    ["***a** b* **c", "a b **c"],
    ["`a_b_` <b>c</b> <!-- d -->e", "a_b_ c e"],
    ["[a](b) ![c](d) [x][ref] [none]", "a c x [none]"],
    ["~~a~~ ~b~ ~~c", "a ~b~ ~~c"],
    ["\\*a\\* \\&amp; &amp; &eacute; &#x1f600; &#0; &nope;", "*a* &amp; & é 😀 \ufffd &nope;"],
    ["`` a ` b ``", "a ` b"],
    ["<https://a.b>", "https://a.b"],
  ];
  for (const [text, expected] of table) {
    assertEquals(plainText(text, references), expected, JSON.stringify(text));
  }
  assertEquals(plainText("a ![b](c)", references, { keepsImages: false }), "a ");
  assertEquals(plainText("a `MUST` b", references, { keepsCode: false }), "a        b");
});
