import { analyzeReport, type ReportAnalysis } from "../../src/stress/analyze.ts";
import type { CommandRun, Values } from "../command.ts";
import { renderVerdict, type TextStyle } from "../render/verdict.ts";

/** `omega stress analyze`: do a report's numbers follow from its runs? */
export function planStressAnalyze({ words }: Values): CommandRun {
  const path = words[0]!;
  return async ({ ports, hasColor }) => {
    const analysis = await analyzeReport(path, ports);
    const wrong = analysis.checks.filter(({ agrees }) => !agrees);
    const isRight = wrong.length === 0 && analysis.runCountAgrees;
    const verdict = isRight ? "PASS" : "FAIL";
    return {
      verdict,
      violations: wrong.map(({ metric, reported, computed }) => ({
        code: "REPORT_MISMATCH",
        message: `${metric} is reported as ${reported}, the runs give ${computed}`,
        path: metric,
        value: reported,
        limit: computed,
      })),
      data: { runs: analysis.runCount, checks: analysis.checks.map((check) => ({ ...check })) },
      text: renderAnalysis(analysis, verdict, { hasColor }),
    };
  };
}

function renderAnalysis(
  { runCount, runCountAgrees, checks }: ReportAnalysis,
  verdict: "PASS" | "FAIL",
  style: TextStyle,
): string {
  return [
    `stress analyze: ${renderVerdict(verdict, style)}  ${runCount} runs${
      runCountAgrees ? "" : ", and total_runs says another number"
    }`,
    ...checks.map(({ metric, reported, computed, agrees }) =>
      `  ${metric.padEnd(16)}${reported}${agrees ? "" : `  the runs give ${computed}`}`
    ),
  ].join("\n");
}
