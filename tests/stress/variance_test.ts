import { assertEquals } from "@std/assert";
import { loadCalibration } from "../../src/calibration/mod.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import type { StressMetrics } from "../../src/stress/mod.ts";
import { analyzeVariance, findSuspects, judgeStress } from "../../src/stress/mod.ts";

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

Deno.test("findSuspects() names deviations of exactly 0 that nobody declared [OC-STRESS-5204]", () => {
  const still = { ...GOOD, std_hard_score: 0, std_soft_score: 0 };
  const find = (change: Partial<StressMetrics>, scoredRunCount = 2, isDeterministic = false) =>
    findSuspects({ ...GOOD, ...change }, { scoredRunCount, isDeterministic });
  assertEquals(find(still), ["std_hard_score", "std_soft_score"]);
  assertEquals(find({ std_soft_score: 0 }), ["std_soft_score"]);
  assertEquals(find({ std_hard_score: Number.MIN_VALUE, hard_pass_rate: 0 }), []);
  assertEquals(find(still, 1), []);
  assertEquals(find(still, 2, true), []);
});

Deno.test("judgeStress() takes a suspect for DOWNGRADE at best [OC-STRESS-5212]", () => {
  const analysis = analyzeVariance(GOOD, envelopes);
  const evidence = { scoredRunCount: 9, errorCount: 0, metrics: GOOD, analysis };
  const suspectMetrics = ["std_hard_score"] as const;
  assertEquals(judgeStress(evidence, calibration), "PASS");
  assertEquals(judgeStress({ ...evidence, suspectMetrics }, calibration), "DOWNGRADE");
  assertEquals(judgeStress({ ...evidence, suspectMetrics, errorCount: 1 }, calibration), "FAIL");
});

Deno.test("judgeStress() allows the configured share of infrastructure errors, and no lost run [OC-STRESS-5213]", () => {
  const analysis = analyzeVariance(GOOD, envelopes);
  const judgeErrors = (errorCount: number, ratio?: number, missingRunCount = 0) =>
    judgeStress({
      ...{ scoredRunCount: 20 - errorCount, errorCount, missingRunCount },
      ...{ metrics: GOOD, analysis },
    }, {
      ...calibration,
      ...(ratio === undefined ? {} : { INFRASTRUCTURE_ERROR_RATIO_MAX: ratio }),
    });
  assertEquals([judgeErrors(0), judgeErrors(1)], ["PASS", "FAIL"]);
  assertEquals([judgeErrors(2, 0.1), judgeErrors(3, 0.1)], ["PASS", "FAIL"]);
  assertEquals([judgeErrors(0, 0), judgeErrors(1, 0)], ["PASS", "FAIL"]);
  assertEquals(judgeErrors(20, 1), "FAIL");
  assertEquals(judgeErrors(2, 0.1, 1), "FAIL");
});
