import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { renderAnnotations, renderStepSummary } from "../../src/report/mod.ts";
import { escapeData, escapeProperty } from "../../src/report/render_annotations.ts";
import { escapeMarkdown } from "../../src/report/render_step_summary.ts";
import type { FixtureOptions } from "./_stress_fixture.ts";
import { fixtureRequest } from "./_stress_fixture.ts";

async function sourceOf(options: FixtureOptions) {
  const request = await fixtureRequest("", options);
  return request;
}

Deno.test("escapeData() and escapeProperty() escape as GitHub's toolkit does", () => {
  assertEquals(escapeData("100%\n::error::a,b"), "100%25%0A::error::a,b");
  assertEquals(escapeProperty("100%\n::a,b"), "100%25%0A%3A%3Aa%2Cb");
  assertEquals(escapeData("%0A\u001b[31m\ra"), "%250A␛[31m␍a");
});

Deno.test("renderAnnotations() tells a PASS by one notice", async () => {
  const source = await sourceOf({ runCount: 100 });
  const lines = renderAnnotations(source.summary, source).split("\n");
  assertEquals(lines.at(-1), "");
  assertStringIncludes(
    lines.join("\n"),
    "::notice title=PR-G4 stress%3A INSIDE_ENVELOPES::Every run has a score",
  );
});

Deno.test("renderAnnotations() names failed and broken runs, ten of a kind at most", async () => {
  const source = await sourceOf({ runCount: 3000, errorEvery: 50 });
  const lines = renderAnnotations(source.summary, source).trimEnd().split("\n");
  for (const line of lines) assertMatch(line, /^::(error|warning|notice) title=[^:\n]+::.+$/);
  const count = (kind: string) => lines.filter((line) => line.startsWith(`::${kind} `)).length;
  assertEquals([count("error"), count("warning")], [10, 10]);
  assertStringIncludes(lines[0]!, "Runs without a score: 60 of 3,000.");
  assertStringIncludes(lines[1]!, "title=Run 50%3A RETRY_EXHAUSTED::Cannot generate");
});

Deno.test("renderStepSummary() has verdict, metrics, faults and the worst runs", async () => {
  const source = await sourceOf({ runCount: 100, errorEvery: 50 });
  const text = renderStepSummary(source.summary, source);
  assertMatch(text, /^## PR-G4 stress: ❌ FAIL\n\n100 runs of \*\*scribe\*\*/);
  assertStringIncludes(text, "- Runs without a score: 2 of 100.\n");
  assertMatch(text, /\| `soft_pass_rate` \| 0\.9\d+ \| 0\.85 to 1\.00 \| 0\.95 \| inside \|/);
  assertMatch(text, /\| timeout \| retried \| \d+ \|/);
  assertMatch(text, /\| 50 \| RETRY\\_EXHAUSTED\\: /);
  assertMatch(text, /\| 43 \| hard score .* hard rule broken in tide\\-s3 \|/);
  assert(text.length < 10_000);
});

Deno.test("escapeMarkdown() leaves nothing that Markdown or HTML would act on", () => {
  const text = "a|b`c`*d*_e_[f](g)<script>&#64;@user #1 \\ www.x.y\nz";
  const escaped = escapeMarkdown(text);
  assertEquals(escaped.replace(/\\[!-/:-@[-`{-~]/g, "").match(/[!-/:-@[-`{-~\n]/), null);
  assertEquals(escaped.replace(/\\([!-/:-@[-`{-~])/g, "$1"), text.replace("\n", "␊"));
});
