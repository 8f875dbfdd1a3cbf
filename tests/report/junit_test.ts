import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { listJunit } from "../../src/report/junit.ts";
import { xmlAttribute, xmlText } from "../../src/report/xml_text.ts";
import type { RunRecord } from "../../src/stress/mod.ts";
import { writeRunListings } from "../../src/stress/run_listing.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import type { FixtureOptions } from "./_stress_fixture.ts";
import { fixtureRequest, fixtureRuns } from "./_stress_fixture.ts";
import { parseXml } from "./_xml.ts";

async function junitOf(options: FixtureOptions, keep: (run: RunRecord) => boolean = () => true) {
  return await inTemporaryFolder(async (folder) => {
    const request = await fixtureRequest(folder, options);
    const path = join(folder, "junit.xml");
    async function* records() {
      for await (const run of fixtureRuns(options)) if (keep(run)) yield run;
    }
    await writeRunListings([listJunit(path, request)], records(), request.ports);
    return { text: await Deno.readTextFile(path), parsed: await parseXml(path), request };
  });
}

Deno.test("listJunit() writes a test case a run, as foreign parsers read it [OC-REPORT-5606]", async () => {
  const { parsed, request } = await junitOf({ runCount: 100, errorEvery: 10 });
  const { suites, cases, failures, errors, properties } = parsed;
  assertEquals([suites, cases.length, errors.length], [1, 100, 10]);
  assertEquals(cases.slice(0, 2), ["run-000001", "run-000002"]);
  assertEquals(parsed.attributes.tests, "100");
  assertEquals(parsed.attributes.failures, String(failures.length));
  assertEquals(parsed.attributes.errors, "10");
  assertEquals(failures.length, 90 - Math.round(request.summary.metrics.hard_pass_rate * 90));
  assertEquals(properties.verdict, "FAIL");
  assertEquals(Number(properties.hard_pass_rate), request.summary.metrics.hard_pass_rate);
  assertStringIncludes(failures[0]!, "tide-s3: hard score 0.8");
  assertStringIncludes(errors[0]!, "RETRY_EXHAUSTED");
});

Deno.test("listJunit() counts a run without a line as an error, wherever it is missing [OC-REPORT-5606]", async () => {
  const missing = [1, 5, 10];
  const { parsed } = await junitOf({ runCount: 10 }, ({ runId }) => !missing.includes(runId));
  assertEquals(parsed.cases.length, 10);
  assertEquals(parsed.errors.length, 3);
  for (const error of parsed.errors) assertStringIncludes(error, "RUN_MISSING");
});

Deno.test("xmlText() and xmlAttribute() hold whatever XML cannot", () => {
  const text = `a<b>&"'\u0000\u001b[31m]]>\ud800\ufffe\n\tend`;
  assertEquals(xmlText(text), `a&lt;b&gt;&amp;"'␀␛[31m]]&gt;\ufffd⟦U+FFFE⟧\n\tend`);
  assertEquals(
    xmlAttribute(text),
    "a&lt;b&gt;&amp;&quot;&apos;␀␛[31m]]&gt;\ufffd⟦U+FFFE⟧␊␉end",
  );
  assert(xmlText("x".repeat(1_000_000)).endsWith("… (1000000 characters)"));
  assert(xmlAttribute("x".repeat(1_000_000)).length < 300);
});
