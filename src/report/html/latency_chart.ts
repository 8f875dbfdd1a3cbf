import type { AmountDistribution } from "../findings/amount_tally.ts";
import { formatCount, formatDuration } from "../format_number.ts";
import type { Percentile } from "../../stress/summary.ts";
import { binAmounts } from "./bin_view.ts";
import { renderFigure } from "./figure.ts";
import { drawHistogram, HISTOGRAM_HEIGHT, type Marker } from "./histogram.ts";
import type { Markup } from "./markup.ts";
import { rangeAxis } from "./scale.ts";

/** Percentiles that have a line in the chart; the table has all of them. */
const MARKED_PERCENTS: readonly number[] = [50, 95];

/** A histogram of the runs' times with their percentiles. */
export function renderLatencyChart(
  latenciesMs: AmountDistribution,
  percentiles: readonly Percentile[],
): Markup {
  const view = binAmounts(latenciesMs);
  const axis = rangeAxis(view.bins[0]?.from ?? 0, view.bins.at(-1)?.to ?? 1);
  const markers = percentiles
    .filter(({ percent }) => MARKED_PERCENTS.includes(percent))
    .map(({ percent, value }): Marker => ({
      value,
      label: `p${percent} ${formatDuration(value)}`,
      className: "percentile",
    }));
  const isEmpty = latenciesMs.count === 0;
  const list = percentiles.map(({ percent, value }) => `p${percent} ${formatDuration(value)}`);
  return renderFigure({
    id: "latency-chart",
    title: "Time of a run",
    summary: isEmpty
      ? "Histogram of run times: no run has a score."
      : `Histogram of the times of ${formatCount(latenciesMs.count)} runs: ${list.join(", ")}.`,
    height: HISTOGRAM_HEIGHT,
    drawing: drawHistogram({ view, axis, formatTick: formatDuration, band: null, markers }),
    legend: [
      { mark: "m-bar", text: "scored runs" },
      { mark: "m-percentile", text: "median and 95th percentile" },
    ],
    table: {
      caption: `Runs by time, in steps of ${formatDuration(view.binWidth)}`,
      columns: ["Time", "Runs"],
      rows: view.bins.filter(({ count }) => count > 0).map(({ from, to, count }) => [
        `${formatDuration(from)} to ${formatDuration(to)}`,
        formatCount(count),
      ]),
    },
  });
}
