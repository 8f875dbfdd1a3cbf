import type { PreflightResult } from "../../src/preflight/preflight.ts";
import type { SuiteResult } from "../../src/preflight/run_suite.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** More problems than this are counted; the report has them all. */
const SHOWN_MAX_COUNT = 20;

/** The baseline as it was found, and every reason to stop. */
export function renderPreflight(
  result: PreflightResult,
  reportPath: string,
  style: TextStyle,
): string {
  const { verdict, repository: { branch, head }, suites, inventory, problems } = result;
  const place = head === null ? "no commit" : `${branch ?? "detached"} at ${head.slice(0, 12)}`;
  const hidden = problems.length - SHOWN_MAX_COUNT;
  return [
    `PR-G0 preflight: ${
      renderVerdict(verdict, style)
    }  ${place}, ${inventory.length} critical files`,
    ...suites.map(renderSuite),
    ...problems.slice(0, SHOWN_MAX_COUNT).map(({ code, message }) => `  ${code}: ${message}`),
    ...(hidden > 0 ? [`  and ${hidden} more; the report has them all`] : []),
    ...result.accepted.map((code) => `  accepted by the project: ${code}`),
    `  report  ${reportPath}`,
  ].join("\n");
}

function renderSuite({ name, status, expectedPassed, counts }: SuiteResult): string {
  const said = counts === null
    ? "nothing counted"
    : `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  return `  ${status.padEnd(8)}${name}: ${said}, the baseline has ${expectedPassed}`;
}
