import type { Calibration } from "../../src/calibration/calibration.ts";
import { ENVELOPE_METRICS } from "../../src/calibration/calibration.ts";
import type { StressResult } from "../../src/stress/stress.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** The verdict, the six metrics beside their envelopes, and where the evidence lies. */
export function renderStress(
  result: StressResult,
  calibration: Calibration,
  style: TextStyle,
): string {
  const { verdict, scoredRunCount, errorCount, metrics, analysis, runFolder } = result;
  const rows = ENVELOPE_METRICS.map((metric) => {
    const { min, target, max } = calibration.VARIANCE_ENVELOPES[metric];
    const severity = analysis.violations.find((one) => one.metric === metric)?.severity;
    return [
      `  ${metric.padEnd(16)}`,
      metrics[metric].toFixed(4),
      `  ${min.toFixed(2)} .. ${max.toFixed(2)}  target ${target.toFixed(2)}`,
      severity === undefined ? "" : `  ${severity.replaceAll("_", " ")}`,
    ].join("");
  });
  const errors = errorCount === 0 ? "no infrastructure errors" : `${errorCount} without a score`;
  return [
    `PR-G4 stress: ${renderVerdict(verdict, style)}  ${scoredRunCount} runs, ${errors}`,
    ...rows,
    `  run folder      ${runFolder}`,
  ].join("\n");
}
