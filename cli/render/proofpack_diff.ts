import type { FileDifference, PackDifference } from "../../src/proofpack/diff_packs.ts";
import type { JsonDifference } from "../../src/proofpack/json_difference.ts";
import { renderViolations } from "./proofpack.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** More files or places than this are counted; `--json` has them all. */
const SHOWN_MAX_COUNT = 20;

/** What the packs are called, and how text is shown. */
export interface DiffStyle extends TextStyle {
  readonly before: string;
  readonly after: string;
}

/** What changed between two packs, the differences that matter first. */
export function renderDiff(difference: PackDifference, style: DiffStyle): string {
  const verdict = renderVerdict(difference.matters ? "FAIL" : "PASS", style);
  if (!difference.isComparable) {
    const broken = [[style.before, difference.before], [style.after, difference.after]] as const;
    return [
      `PR-G5 diff: ${verdict}  nothing can be said of a pack that is not whole`,
      ...broken.flatMap(([path, { ok, violations }]) =>
        ok ? [] : [`  ${path}`, ...renderViolations(violations)]
      ),
    ].join("\n");
  }
  const { files } = difference;
  const said = files.length === 0
    ? "the packs have the same files"
    : difference.matters
    ? "the packs differ in what they prove"
    : "the packs differ only in time and tools";
  const verdicts = `${difference.before.verdict} and ${difference.after.verdict}`;
  const ordered = [...files.filter((file) => file.matters), ...files.filter((f) => !f.matters)];
  return [
    `PR-G5 diff: ${verdict}  ${said}`,
    ...(difference.hasOtherVerdict ? [`  verdicts  ${verdicts}`] : []),
    ...ordered.slice(0, SHOWN_MAX_COUNT).flatMap(renderFile),
    ...(files.length > SHOWN_MAX_COUNT ? [`  and ${files.length - SHOWN_MAX_COUNT} more`] : []),
  ].join("\n");
}

function renderFile({ path, change, role, matters, details }: FileDifference): readonly string[] {
  const note = matters ? "" : "  (does not matter)";
  return [`  ${change.padEnd(8)}${role.padEnd(10)}${path}${note}`, ...renderDetails(details)];
}

/** Where two documents differ, a line each. */
export function renderDetails(details: readonly JsonDifference[]): readonly string[] {
  const lines = details.slice(0, SHOWN_MAX_COUNT).map(({ path, before, after }) =>
    `    ${path}: ${shorten(before)} -> ${shorten(after)}`
  );
  const restCount = details.length - lines.length;
  return restCount > 0 ? [...lines, `    and ${restCount} more places`] : lines;
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 40 ? `${text.slice(0, 37).toWellFormed()}...` : text;
}
