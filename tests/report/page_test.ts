import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { sha256Hex } from "../../src/internal/hash.ts";
import { PAGE_SCRIPT } from "../../src/report/html/page_script.ts";
import { PAGE_STYLE } from "../../src/report/html/page_style.ts";
import { renderPage } from "../../src/report/html/page.ts";
import type { FixtureOptions } from "./_stress_fixture.ts";
import { fixtureRequest } from "./_stress_fixture.ts";

async function pageOf(options: FixtureOptions): Promise<string> {
  const request = await fixtureRequest("", options);
  return renderPage({ ...request, texts: new Map() });
}

const page = await pageOf({ runCount: 100, errorEvery: 25 });

Deno.test("renderPage() lets exactly its style and its script apply, by their digests [OC-REPORT-5604]", () => {
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)![1]!;
  const digest = (text: string) => `'sha256-${Uint8Array.fromHex(sha256Hex(text)).toBase64()}'`;
  assertEquals(
    policy,
    `default-src 'none'; img-src data:; style-src ${digest(PAGE_STYLE)}; ` +
      `script-src ${digest(PAGE_SCRIPT)}; base-uri 'none'; form-action 'none'`,
  );
  assertStringIncludes(page, `<style>${PAGE_STYLE}</style>`);
  assertStringIncludes(page, `<script>${PAGE_SCRIPT}</script>`);
  assertEquals(page.match(/<(script|style)\b/g)?.length, 3);
});

Deno.test("renderPage() names nothing to load and no place of this machine [OC-REPORT-5603]", () => {
  const rest = page.replace(/xmlns=.?"?http%3A%2F%2Fwww.w3.org%2F2000%2Fsvg/, "");
  assertFalse(/https?:|\/\/[a-z]|url\(|@import|<(img|iframe|link rel="style|object)/.test(rest));
  assertFalse(/ on[a-z]+=| style=|javascript:/.test(page));
  assertFalse(page.includes(Deno.cwd()) || page.includes(Deno.hostname()));
});

Deno.test("renderPage() has every number without a script [OC-REPORT-5605]", () => {
  const body = page.slice(page.indexOf("<body>"), page.indexOf('<script type="application/json"'));
  for (
    const part of [
      "FAIL",
      "Runs without a score: 4 of 100.",
      "mean_hard_score",
      "RETRY_EXHAUSTED",
      "tide-s3",
    ]
  ) {
    assertStringIncludes(body, part);
  }
  assertStringIncludes(body, "<noscript> <code>runs/000001/prose.txt</code></noscript>");
  assertEquals(body.match(/<table>/g)!.length, body.match(/<caption/g)!.length);
});

Deno.test("renderPage() names each element once, and what labels another one is there", () => {
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!);
  assertEquals(ids.length, new Set(ids).size);
  for (const [, id] of page.matchAll(/aria-labelledby="([^"]+)"/g)) assert(ids.includes(id!), id);
  for (const [, id] of page.matchAll(/href="#([a-z]+)"/g)) assert(ids.includes(id!), id);
});

Deno.test("renderPage() describes every drawing or hides it from those who cannot see it", () => {
  for (const [drawing] of page.matchAll(/<svg\b[^>]*>/g)) {
    const isDescribed = /role="img" aria-label="[^"]{10,}"|aria-hidden="true"|class="at"/;
    assert(isDescribed.test(drawing), drawing);
  }
});

for (
  const [name, options] of [
    ["one run", { runCount: 1 }],
    ["no scored run", { runCount: 3, errorEvery: 1 }],
    ["no evidence", { runCount: 30, hasEvidence: false }],
    ["many runs", { runCount: 5000, errorEvery: 100 }],
  ] as const
) {
  Deno.test(`renderPage() is whole with ${name}`, async () => {
    const text = await pageOf(options);
    assertFalse(/NaN|Infinity|undefined|\[object/.test(text.replace(PAGE_SCRIPT, "")));
    assert(text.endsWith("</html>\n"));
    assert(text.length < 2_000_000);
  });
}

Deno.test("the page's script and style cannot end their elements", () => {
  assertFalse(/<\/|<!--/.test(PAGE_SCRIPT + PAGE_STYLE));
  assertFalse(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/.test(PAGE_SCRIPT));
});
