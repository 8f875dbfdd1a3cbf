import { analyzeReport, type ReportAnalysis } from "../../src/stress/analyze.ts";
import type { Command } from "../command.ts";
import { renderVerdict, type TextStyle } from "../render/verdict.ts";

/** `omega stress analyze`: do a report's numbers follow from its runs? */
export const stressAnalyzeCommand: Command = {
  words: ["stress", "analyze"],
  summary: "Compute the numbers of a stress report again from its runs",
  positionals: [{ name: "FILE", summary: "a PR_REPORT.json, also of another tool" }],
  flags: [],
  example: "omega stress analyze PR_REPORT.json",
  plan({ words }) {
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
  },
};

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
