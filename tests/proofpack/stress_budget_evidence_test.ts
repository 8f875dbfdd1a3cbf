import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { RunCalls } from "../../src/budget/mod.ts";
import { formatRunCost, readBudgetLimits } from "../../src/budget/mod.ts";
import { parseCalibration } from "../../src/calibration/parse.ts";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { InputError } from "../../src/internal/errors.ts";
import { parseDocument } from "../../src/proofpack/evidence.ts";
import { findRunType } from "../../src/proofpack/run_type_registry.ts";
import { makeCall } from "../budget/_runs.ts";
import { toBytes } from "./_pack.ts";
import { makeRunFiles } from "./_run_folder.ts";

// deno-lint-ignore no-explicit-any -- the tests break the documents on purpose
type Document = any;

const MODEL = "omega-embedded-1";

/** Judges the usual run folder with calls in it, after a change of report and run-cost.json. */
function judge(
  calls: RunCalls["calls"],
  change: (report: Document, runCost: Document) => Document | null = (_, runCost) => runCost,
) {
  const files = makeRunFiles();
  const calibration = JSON.parse(files.get("inputs/calibration.json")!);
  const limits = readBudgetLimits(parseCalibration(new JsonCursor(calibration, "calibration")));
  const text = formatRunCost([{ runId: 1, calls, refusals: [] }], limits, { isComplete: true });
  const runCost = JSON.parse(text);
  const report = JSON.parse(files.get("PR_REPORT.json")!);
  report.budget_verdict = runCost.budget_verdict;
  report.total_cost_usd = runCost.total_cost_usd;
  if (runCost.budget_verdict === "FAIL") report.verdict = "FAIL";
  const changed = change(report, runCost);
  files.set("PR_REPORT.json", JSON.stringify(report));
  if (changed !== null) files.set("run-cost.json", JSON.stringify(changed));
  const bytes = new Map([...files].map(([path, content]) => [path, toBytes(content)]));
  const runType = findRunType("stress");
  const paths = [...runType.evidence, ...runType.optionalEvidence];
  return runType.judge(
    new Map(
      paths.filter((path) => bytes.has(path)).map((path) => {
        return [path, parseDocument(path, bytes)];
      }),
    ),
  );
}

const GOOD = [makeCall({ model: MODEL }), makeCall({ model: MODEL, startMs: 100 })];
const DEAR = [makeCall({ model: MODEL, outputTokens: 10_000 })];

Deno.test("the verdict of a stress follows from its calls and the packed limits too [OC-PACK-6204]", () => {
  assertEquals(judge(GOOD), { verdict: "PASS", reasons: [] });
  assertEquals(judge(DEAR), { verdict: "FAIL", reasons: ["calls are over their budget"] });
});

/** A contradiction, and what the error names. */
const CONTRADICTIONS: readonly (readonly [
  name: string,
  place: string,
  calls: RunCalls["calls"],
  change: (report: Document, runCost: Document) => Document | null,
])[] = [
  ["a better budget verdict", "$.budget_verdict", DEAR, (report, runCost) => {
    Object.assign(report, { budget_verdict: "PASS", verdict: "PASS" });
    return runCost;
  }],
  ["a better verdict", "$.verdict", DEAR, (report, runCost) => {
    report.verdict = "PASS";
    return runCost;
  }],
  ["no budget verdict", "$.budget_verdict", GOOD, (report, runCost) => {
    delete report.budget_verdict;
    return runCost;
  }],
  ["no calls", '"run-cost.json": wanted a file', GOOD, () => null],
  ["a smaller total", "$.total_cost_usd", GOOD, (report, runCost) => {
    report.total_cost_usd = 0;
    return runCost;
  }],
  ["a cheaper call", '"run-cost.json" at $.calls[0].cost_usd', DEAR, (_, runCost) => {
    runCost.calls[0].cost_usd = 0.001;
    return runCost;
  }],
  ["a violation left out", '"run-cost.json" at $.violations', DEAR, (_, runCost) => {
    runCost.violations = [];
    return runCost;
  }],
];

for (const [name, place, calls, change] of CONTRADICTIONS) {
  Deno.test(`a stress with ${name} contradicts its calls`, () => {
    const error = assertThrows(() => judge(calls, change), InputError);
    assertStringIncludes(error.message, place);
  });
}
