import { InputError } from "../../internal/errors.ts";
import type { TestCounts } from "./test_counts.ts";

/** Colours, which Deno writes where it takes its output for a terminal. */
// deno-lint-ignore no-control-regex -- these are what is looked for
const COLOR = /\u001b\[[0-9;]*m/g;

const STEPS = String.raw`(?: \(\d+ steps?\))?`;
const SUMMARY = new RegExp(
  String.raw`^(?:ok|FAILED) \| (\d+) passed${STEPS} \| (\d+) failed${STEPS}` +
    String.raw`(?: \| (\d+) ignored${STEPS})?(?: \| \d+ measured)?(?: \| \d+ filtered out)? \(`,
  "gm",
);

/**
 * Takes the counts from the last line of what `deno test` prints. A test may print such a line, so
 * there must be one.
 *
 * @throws {InputError} if there is no such line, or more than one
 */
export function readDenoTestCounts(text: string, source: string): TestCounts {
  const [summary, other] = [...text.replace(COLOR, "").matchAll(SUMMARY)];
  if (summary === undefined || other !== undefined) {
    const found = summary === undefined ? "none" : "more";
    throw new InputError(
      `Cannot read "${source}": wanted one summary of deno test, found ${found}`,
    );
  }
  const [, passed, failed, ignored = "0"] = summary;
  return { passed: Number(passed), failed: Number(failed), skipped: Number(ignored) };
}
