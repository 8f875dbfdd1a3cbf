import type { ReplayResult } from "../../src/proofpack/replay_pack.ts";
import { renderViolations } from "./proofpack.ts";
import { renderDetails } from "./proofpack_diff.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** More files than this are counted; `--json` has them all. */
const SHOWN_MAX_COUNT = 20;

/** Whether a run came out again as it is in its pack. */
export function renderReplay(path: string, result: ReplayResult, style: TextStyle): string {
  const { verification, sameCount, different, notReplayed, details, isSameToolchain } = result;
  const verdict = renderVerdict(result.ok ? "PASS" : "FAIL", style);
  if (!verification.ok) {
    const head = `PR-G5 replay: ${verdict}  ${path} is not whole, so nothing was executed`;
    return [head, ...renderViolations(verification.violations)].join("\n");
  }
  const said = result.ok ? "byte for byte" : `${different.length} files differ`;
  const hidden = different.length - SHOWN_MAX_COUNT;
  return [
    `PR-G5 replay: ${verdict}  ${path}, ${sameCount} files of the run came out the same, ${said}`,
    ...different.slice(0, SHOWN_MAX_COUNT).map((name) => `  differs      ${name}`),
    ...(hidden > 0 ? [`  and ${hidden} more; --json has them all`] : []),
    ...renderDetails(details),
    ...notReplayed.slice(0, SHOWN_MAX_COUNT).map((name) =>
      `  not of the run, not compared  ${name}`
    ),
    ...(isSameToolchain ? [] : ["  the pack was made with other versions of omega, Deno or V8"]),
  ].join("\n");
}
