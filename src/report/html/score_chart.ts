import type { Envelope } from "../../calibration/calibration.ts";
import type { ScoreDistribution } from "../findings/score_tally.ts";
import { formatCount, formatScore } from "../format_number.ts";
import { binScores } from "./bin_view.ts";
import { renderFigure } from "./figure.ts";
import { drawHistogram, HISTOGRAM_HEIGHT } from "./histogram.ts";
import type { Markup } from "./markup.ts";
import { scoreAxis } from "./scale.ts";

/** The scores of one kind of rules, beside the envelope of their mean. */
export interface ScoreChart {
  /** `hard` or `soft`. */
  readonly rules: "hard" | "soft";
  /** How the scores are spread. */
  readonly scores: ScoreDistribution;
  /** Mean of the scores. */
  readonly mean: number;
  /** Where the mean may lie. */
  readonly envelope: Envelope;
}

/** A histogram of scores with the band in which their mean may lie. */
export function renderScoreChart({ rules, scores, mean, envelope }: ScoreChart): Markup {
  const isEmpty = scores.count === 0;
  const lowest = isEmpty ? envelope.min : Math.min(scores.lowest, envelope.min);
  const axis = scoreAxis(lowest, Math.max(scores.highest, envelope.max));
  const view = binScores(scores, axis);
  const range = `${envelope.min.toFixed(2)} to ${envelope.max.toFixed(2)}`;
  const brokenCount = scores.brokenCounts.reduce((sum, count) => sum + count, 0);
  const target = { value: envelope.target, label: "", className: "target" };
  const marker = { value: mean, label: `mean ${formatScore(mean)}`, className: "mean" };
  return renderFigure({
    id: `${rules}-scores`,
    title: `${rules === "hard" ? "Hard" : "Soft"} score`,
    summary: isEmpty
      ? `Histogram of ${rules} scores: no run has one.`
      : `Histogram of ${formatCount(scores.count)} ${rules} scores between ` +
        `${formatScore(scores.lowest)} and ${formatScore(scores.highest)}, mean ` +
        `${formatScore(mean)}; the mean may lie in ${range}. ${formatCount(brokenCount)} of the ` +
        `runs broke a ${rules} rule.`,
    height: HISTOGRAM_HEIGHT,
    drawing: drawHistogram({
      view,
      axis,
      formatTick: (value) => value.toFixed(2),
      band: { low: envelope.min, high: envelope.max },
      markers: isEmpty ? [target] : [target, marker],
    }),
    legend: [
      { mark: "m-bar", text: `kept every ${rules} rule` },
      { mark: "m-broken", text: `broke a ${rules} rule` },
      { mark: "m-band", text: `the mean may lie in ${range}` },
      { mark: "m-target", text: `target ${envelope.target.toFixed(2)}` },
    ],
    table: {
      caption: `Runs by ${rules} score, in steps of ${view.binWidth}`,
      columns: ["Score", "Runs", `Broke a ${rules} rule`],
      rows: view.bins.filter(({ count }) => count > 0).map(({ from, to, count, brokenCount }) => [
        `${from.toFixed(3)} to ${to.toFixed(3)}`,
        formatCount(count),
        formatCount(brokenCount),
      ]),
    },
  });
}
