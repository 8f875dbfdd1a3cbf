import { InputError } from "../../internal/errors.ts";
import type { TestCounts } from "./test_counts.ts";
import { countOutcomes } from "./test_counts.ts";

/** A test point at the top level; those of subtests are indented and belong to their parent. */
const POINT = /^(not )?ok\b(.*)/;
/** What makes a test one that did not run; a `#` behind a backslash or a letter is text. */
const DIRECTIVE = /(?:^|[ \t])#[ \t]*(?:skip|todo)/i;
const PLAN = /^1\.\.(\d+)(?:\s|$)/;

/**
 * Counts the test points of a TAP stream (version 12 to 14). The plan must be there and be kept:
 * a run that breaks off looks like a shorter run that passed.
 *
 * @throws {InputError} if there is no plan, two, or another number of points; if the run bailed out
 */
export function readTapCounts(text: string, source: string): TestCounts {
  const fail = (wanted: string, found: string): never => {
    throw new InputError(`Cannot read "${source}": wanted ${wanted}, found ${found}`);
  };
  const outcomes: (keyof TestCounts)[] = [];
  let planned: number | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("Bail out!")) fail("a run to its end", JSON.stringify(line.slice(0, 80)));
    const plan = PLAN.exec(line);
    if (plan !== null) {
      if (planned !== null) fail("one plan", "a second one");
      planned = Number(plan[1]);
    }
    const point = POINT.exec(line);
    if (point !== null) outcomes.push(outcomeOf(point));
  }
  if (planned === null) return fail("a plan such as 1..7", "none");
  if (planned !== outcomes.length) fail(`the ${planned} tests of the plan`, `${outcomes.length}`);
  return countOutcomes(outcomes);
}

/** A test that is still to do may fail; it proves nothing either way. */
function outcomeOf([, not, rest]: RegExpExecArray): keyof TestCounts {
  if (DIRECTIVE.test(rest!)) return "skipped";
  return not === undefined ? "passed" : "failed";
}
