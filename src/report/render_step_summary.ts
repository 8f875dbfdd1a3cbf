import type { Calibration } from "../calibration/calibration.ts";
import { ENVELOPE_METRICS } from "../calibration/calibration.ts";
import { toDollars } from "../budget/money.ts";
import type { StressIdentity } from "../stress/run_manifest.ts";
import type { StressSummary } from "../stress/summary.ts";
import { factsOf } from "./facts.ts";
import type { StressFindings } from "./findings/collect_findings.ts";
import type { RunExcerpt } from "./findings/run_excerpt.ts";
import { formatCount, formatDollars, formatDuration, formatScore } from "./format_number.ts";
import { showLine } from "./visible_text.ts";

/** So many runs are listed; `report.html` has more. */
const RUN_MAX_COUNT = 5;

/** So many faults are listed. */
const FAULT_MAX_COUNT = 20;

/** What a step summary is made of. */
export interface StepSummarySource {
  /** What ran. */
  readonly identity: StressIdentity;
  /** What was found beside the summary. */
  readonly findings: StressFindings;
  /** The limits that the runs were judged by. */
  readonly calibration: Calibration;
}

/**
 * The summary of a stress in GitHub's Markdown, for `$GITHUB_STEP_SUMMARY` or a comment. Whatever is
 * not ours is escaped character by character, so that it is text and nothing else.
 *
 * @param summary The runs, summed up
 * @param source What ran, what was found, and the limits
 */
export function renderStepSummary(summary: StressSummary, source: StepSummarySource): string {
  const { identity, findings, calibration } = source;
  const { verdict, requestedRunCount } = summary;
  const sections = [
    `## PR-G4 stress: ${SIGNS[verdict]} ${verdict}`,
    `${formatCount(requestedRunCount)} runs of **${escapeMarkdown(identity.engine)}** on ` +
    `**${escapeMarkdown(identity.model)}**, seed ${identity.seed}.`,
    factsOf(summary, findings, calibration).map(({ text }) => `- ${text}`)
      .join("\n"),
    metricTable(summary, calibration),
    costLine(summary, findings),
    faultTable(findings),
    runTable(findings),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

const SIGNS = { PASS: "✅", DOWNGRADE: "⚠️", FAIL: "❌" } as const;

/**
 * Text for Markdown: a backslash before each ASCII punctuation character takes its meaning away
 * (CommonMark 2.4), and no line break is left.
 */
export function escapeMarkdown(text: string): string {
  return showLine(text).replace(/[!-/:-@[-`{-~]/g, "\\$&");
}

function metricTable({ metrics, analysis }: StressSummary, calibration: Calibration): string {
  const rows = ENVELOPE_METRICS.map((metric) => {
    const { min, target, max } = calibration.VARIANCE_ENVELOPES[metric];
    const severity = analysis.violations.find((one) => one.metric === metric)?.severity;
    const state = severity?.replaceAll("_", " ") ?? "inside";
    const range = `${min.toFixed(2)} to ${max.toFixed(2)}`;
    return [`\`${metric}\``, formatScore(metrics[metric]), range, target.toFixed(2), state];
  });
  return renderTable(["Metric", "Value", "Envelope", "Target", "State"], rows);
}

function costLine({ details }: StressSummary, { calls, hardScores }: StressFindings): string {
  const percentiles = details.latencyMs.map(({ percent, value }) =>
    `${percent === 100 ? "highest" : `p${percent}`} ${formatDuration(value)}`
  );
  const time = percentiles.length === 0 ? [] : [`Time of a run: ${percentiles.join(", ")}.`];
  const cost = calls === null ? [] : [
    `${formatCount(calls.callCount)} calls, ${formatDollars(toDollars(calls.cost))}` +
    (calls.unpricedCount === 0 ? "." : ` (${formatCount(calls.unpricedCount)} of unknown cost).`),
  ];
  const lowest = hardScores.count === 0
    ? []
    : [`Lowest hard score: ${formatScore(hardScores.lowest)}.`];
  return [...time, ...cost, ...lowest].join(" ");
}

function faultTable({ faults }: StressFindings): string {
  if (faults === null || faults.counts.length === 0) return "";
  const rows = faults.counts.slice(0, FAULT_MAX_COUNT).map(({ failureType, outcome, count }) => [
    escapeMarkdown(failureType),
    escapeMarkdown(outcome),
    formatCount(count),
  ]);
  return renderTable(["Fault", "Outcome", "Count"], rows);
}

function runTable({ selection }: StressFindings): string {
  const failed = selection.failed.slice(0, RUN_MAX_COUNT);
  const broken = selection.worst.filter(({ score }) => score?.hardPass === false);
  const runs = [...failed, ...broken.slice(0, RUN_MAX_COUNT)];
  if (runs.length === 0) return "";
  return renderTable(
    ["Run", "What happened"],
    runs.map((run) => [
      formatCount(run.runId),
      escapeMarkdown(describeRun(run)),
    ]),
  );
}

function describeRun({ error, score, scenes }: RunExcerpt): string {
  if (error !== null) return `${error.code}: ${error.message}`;
  const broken = scenes.filter(({ hardPass }) => !hardPass).map(({ sceneId }) => sceneId);
  return `hard score ${formatScore(score?.hardScore ?? 0)}` +
    (broken.length === 0 ? "" : `, hard rule broken in ${broken.join(", ")}`);
}

function renderTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [columns, columns.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
