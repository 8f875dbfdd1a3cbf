import { factsOf } from "../facts.ts";
import {
  formatCount,
  formatDollars,
  formatDuration,
  formatScore,
  formatShare,
} from "../format_number.ts";
import { toDollars } from "../../budget/money.ts";
import type { Interval } from "../../stress/intervals.ts";
import type { StressSummary } from "../../stress/summary.ts";
import type { StressFindings } from "../findings/collect_findings.ts";
import { html, type Markup, renderName } from "./markup.ts";
import type { ReportSource } from "./report_source.ts";
import { renderBadge, renderSign, toneOfVerdict } from "./tone.ts";

/** Verdict, what stands behind it, and the numbers that people look for first. */
export function renderHeaderSection(source: ReportSource): Markup {
  const { identity, summary, findings, calibration } = source;
  const { requestedRunCount, verdict } = summary;
  return html`
    <section class="intro" aria-labelledby="verdict">
      <p class="kicker">PR-G4 stress</p>
      <h1 id="verdict">${renderBadge(toneOfVerdict(verdict), verdict)}</h1>
      <p class="lead">
        ${formatCount(requestedRunCount)} runs of <b>${renderName(identity.engine)}</b> on
        <b>${renderName(identity.model)}</b>
      </p>
      <ul class="facts">
        ${factsOf(summary, findings, calibration).map(({ level, text }) =>
          html`
            <li>${renderSign(level)} <span>${text}</span></li>
          `
        )}
      </ul>
      ${renderFigures(source)}
    </section>
  `;
}

/** Name, value and what stands below it. */
type Figure = readonly [string, string, string];

function renderFigures({ summary, findings }: ReportSource): Markup {
  const figures = [...scoreFigures(summary), ...callFigures(findings)];
  return html`
    <dl class="figures">
      ${figures.map(([name, value, note]) =>
        html`
          <div>
            <dt>${name}</dt>
            <dd>${value}</dd>
            <dd class="note">${note}</dd>
          </div>
        `
      )}
    </dl>
  `;
}

function scoreFigures(summary: StressSummary): readonly Figure[] {
  const { metrics, details, scoredRunCount, errorCount } = summary;
  const p95 = details.latencyMs.find(({ percent }) => percent === 95);
  const missing = errorCount === 0 ? "none" : formatCount(errorCount);
  const interval = ({ low, high }: Interval) =>
    `95 % interval ${formatShare(low)} to ${formatShare(high)}`;
  const score = (
    name: string,
    mean: number,
    std: number,
  ): Figure => [name, formatScore(mean), `standard deviation ${formatScore(std)}`];
  const { hard_pass_rate: hardRate, soft_pass_rate: softRate } = metrics;
  return [
    ["Scored runs", formatCount(scoredRunCount), `without a score: ${missing}`],
    ["Kept every hard rule", formatShare(hardRate), interval(details.hardPassRateInterval)],
    ["Kept every soft rule", formatShare(softRate), interval(details.softPassRateInterval)],
    score("Mean hard score", metrics.mean_hard_score, metrics.std_hard_score),
    score("Mean soft score", metrics.mean_soft_score, metrics.std_soft_score),
    p95 === undefined
      ? ["95th percentile of time", "–", "no scored run"]
      : ["95th percentile of time", formatDuration(p95.value), "of a run"],
  ];
}

function callFigures({ calls, faults }: StressFindings): readonly Figure[] {
  const perRun = calls === null ? 0 : calls.runCostsUsd.sum / Math.max(1, calls.runCostsUsd.count);
  return [
    calls === null
      ? ["Cost", "–", "no budget observed the calls"]
      : ["Cost", formatDollars(toDollars(calls.cost)), `${formatDollars(perRun)} a run`],
    faults === null ? ["Faults injected", "–", "chaos was off"] : [
      "Faults injected",
      formatCount(faults.faultCount),
      `runs struck: ${formatCount(faults.struckRunCount)}`,
    ],
  ];
}
