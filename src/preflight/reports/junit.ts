import { readJUnit } from "../../spec/trace/read_junit.ts";
import type { TestCounts } from "./test_counts.ts";
import { countOutcomes } from "./test_counts.ts";

/**
 * Counts the test cases of a JUnit file. The totals that the file claims are passed over: tools
 * disagree about what they count.
 *
 * @throws {InputError} if it is no JUnit file
 */
export function readJUnitCounts(text: string, source: string): TestCounts {
  return countOutcomes(readJUnit(text, source).map(({ outcome }) => outcome));
}
