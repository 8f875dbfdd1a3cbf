import { InputError } from "../../internal/errors.ts";
import { readXml } from "./read_xml.ts";

/** How a test ended. */
export type TestOutcome = "passed" | "failed" | "skipped";

/** One `<testcase>` of a JUnit file. */
export interface TestCase {
  /** As reported. */
  readonly name: string;
  /** Class, module or file, "" where the report names none. */
  readonly className: string;
  /** How it ended. */
  readonly outcome: TestOutcome;
}

/** Values of `status` and `result` with which some tools say that a test did not run. */
const NOT_RUN = /^(?:notrun|skipped|disabled|ignored|suppressed|pending|notexecuted)$/i;
const FAILED = /^(?:failed|failure|error|fail)$/i;

// OC-SPEC-8305 impl
/**
 * Reads the test cases of a JUnit file, suites in suites included.
 *
 * A test with a `failure` or an `error` failed, also where it was skipped, too; one with `skipped`
 * or a status that says so did not run; every other one passed. A failure that a later attempt took
 * back (`flakyFailure`, `flakyError`) is none.
 *
 * @param text The document
 * @param source What it is called in error texts
 * @throws {InputError} if it is no XML or its root is neither `testsuites` nor `testsuite`
 */
export function readJUnit(text: string, source: string): readonly TestCase[] {
  const cases: TestCase[] = [];
  const path: string[] = [];
  let current: { name: string; className: string; outcome: TestOutcome } | null = null;
  readXml(text, source, {
    open(name, attributes) {
      if (path.length === 0 && name !== "testsuites" && name !== "testsuite") {
        throw new InputError(
          `Cannot read "${source}": wanted testsuites or testsuite as root, found ${name}`,
        );
      }
      const parent = path.at(-1);
      path.push(name);
      if (name === "testcase") current = beginCase(attributes);
      if (current === null || parent !== "testcase") return;
      if (name === "failure" || name === "error") current.outcome = "failed";
      else if (name === "skipped" && current.outcome !== "failed") current.outcome = "skipped";
    },
    close(name) {
      path.pop();
      if (name !== "testcase" || current === null) return;
      cases.push(current);
      current = null;
    },
  });
  return cases;
}

function beginCase(attributes: ReadonlyMap<string, string>) {
  const stated = [attributes.get("status") ?? "", attributes.get("result") ?? ""];
  const outcome: TestOutcome = stated.some((word) => FAILED.test(word))
    ? "failed"
    : stated.some((word) => NOT_RUN.test(word))
    ? "skipped"
    : "passed";
  return {
    name: attributes.get("name") ?? "",
    className: attributes.get("classname") ?? attributes.get("class") ?? "",
    outcome,
  };
}
