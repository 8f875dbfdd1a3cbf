import { assertEquals } from "@std/assert";
import { loadCalibration } from "../../src/calibration/mod.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import type { StressMetrics } from "../../src/stress/mod.ts";
import { analyzeVariance, judgeStress } from "../../src/stress/mod.ts";

const { calibration } = await loadCalibration("calibration/calibration.json", systemPorts);
const envelopes = calibration.VARIANCE_ENVELOPES;

const GOOD: StressMetrics = {
  hard_pass_rate: 0.9,
  soft_pass_rate: 0.97,
  mean_hard_score: 0.9,
  std_hard_score: 0.02,
  mean_soft_score: 0.9,
  std_soft_score: 0.02,
};

Deno.test("analyzeVariance() finds nothing inside the envelopes, bounds included [OC-STRESS-5203]", () => {
  assertEquals(analyzeVariance(GOOD, envelopes), { verdict: "PASS", violations: [] });
  const edge = { ...GOOD, hard_pass_rate: 1, mean_hard_score: 0.95, std_hard_score: 0.15 };
  assertEquals(analyzeVariance(edge, envelopes), { verdict: "PASS", violations: [] });
});

Deno.test("analyzeVariance() tells below_target and fails on out_of_bounds [OC-INV-0106]", () => {
  const below = analyzeVariance({ ...GOOD, mean_soft_score: 0.8 }, envelopes);
  assertEquals(below.verdict, "PASS");
  assertEquals(below.violations, [{
    metric: "mean_soft_score",
    value: 0.8,
    envelope: { min: 0.75, target: 0.85, max: 0.98 },
    severity: "below_target",
  }]);
  for (const value of [0.74, 0.99, NaN]) {
    const out = analyzeVariance({ ...GOOD, mean_soft_score: value }, envelopes);
    assertEquals([out.verdict, out.violations[0]?.severity], ["FAIL", "out_of_bounds"]);
  }
});

Deno.test("analyzeVariance() never holds a low deviation against an engine [OC-STRESS-5204]", () => {
  const still = { ...GOOD, std_hard_score: 0, std_soft_score: 0 };
  assertEquals(analyzeVariance(still, envelopes).violations, []);
});

function judge(change: Partial<StressMetrics>, counts = { scoredRunCount: 10, errorCount: 0 }) {
  const metrics = { ...GOOD, ...change };
  const analysis = analyzeVariance(metrics, envelopes);
  return judgeStress({ ...counts, metrics, analysis }, calibration);
}

Deno.test("judgeStress() follows the gate's rule [OC-INV-0106, OC-STRESS-5202]", () => {
  assertEquals(judge({}), "PASS");
  assertEquals(judge({ mean_soft_score: 0.8 }), "PASS");
  assertEquals(judge({ std_soft_score: 0.13 }), "DOWNGRADE");
  assertEquals(judge({ hard_pass_rate: 0.75, std_soft_score: 0.13 }), "DOWNGRADE");
  assertEquals(judge({ hard_pass_rate: 0.749 }), "FAIL");
  assertEquals(judge({ hard_pass_rate: NaN }), "FAIL");
});

Deno.test("judgeStress() fails without evidence [OC-STRESS-5202]", () => {
  assertEquals(judge({}, { scoredRunCount: 0, errorCount: 0 }), "FAIL");
  assertEquals(judge({}, { scoredRunCount: 9, errorCount: 1 }), "FAIL");
});
