import type { Envelope } from "../calibration/calibration.ts";
import type { ScoreDistribution } from "./findings/score_tally.ts";
import { formatCount } from "./format_number.ts";
import { binScores } from "./html/bin_view.ts";
import { scoreAxis } from "./html/scale.ts";

/** How a histogram is drawn in a terminal. */
export interface HistogramOptions {
  /** What stands above it, such as `"hard score"`. */
  readonly title: string;
  /** Where the mean of the scores may lie: its rows are marked. */
  readonly envelope: Envelope;
  /** Columns of the longest bar. @default 40 */
  readonly barMaxColumns?: number;
  /** Whether the terminal shows block characters; otherwise bars are made of `#`. @default true */
  readonly hasBlocks?: boolean;
}

/** Rows above this number are joined: the histogram is to be seen at a glance. */
const ROW_MAX_COUNT = 12;

/** The parts of a column, from an eighth to seven eighths. */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * A small histogram of scores for a terminal, without colours and without a line feed at its end:
 * a row for each range of scores, those inside the envelope of the mean marked by `|`.
 *
 * @param scores How the scores are spread
 * @param options How to draw them
 */
export function renderHistogram(scores: ScoreDistribution, options: HistogramOptions): string {
  const { title, envelope, barMaxColumns = 40, hasBlocks = true } = options;
  if (!(barMaxColumns >= 1)) {
    throw new RangeError(
      `Cannot draw histogram "${title}": barMaxColumns must be >= 1, got ${barMaxColumns}`,
    );
  }
  if (scores.count === 0) return `${title}: no scored run`;
  const rows = joinRows(scores);
  const most = Math.max(...rows.map(({ count }) => count));
  const width = formatCount(most).length;
  const decimals = rows.some(({ from }) => !isHundredth(from)) ? 3 : 2;
  const lines = rows.map(({ from, to, count }) => {
    const isInside = from >= envelope.min - 1e-9 && to <= envelope.max + 1e-9;
    const bar = drawBar(count / most, barMaxColumns, hasBlocks);
    const range = `${from.toFixed(decimals)} .. ${to.toFixed(decimals)}`;
    return `  ${range} ${isInside ? "|" : " "} ${formatCount(count).padStart(width)} ${bar}`
      .trimEnd();
  });
  const mean = (scores.sum / scores.count).toFixed(4);
  const bounds = `${envelope.min.toFixed(2)} .. ${envelope.max.toFixed(2)}`;
  return [`${title}: mean ${mean}, which may lie in ${bounds} (|)`, ...lines].join("\n");
}

/** The bars between the lowest and the highest score, joined until there are few enough. */
function joinRows(scores: ScoreDistribution) {
  const { bins } = binScores(scores, scoreAxis(scores.lowest, scores.highest));
  const first = bins.findIndex(({ count }) => count > 0);
  const last = bins.findLastIndex(({ count }) => count > 0);
  const size = Math.ceil((last - first + 1) / ROW_MAX_COUNT);
  const rows: { from: number; to: number; count: number }[] = [];
  for (let index = first; index <= last; index += size) {
    const group = bins.slice(index, Math.min(index + size, bins.length));
    rows.push({
      from: group[0]!.from,
      to: group.at(-1)!.to,
      count: group.reduce((sum, { count }) => sum + count, 0),
    });
  }
  return rows;
}

function isHundredth(value: number): boolean {
  return Math.abs(value * 100 - Math.round(value * 100)) < 1e-9;
}

function drawBar(share: number, maxColumns: number, hasBlocks: boolean): string {
  if (!hasBlocks) return "#".repeat(share === 0 ? 0 : Math.max(1, Math.round(share * maxColumns)));
  const eighths = share === 0 ? 0 : Math.max(1, Math.round(share * maxColumns * 8));
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}
