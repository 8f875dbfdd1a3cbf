import type { Spread, Timeline, TimelineBin } from "../findings/timeline_tally.ts";
import { formatCount, formatDuration, formatRuns, formatScore } from "../format_number.ts";
import { renderFigure } from "./figure.ts";
import { type Content, coordinate, html, type Markup, percent } from "./markup.ts";
import { amountAxis, type Axis, placeOn, scoreAxis } from "./scale.ts";
import { drawLane, drawRunTicks, LANE_HEIGHT } from "./timeline_lanes.ts";

/** Height of the field of each panel. */
const FIELD = 96;

/** Room above a panel for its name. */
const HEAD = 36;

const PANEL = HEAD + FIELD;
const LANES_TOP = 3 * PANEL + 16;
const HEIGHT = LANES_TOP + 2 * LANE_HEIGHT + 30;

/** The runs in their order: hard scores, soft scores, times, and the runs that broke or failed. */
export function renderTimelineChart({ runsPerBin, bins }: Timeline): Markup {
  const isSingle = runsPerBin === 1;
  const unit = isSingle ? "one run each" : `${formatCount(runsPerBin)} runs each`;
  const hardFails = bins.reduce((sum, { hardFailCount }) => sum + hardFailCount, 0);
  const gaps = bins.reduce((sum, bin) => sum + missingOf(bin), 0);
  return renderFigure({
    id: "timeline",
    title: `Runs in their order, ${unit}`,
    summary: `Timeline of ${formatCount(bins.at(-1)?.lastRun ?? 0)} runs, ${unit}: ` +
      `${formatCount(hardFails)} broke a hard rule, ${formatCount(gaps)} have no score.`,
    height: HEIGHT,
    drawing: drawTimeline(bins, isSingle),
    extra: html`<div class="scrub" data-scrub hidden></div>`,
    legend: isSingle
      ? [
        { mark: "m-dot", text: "score or time of a run" },
        { mark: "m-diamond", text: "with a broken hard rule" },
        { mark: "m-lane", text: "without a score" },
      ]
      : [
        { mark: "m-range", text: "lowest to highest" },
        { mark: "m-dot", text: "mean" },
        { mark: "m-broken", text: "runs that broke a hard rule" },
        { mark: "m-lane", text: "runs without a score" },
      ],
    table: {
      caption: `The runs in their order, ${unit}`,
      columns: ["Runs", "Hard score", "Soft score", "Time", "Broke a hard rule", "No score"],
      rows: bins.map((bin) => [
        formatRuns(bin.firstRun, bin.lastRun),
        bin.scoredCount === 0 ? "–" : describe(bin.hardScore, formatScore),
        bin.scoredCount === 0 ? "–" : describe(bin.softScore, formatScore),
        bin.scoredCount === 0 ? "–" : describe(bin.latencyMs, formatDuration),
        formatCount(bin.hardFailCount),
        formatCount(missingOf(bin)),
      ]),
    },
  });
}

/** Runs of a bin that have no score: they failed, or left no line in the journal. */
export function missingOf({ firstRun, lastRun, scoredCount }: TimelineBin): number {
  return lastRun - firstRun + 1 - scoredCount;
}

function describe({ lowest, mean, highest }: Spread, format: (value: number) => string): string {
  if (lowest === highest) return format(mean);
  return `${format(mean)} (${format(lowest)} to ${format(highest)})`;
}

function drawTimeline(bins: readonly TimelineBin[], isSingle: boolean): Content {
  const scored = bins.filter(({ scoredCount }) => scoredCount > 0);
  const lowest = (pick: (bin: TimelineBin) => Spread) =>
    Math.min(1, ...scored.map((bin) => pick(bin).lowest));
  const slowestMs = Math.max(0, ...scored.map(({ latencyMs }) => latencyMs.highest));
  const panels: readonly Panel[] = [
    {
      name: "Hard score",
      axis: scoreAxis(lowest(({ hardScore }) => hardScore), 1),
      pick: ({ hardScore }) => hardScore,
      format: (value) => value.toFixed(2),
    },
    {
      name: "Soft score",
      axis: scoreAxis(lowest(({ softScore }) => softScore), 1),
      pick: ({ softScore }) => softScore,
      format: (value) => value.toFixed(2),
    },
    {
      name: "Time",
      axis: amountAxis(slowestMs),
      pick: ({ latencyMs }) => latencyMs,
      format: formatDuration,
    },
  ];
  return [
    panels.map((panel, index) => drawPanel(panel, bins, { top: index * PANEL + HEAD, isSingle })),
    drawLane("broke a hard rule", bins, {
      y: LANES_TOP,
      shareOf: ({ hardFailCount, scoredCount }) => hardFailCount / Math.max(1, scoredCount),
      className: "lane broken",
    }),
    drawLane("no score", bins, {
      y: LANES_TOP + LANE_HEIGHT,
      shareOf: (bin) => missingOf(bin) / (bin.lastRun - bin.firstRun + 1),
      className: "lane missing",
    }),
    drawRunTicks(bins, HEIGHT - 10),
    html`<line class="cursor" data-cursor x1="0" x2="0" y1="${HEAD}" y2="${
      LANES_TOP + 2 * LANE_HEIGHT
    }" />`,
  ];
}

interface Panel {
  readonly name: string;
  readonly axis: Axis;
  readonly pick: (bin: TimelineBin) => Spread;
  readonly format: (value: number) => string;
}

function drawPanel(
  { name, axis, pick, format }: Panel,
  bins: readonly TimelineBin[],
  { top, isSingle }: { readonly top: number; readonly isSingle: boolean },
): Markup {
  const yOf = (value: number) => top + FIELD - placeOn(axis, value) * FIELD;
  const [first = 0] = axis.ticks;
  const shown = axis.ticks.filter((tick) => tick === first || tick === axis.ticks.at(-1));
  return html`
    <text class="panel-name" x="0" y="${top - 10}">${name}</text>
    ${axis.ticks.map((tick) =>
      html`<line class="grid" x1="0" x2="100%" y1="${coordinate(yOf(tick))}" y2="${
        coordinate(yOf(tick))
      }" />`
    )}
    ${bins.map((bin, index) =>
      bin.scoredCount === 0 ? null : drawSpread(bin, {
        x: percent((index + 0.5) / bins.length),
        spread: pick(bin),
        yOf,
        isSingle,
      })
    )}
    ${shown.map((tick) =>
      html`<text class="tick at-end" x="100%" y="${coordinate(yOf(tick) - 4)}">${
        format(tick)
      }</text>`
    )}
  `;
}

interface Place {
  readonly x: string;
  readonly spread: Spread;
  readonly yOf: (value: number) => number;
  readonly isSingle: boolean;
}

function drawSpread(
  { hardFailCount }: TimelineBin,
  { x, spread, yOf, isSingle }: Place,
): Markup {
  const y = coordinate(yOf(spread.mean));
  const range = isSingle
    ? null
    : html`<line class="range" x1="${x}" x2="${x}" y1="${coordinate(yOf(spread.highest))}" y2="${
      coordinate(yOf(spread.lowest))
    }" />`;
  // A nested drawing is the only way to place a path at a percentage.
  const dot = hardFailCount > 0 && isSingle
    ? html`
      <svg class="at" x="${x}" y="${y}">
        <path class="dot broken" d="M0-4.5 4.5 0 0 4.5-4.5 0z" />
      </svg>
    `
    : html`<circle class="dot" cx="${x}" cy="${y}" r="2.5" />`;
  return html`${range}${dot}`;
}
