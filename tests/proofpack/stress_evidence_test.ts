import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InputError } from "../../src/internal/errors.ts";
import { parseDocument } from "../../src/proofpack/evidence.ts";
import { findRunType } from "../../src/proofpack/run_type_registry.ts";
import { toBytes } from "./_pack.ts";
import type { RunFolderOptions } from "./_run_folder.ts";
import { makeRunFiles } from "./_run_folder.ts";

// deno-lint-ignore no-explicit-any -- the tests break the documents on purpose
type Document = any;
type Documents = { report: Document; run: Document; calibration: Document };

const PATHS = {
  report: "PR_REPORT.json",
  run: "RUN.json",
  calibration: "inputs/calibration.json",
} as const;

function judge(options: RunFolderOptions = {}, change: (documents: Documents) => void = () => {}) {
  const files = makeRunFiles(options);
  const read = (path: string) => JSON.parse(files.get(path)!);
  const documents: Documents = {
    report: read(PATHS.report),
    run: read(PATHS.run),
    calibration: read(PATHS.calibration),
  };
  change(documents);
  for (const [name, path] of Object.entries(PATHS)) {
    files.set(path, JSON.stringify(documents[name as keyof Documents]));
  }
  const bytes = new Map([...files].map(([path, text]) => [path, toBytes(text)]));
  const runType = findRunType("stress");
  return runType.judge(new Map(runType.evidence.map((path) => [path, parseDocument(path, bytes)])));
}

Deno.test("the verdict of a stress follows from the scores of its runs [OC-PACK-6204]", () => {
  assertEquals(judge(), { verdict: "PASS", reasons: [] });
  const wide = judge({ count: 10, score: (run) => [run % 2 ? 1 : 0.6, 0.9] });
  assertEquals(wide.verdict, "DOWNGRADE");
  assertStringIncludes(wide.reasons[0]!, "std_hard_score");
  const low = judge({ score: () => [0.2, 0.9] });
  assertEquals(low.verdict, "FAIL");
  assertStringIncludes(low.reasons[0]!, "hard_pass_rate 0 is below 0.75");
});

Deno.test("the verdict of a stress is FAIL where runs have no score or the run is incomplete", () => {
  assertEquals(judge({ errorCount: 1 }), { verdict: "FAIL", reasons: ["1 runs have no score"] });
  assertEquals(judge({ count: 2, errorCount: 2 }).verdict, "FAIL");
  assertEquals(judge({ count: 2, errorCount: 2 }).reasons[0], "no run has a score");
  assertEquals(judge({ status: "incomplete" }), {
    verdict: "FAIL",
    reasons: ["the run is incomplete"],
  });
});

Deno.test("a spread of exactly 0 is DOWNGRADE unless the provider was declared deterministic [OC-PACK-6207]", () => {
  const still: RunFolderOptions = { score: () => [0.9, 0.95] };
  assertThrows(() => judge(still), InputError, "$.downgrade_flag");
  const told = judge(still, ({ report }) => {
    report.suspect_metrics = ["std_hard_score", "std_soft_score"];
    [report.verdict, report.downgrade_flag] = ["DOWNGRADE", "DOWNGRADE_VARIANCE"];
  });
  assertEquals(told.verdict, "DOWNGRADE");
  assertStringIncludes(told.reasons[1]!, "std_soft_score is exactly 0");
  const hide = ({ report }: Documents) => report.suspect_metrics = ["std_hard_score"];
  assertThrows(() => judge(still, hide), InputError, "$.suspect_metrics");
  assertEquals(judge(still, ({ run }) => run.deterministic = true).verdict, "PASS");
});

/** A contradiction, and the place that is named. */
const CONTRADICTIONS: readonly (readonly [
  name: string,
  place: string,
  change: (documents: Documents) => void,
])[] = [
  ["a better mean", '"PR_REPORT.json" at $.mean_hard_score', ({ report }) => {
    report.mean_hard_score += 0.01;
  }],
  ["a smaller spread", "$.std_soft_score", ({ report }) => report.std_soft_score = 0],
  ["a better pass rate", "$.hard_pass_rate", ({ report }) => report.hard_pass_rate = 0.9],
  ["a run left out", "$.total_runs", ({ report }) => report.runs.pop()],
  ["a run twice", "$.runs[3].run_id", ({ report }) => report.runs.push(report.runs[2])],
  ["runs out of order", "$.runs[1].run_id", ({ report }) => report.runs.reverse()],
  ["a run too many", "$.runs[3].run_id", ({ report }) => {
    report.runs.push({ ...report.runs[2], run_id: 4 });
  }],
  ["a score above 1", "$.runs[0].hard_score", ({ report }) => report.runs[0].hard_score = 1.5],
  ["a score of null", "$.runs[0].hard_score", ({ report }) => report.runs[0].hard_score = null],
  ["a pass that is text", "$.runs[0].hard_pass", ({ report }) => report.runs[0].hard_pass = "yes"],
  ["another variance verdict", "$.variance_verdict", ({ report }) => {
    report.variance_verdict = "FAIL";
  }],
  ["a variance violation too many", "$.variance_violations", ({ report }) => {
    report.variance_violations.push({ metric: "std_hard_score" });
  }],
  ["a downgrade flag that is not due", "$.downgrade_flag", ({ report }) => {
    report.downgrade_flag = "DOWNGRADE_VARIANCE";
  }],
  ["no downgrade flag", "$.downgrade_flag", ({ report }) => delete report.downgrade_flag],
  ["another verdict", "$.verdict", ({ report }) => report.verdict = "FAIL"],
  ["another report schema", "$.schema_version", ({ report }) => report.schema_version = "X"],
  ["no runs", "$.runs", ({ report }) => delete report.runs],
  ["an unknown status", '"RUN.json" at $.status', ({ run }) => run.status = "done"],
  ["another command", '"RUN.json" at $.command', ({ run }) => run.command = "scribe"],
  ["a count of 0", '"RUN.json" at $.count', ({ run }) => run.count = 0],
  ["a looser calibration", "$.input_digests.calibration", ({ calibration }) => {
    calibration.PASS_RATIO_MIN = 0;
  }],
  ["no calibration digest", "$.input_digests", ({ run }) => delete run.input_digests],
];

for (const [name, place, change] of CONTRADICTIONS) {
  Deno.test(`a stress's evidence with ${name} is refused`, () => {
    const error = assertThrows(() => judge({}, change), InputError);
    assertStringIncludes(error.message, place);
  });
}

Deno.test("a stress's report without a verdict of its own is judged by its numbers", () => {
  assertEquals(judge({}, ({ report }) => delete report.verdict).verdict, "PASS");
});

Deno.test("findRunType() names the known run types", () => {
  const error = assertThrows(() => findRunType("budget"), InputError);
  assertEquals(
    error.message,
    'Cannot pack a run: wanted one of "stress" as its type, found "budget"',
  );
});
