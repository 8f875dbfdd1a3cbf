import { assertEquals } from "@std/assert";
import { createStream } from "../../../src/internal/random.ts";
import { collectAnchors } from "../../../src/spec/links/anchors.ts";
import { Slugger, slugOf } from "../../../src/spec/links/slug.ts";
import { scanMarkdown } from "../../../src/spec/markdown/scan_markdown.ts";
import { askPeer, skipVisibly } from "../_peer.ts";

Deno.test("slugOf() follows GitHub's rules [OC-SPEC-8205]", () => {
  const table: readonly (readonly [string, string])[] = [
    ["Hello World", "hello-world"],
    ["2) Data Plane — OrchQueue v1", "2-data-plane--orchqueue-v1"],
    ["a & b / c", "a--b--c"],
    ["snake_case and-dash", "snake_case-and-dash"],
    ["Préface Élan", "préface-élan"],
    ["预算 и бюджет", "预算-и-бюджет"],
    ["🚀 Launch", "-launch"],
    [":rocket: Launch", "rocket-launch"],
    ["What's (new)?", "whats-new"],
    ["a  b", "a--b"],
    [" after an image", "-after-an-image"],
    ["", ""],
  ];
  for (const [text, slug] of table) assertEquals(slugOf(text), slug, text);
});

Deno.test("Slugger numbers duplicates and avoids the anchors that are taken [OC-SPEC-8205]", () => {
  const slugger = new Slugger();
  const texts = ["Foo", "Foo", "Foo 1", "foo", "Foo-1", ""];
  assertEquals(texts.map((text) => slugger.next(text)), [
    "foo",
    "foo-1",
    "foo-1-1",
    "foo-2",
    "foo-1-2",
    "",
  ]);
});

Deno.test("Slugger agrees with github-slugger", async () => {
  const random = createStream(1, "slug", "");
  const letters = [
    ..."aAbB  --__..,:!?()'\"`/&é预и1²½ª",
    "🚀",
    "Foo",
    "foo-1",
    "\u0301",
    "ß",
    "İ",
    "\u00a0",
  ];
  const texts = Array.from({ length: 500 }, () => {
    let text = "";
    for (let count = 1 + random.nextBelow(6); count > 0; count--) text += random.pick(letters);
    return text;
  });
  const theirs = await askPeer<string[]>("./_slugger_peer.js", import.meta.url, texts);
  if (theirs === null) return skipVisibly("the npm package github-slugger");
  const slugger = new Slugger();
  assertEquals(texts.map((text) => slugger.next(text)), theirs);
});

Deno.test("collectAnchors() knows headings of every kind and explicit anchors", () => {
  const text = "# A `b_c` *d* [e](f) ![g](h) \\* &amp;\n\nA\n-\n\n> ## Quoted\n\n- # Item\n\n" +
    '<a id="Own"></a><a name="named"></a><b name="no"></b>\n\n' +
    '<h2 align="center"><img src="x"> The <b>big</b> One</h2>\n\n' +
    '```\n# Code\n<a id="code">\n```\n\n<!-- <a id="comment"> -->\n\ntext <i id="inline">x</i>\n' +
    "\n# A\n";
  const { names } = collectAnchors(scanMarkdown(text));
  assertEquals([...names], [
    "a-b_c-d-e---",
    "a",
    "quoted",
    "item",
    "Own",
    "named",
    "-the-big-one",
    "inline",
    "a-1",
  ]);
});
