import type { GatesResult } from "../../src/gates/run_gates.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** More reasons of a gate than this are counted; its own report has them all. */
const SHOWN_MAX_COUNT = 5;

/** What every gate gave, a line each, and why it is not PASS. */
export function renderGates(result: GatesResult, reportPath: string, style: TextStyle): string {
  return [
    `gates: ${renderVerdict(result.verdict, style)}`,
    ...result.steps.flatMap(({ name, verdict, reasons, runDir }) => {
      const place = runDir === undefined ? "" : `  ${runDir}`;
      const isGood = verdict === "PASS" || verdict === "DONE";
      const shown = isGood ? [] : reasons.slice(0, SHOWN_MAX_COUNT);
      const hidden = isGood ? 0 : reasons.length - shown.length;
      return [
        `  ${name.padEnd(12)}${renderVerdict(verdict, style)}${place}`,
        ...shown.map((reason) => `    ${reason}`),
        ...(hidden > 0 ? [`    and ${hidden} more`] : []),
      ];
    }),
    `  report  ${reportPath}`,
  ].join("\n");
}
