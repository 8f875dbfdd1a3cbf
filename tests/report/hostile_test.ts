import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { sha256Hex } from "../../src/internal/hash.ts";
import {
  lintMetrics,
  renderAnnotations,
  renderStepSummary,
  STRESS_OUTPUTS,
  writeStressOutputs,
} from "../../src/report/mod.ts";
import type { RunRecord } from "../../src/stress/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { fixtureRequest } from "./_stress_fixture.ts";
import { HOSTILE, HOSTILE_LINE } from "./_hostile.ts";
import { parseXml } from "./_xml.ts";

/** Puts a hostile text wherever an engine, a model or a server may put one. */
function poison(record: RunRecord): RunRecord {
  const text = HOSTILE[record.runId % HOSTILE.length]!;
  const faults = [{ failure_type: text, outcome: text }];
  const evidence = { ...record.evidence, faults };
  if (record.status === "error") {
    return { ...record, evidence, error: { code: text, message: text } };
  }
  const scenes = record.scenes.map((scene, index) => ({
    ...scene,
    sceneId: `${HOSTILE[index % HOSTILE.length]}`,
    hardPass: false,
  }));
  const bytes = new TextEncoder().encode(text);
  const [artifact] = record.artifacts;
  const artifacts = [{ ...artifact!, size: bytes.length, sha256: sha256Hex(bytes) }];
  return { ...record, evidence, scenes, hardPass: false, artifacts };
}

await inTemporaryFolder(async (folder) => {
  const runCount = 24;
  const options = { runCount, errorEvery: 5, change: poison };
  const identity = { engine: HOSTILE_LINE, model: HOSTILE_LINE, provider: HOSTILE_LINE };
  const request = await fixtureRequest(folder, options, identity);
  for (let runId = 1; runId <= runCount; runId++) {
    const parent = join(folder, "runs", String(runId).padStart(6, "0"));
    await Deno.mkdir(parent, { recursive: true });
    await Deno.writeTextFile(join(parent, "prose.txt"), HOSTILE[runId % HOSTILE.length]!);
  }
  await writeStressOutputs(request);
  const [page, junit, metrics] = await Promise.all(
    STRESS_OUTPUTS.map((name) => Deno.readTextFile(join(folder, name))),
  );
  const parsed = await parseXml(join(folder, "junit.xml"));
  const commands = renderAnnotations(request.summary, request);
  const markdown = renderStepSummary(request.summary, request);

  Deno.test("no output of hostile runs holds a character that is not seen", () => {
    for (const text of [page, junit, metrics, commands, markdown]) {
      const found = /[\p{Cc}\p{Cs}\u2028\u202a-\u202e\u2066-\u2069\ufffe]/u.exec(
        text!.replaceAll("\n", ""),
      );
      assertEquals(found?.[0].codePointAt(0)?.toString(16), undefined);
      assert(text!.isWellFormed());
    }
  });

  Deno.test("report.html of hostile runs has its own elements and no others [OC-REPORT-5602]", () => {
    const scripts = [...page!.matchAll(/<\/?script[^>]*>/gi)].map(([tag]) => tag);
    assertEquals(scripts, [
      '<script type="application/json" id="report-data">',
      "</script>",
      "<script>",
      "</script>",
    ]);
    assertFalse(/<!--|<img/i.test(page!));
    for (const [tag] of page!.matchAll(/<[a-z][^>]*>/gi)) assertFalse(/ on[a-z]+=/i.test(tag), tag);
    const data = JSON.parse(/id="report-data">(.*)<\/script>/.exec(page!)![1]!);
    const texts = data.runs.map(({ text }: { text: string }) => text);
    assert(texts.some((text: string) => text.includes("</script><script>alert(1)</script>")));
    assert(texts.some((text: string) => text.length === 65_536));
    assert(page!.length < 3_000_000, `${page!.length}`);
  });

  Deno.test("junit.xml of hostile runs is XML for two parsers", () => {
    assertEquals([parsed.cases.length, parsed.errors.length, parsed.failures.length], [24, 4, 20]);
    assertStringIncludes(parsed.failures[0]!, "]]>");
    assertFalse(junit!.includes("]]>"));
    assert(junit!.length < 200_000, `${junit!.length}`);
  });

  Deno.test("metrics.prom of hostile runs keeps the contract [OC-REPORT-5607]", () => {
    assertEquals(lintMetrics(metrics!), []);
    assert(metrics!.length < 100_000, `${metrics!.length}`);
  });

  Deno.test("annotations of hostile runs are commands of ours and no others", () => {
    for (const line of commands.trimEnd().split("\n")) {
      assert(/^::(error|warning|notice) title=(PR-G4 stress%3A |Run \d+)/.test(line), line);
      assertFalse(line.includes("\r"));
      assert(line.length < 5000);
    }
  });

  Deno.test("the step summary of hostile runs is text and tables of ours", () => {
    const foreign = markdown.replace(/\\[!-/:-@[-`{-~]/g, "");
    assertFalse(/<|\[|\]\(|&#|https?:/.test(foreign), foreign);
    for (const line of markdown.split("\n")) {
      assert(/^$|^## |^- |^\| |^\d+ runs of |^Time of a run: /.test(line), line);
    }
    assert(markdown.length < 20_000, `${markdown.length}`);
  });
});
