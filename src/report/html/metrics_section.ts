import type { Envelope, EnvelopeMetric } from "../../calibration/calibration.ts";
import { ENVELOPE_METRICS } from "../../calibration/calibration.ts";
import type { Interval } from "../../stress/intervals.ts";
import type { StressDetails, StressSummary } from "../../stress/summary.ts";
import { formatScore, formatShare } from "../format_number.ts";
import { renderTable } from "./figure.ts";
import { type Content, html, type Markup, percent } from "./markup.ts";
import type { ReportSource } from "./report_source.ts";
import { type Axis, placeOn } from "./scale.ts";
import { renderBadge } from "./tone.ts";

const NAMES: Readonly<Record<EnvelopeMetric, string>> = {
  hard_pass_rate: "Hard pass rate",
  soft_pass_rate: "Soft pass rate",
  mean_hard_score: "Mean hard score",
  std_hard_score: "Deviation of hard score",
  mean_soft_score: "Mean soft score",
  std_soft_score: "Deviation of soft score",
};

/** The six metrics beside their envelopes, and how likely several runs in a row are to pass. */
export function renderMetricsSection({ summary, calibration }: ReportSource): Markup {
  const rows = ENVELOPE_METRICS.map((metric) => {
    const envelope = calibration.VARIANCE_ENVELOPES[metric];
    const interval = intervalOf(metric, summary.details);
    const value = summary.metrics[metric];
    return [
      html`<span class="metric">${NAMES[metric]}</span> <code>${metric}</code>`,
      formatScore(value),
      interval === null ? "–" : `${formatScore(interval.low)} to ${formatScore(interval.high)}`,
      drawEnvelope(value, envelope, interval),
      `${envelope.min.toFixed(2)} to ${envelope.max.toFixed(2)}`,
      envelope.target.toFixed(2),
      renderState(metric, summary),
    ];
  });
  return html`
    <section aria-labelledby="metrics">
      <h2 id="metrics">Metrics and their envelopes</h2>
      ${renderTable({
        caption: "The six metrics of the gate",
        isCaptionSpoken: true,
        columns: [
          "Metric",
          "Value",
          "95 % interval",
          html`<span class="wide">In its envelope</span>`,
          "Envelope",
          "Target",
          "State",
        ],
        rows,
      })}
      ${renderPassPowers(summary.details)}
    </section>
  `;
}

function intervalOf(metric: EnvelopeMetric, details: StressDetails): Interval | null {
  switch (metric) {
    case "hard_pass_rate":
      return details.hardPassRateInterval;
    case "soft_pass_rate":
      return details.softPassRateInterval;
    case "mean_hard_score":
      return details.meanHardScoreInterval;
    case "mean_soft_score":
      return details.meanSoftScoreInterval;
    default:
      return null;
  }
}

function renderState(metric: EnvelopeMetric, { analysis }: StressSummary): Markup {
  const severity = analysis.violations.find((one) => one.metric === metric)?.severity;
  if (severity === undefined) return renderBadge("good", "inside");
  return severity === "out_of_bounds"
    ? renderBadge("error", "outside")
    : renderBadge("notice", "below target");
}

/** Value, interval, envelope and target on one line. The cells beside it have the numbers. */
function drawEnvelope(value: number, envelope: Envelope, interval: Interval | null): Markup {
  const low = Math.min(envelope.min, value, interval?.low ?? value);
  const high = Math.max(envelope.max, value, interval?.high ?? value);
  const margin = Math.max(1e-6, (high - low) * 0.06);
  const axis: Axis = { low: low - margin, high: high + margin, ticks: [] };
  const at = (place: number) => percent(placeOn(axis, place));
  const width = percent(placeOn(axis, envelope.max) - placeOn(axis, envelope.min));
  const target = at(envelope.target);
  const isInside = value >= envelope.min && value <= envelope.max;
  const whisker: Content = interval === null ? null : html`
    <line class="whisker" x1="${at(interval.low)}" x2="${at(interval.high)}" y1="12" y2="12" />
  `;
  return html`
    <svg class="envelope" aria-hidden="true" width="100%" height="24">
      <rect class="band" x="${at(envelope.min)}" y="4" width="${width}" height="16" />
      <line class="target" x1="${target}" x2="${target}" y1="2" y2="22" />
      ${whisker}
      <circle class="${isInside ? "value" : "value outside"}" cx="${at(value)}" cy="12" r="4.5" />
    </svg>
  `;
}

function renderPassPowers({ hardPassPowers }: StressDetails): Content {
  if (hardPassPowers.length === 0) return null;
  return html`
    ${renderTable({
      caption:
        "Probability that k runs, drawn at random from these, all keep their hard rules (pass^k)",
      columns: ["k", ...hardPassPowers.map(({ k }) => String(k))],
      rows: [["pass^k", ...hardPassPowers.map(({ probability }) => formatShare(probability))]],
    })}
  `;
}
