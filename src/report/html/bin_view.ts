import type { AmountDistribution } from "../findings/amount_tally.ts";
import { SCORE_BIN_COUNT, type ScoreDistribution } from "../findings/score_tally.ts";
import type { Axis } from "./scale.ts";
import { roundStep } from "./scale.ts";

/** Bars of a histogram. */
export interface BinView {
  /** Where each bar begins and ends, and what it counts, ascending and without a gap. */
  readonly bins: readonly Bin[];
  /** Width of a bar. */
  readonly binWidth: number;
}

/** One bar of a histogram. */
export interface Bin {
  /** Its smallest value, inclusive. */
  readonly from: number;
  /** Its largest value, exclusive. */
  readonly to: number;
  /** What it counts. */
  readonly count: number;
  /** What of that broke a rule. */
  readonly brokenCount: number;
}

/** More bars than this would be thinner than a finger on a small screen. */
const SCORE_BAR_MAX_COUNT = 60;

/** Widths of a score's bars in thousandths; each divides a twentieth, or a multiple of one. */
const SCORE_WIDTHS = [1, 2, 5, 10, 25, 50] as const;

/** The bars of a score between the ends of an axis that begins and ends at a twentieth. */
export function binScores(scores: ScoreDistribution, { low, high }: Axis): BinView {
  const first = Math.round(low * SCORE_BIN_COUNT);
  const range = Math.round(high * SCORE_BIN_COUNT) - first;
  const width = SCORE_WIDTHS.find((size) => range / size <= SCORE_BAR_MAX_COUNT) ?? 50;
  const sumOf = (counts: readonly number[], from: number) =>
    counts.slice(from, from + width).reduce((sum, count) => sum + count, 0);
  const bins = Array.from({ length: range / width }, (_, index) => {
    const from = first + index * width;
    return {
      from: from / SCORE_BIN_COUNT,
      to: (from + width) / SCORE_BIN_COUNT,
      count: sumOf(scores.counts, from),
      brokenCount: sumOf(scores.brokenCounts, from),
    };
  });
  return { bins, binWidth: width / SCORE_BIN_COUNT };
}

/** More bars than this would show noise. */
const AMOUNT_BAR_MAX_COUNT = 40;

/** The bars of amounts: as many as there is room for, each 1, 2 or 5 times a power of ten wide. */
export function binAmounts({ buckets, lowest, highest }: AmountDistribution): BinView {
  if (buckets.length === 0) return { bins: [], binWidth: 1 };
  // An amount is known to four digits, so no bar may be thinner than the fourth of the largest.
  const resolution = Number(`1e${Number(highest.toExponential().split("e")[1]) - 3}`);
  const width = roundStep(Math.max(resolution, (highest - lowest) / 30));
  const placeOf = (amount: number) => Math.floor(amount / width + 1e-6);
  const first = placeOf(lowest);
  const barCount = Math.min(AMOUNT_BAR_MAX_COUNT, placeOf(highest) - first + 1);
  const counts = new Float64Array(barCount);
  for (const { amount, count } of buckets) {
    // A bucket's edge is at most 0.1 % below its amounts, which may be below the first bar.
    const place = Math.min(barCount - 1, Math.max(0, placeOf(amount) - first));
    counts[place]! += count;
  }
  const bins = Array.from(counts, (count, index) => ({
    from: (first + index) * width,
    to: (first + index + 1) * width,
    count,
    brokenCount: 0,
  }));
  return { bins, binWidth: width };
}
