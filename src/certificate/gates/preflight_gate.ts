import type { JsonCursor } from "../../internal/cursor.ts";
import { ACCEPTABLE_CODES } from "../../preflight/problem.ts";
import type { EvidenceReader, Gate, GateJudgement } from "../gate.ts";

/** PR-G0: computed again from branch, changed files, suites and inventory. */
export const preflightGate: Gate = {
  id: "PR-G0",
  name: "preflight",
  invariants: [],
  mainFile: /(?:^|\/)PR_PREFLIGHT\.json$/,
  judge: judgePreflight,
};

async function judgePreflight(path: string, reader: EvidenceReader): Promise<GateJudgement> {
  const root = await reader.readJson(path);
  root.field("schema_version").oneOf(["PR-PREFLIGHT-1.0"]);
  const accepted = root.field("accepted").items().map((code) => code.oneOf(ACCEPTABLE_CODES));
  const reasons = [
    ...listRepositoryReasons(root, accepted),
    ...root.field("suites").items().flatMap(listSuiteReasons),
    ...root.field("inventory").items()
      .filter((item) => item.field("git_blob").value === null)
      .map((item) => `${item.field("path").string()} is not in the commit`),
    ...root.field("problems").items().map((problem) => problem.field("message").string()),
  ];
  const verdict = reasons.length === 0 ? "PASS" : "STOP";
  root.field("verdict").oneOf([verdict]);
  return { verdict, reasons: [...new Set(reasons)], evidence: [path] };
}

function listRepositoryReasons(
  root: JsonCursor,
  accepted: readonly string[],
): readonly string[] {
  const reasons: string[] = [];
  if (root.field("head").value === null) reasons.push("there is no commit");
  if (root.field("branch").value === null && !accepted.includes("DETACHED_HEAD")) {
    reasons.push("HEAD is on no branch");
  }
  if (root.field("shallow").boolean() && !accepted.includes("SHALLOW_CLONE")) {
    reasons.push("the clone is shallow");
  }
  if (root.field("head").value !== null && root.field("suites").items().length === 0) {
    reasons.push("no suite of tests was run");
  }
  const changed = root.field("changed_files").items().length;
  if (changed > 0) reasons.push(`${changed} files are not as committed`);
  const isClean = changed === 0 && root.field("head").value !== null;
  if (root.field("clean").boolean() !== isClean) root.field("clean").fail(String(isClean));
  return reasons;
}

function listSuiteReasons(suite: JsonCursor): readonly string[] {
  const name = suite.field("name").string();
  const count = (field: string) => {
    const cursor = suite.field(field);
    return cursor.value === null ? 0 : cursor.number({ min: 0, isInteger: true });
  };
  const expected = suite.field("expected_passed").number({ min: 1, isInteger: true });
  const reasons: string[] = [];
  if (count("passed") < expected) {
    reasons.push(`suite ${name} passed ${count("passed")} tests, the baseline has ${expected}`);
  }
  if (count("failed") > 0) reasons.push(`suite ${name} failed ${count("failed")} tests`);
  const exitCode = suite.field("exit_code").value;
  if (exitCode !== 0) reasons.push(`the command of suite ${name} ended with ${exitCode}`);
  return reasons;
}
