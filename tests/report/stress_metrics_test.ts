import { assertEquals, assertStringIncludes } from "@std/assert";
import { metricsContract } from "../../src/report/metrics/metrics_contract.ts";
import { renderMetrics } from "../../src/report/metrics/stress_metrics.ts";
import { lintMetrics } from "../../src/report/mod.ts";
import type { FixtureOptions } from "./_stress_fixture.ts";
import { fixtureRequest } from "./_stress_fixture.ts";

async function metricsOf(options: FixtureOptions): Promise<string> {
  const request = await fixtureRequest("", options);
  return renderMetrics(request);
}

for (
  const options of [
    { runCount: 100 },
    { runCount: 60, errorEvery: 7 },
    { runCount: 5, errorEvery: 1 },
    { runCount: 20, hasEvidence: false },
  ] satisfies FixtureOptions[]
) {
  Deno.test(`renderMetrics() keeps the contract with ${JSON.stringify(options)} [OC-REPORT-5607]`, async () => {
    assertEquals(lintMetrics(await metricsOf(options)), []);
  });
}

Deno.test("renderMetrics() writes every family of the contract when everything was seen", async () => {
  const text = await metricsOf({ runCount: 100 });
  const empty = [...metricsContract().keys()].filter((name) =>
    !new RegExp(`^${name}(_bucket|_sum|_count)?[ {]`, "m").test(text)
  );
  assertEquals(empty, []);
});

Deno.test("renderMetrics() counts buckets up to all scores", async () => {
  const text = await metricsOf({ runCount: 100, errorEvery: 10 });
  assertStringIncludes(text, `omega_stress_score_ratio_bucket{rules="hard",le="0.85"} 0\n`);
  assertStringIncludes(text, `omega_stress_score_ratio_bucket{rules="hard",le="1"} 90\n`);
  assertStringIncludes(text, `omega_stress_score_ratio_bucket{rules="hard",le="+Inf"} 90\n`);
  assertStringIncludes(text, `omega_stress_score_ratio_count{rules="hard"} 90\n`);
  assertStringIncludes(text, `omega_stress_verdict{verdict="FAIL"} 1\n`);
});
