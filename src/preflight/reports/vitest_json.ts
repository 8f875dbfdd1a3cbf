import { JsonCursor } from "../../internal/cursor.ts";
import { parseJson } from "../../internal/json.ts";
import type { TestCounts } from "./test_counts.ts";
import { countOutcomes } from "./test_counts.ts";

/** What the statuses of Vitest and Jest mean. */
const OUTCOMES = {
  passed: "passed",
  failed: "failed",
  skipped: "skipped",
  pending: "skipped",
  todo: "skipped",
  disabled: "skipped",
} as const satisfies Record<string, keyof TestCounts>;

const STATUSES = Object.keys(OUTCOMES) as (keyof typeof OUTCOMES)[];

/**
 * Counts the tests in the JSON report of Vitest, which is Jest's. A file that could not be loaded
 * has no tests in it and counts as one that failed.
 *
 * @throws {InputError} if it is no such report, or its totals are not those of its tests
 */
export function readVitestCounts(text: string, source: string): TestCounts {
  const root = new JsonCursor(parseJson(text, source), source);
  const outcomes = root.field("testResults").items().flatMap((file): (keyof TestCounts)[] => {
    const tests = file.field("assertionResults").items();
    const isBroken = tests.length === 0 &&
      file.field("status").oneOf(["passed", "failed"]) === "failed";
    if (isBroken) return ["failed"];
    return tests.map((test) => OUTCOMES[test.field("status").oneOf(STATUSES)]);
  });
  const counts = countOutcomes(outcomes);
  const passed = root.field("numPassedTests");
  if (passed.number() !== counts.passed) passed.fail(`${counts.passed}, which its tests give`);
  return counts;
}
