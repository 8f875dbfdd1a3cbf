import type { TimelineBin } from "../findings/timeline_tally.ts";
import { formatCount } from "../format_number.ts";
import { anchorAt } from "./histogram.ts";
import { type Content, coordinate, html, type Markup, percent } from "./markup.ts";

/** Height of a lane: its name, and its marks below that. */
export const LANE_HEIGHT = 28;

/** Marks the fields of a timeline in which something happened; the higher, the more runs. */
export function drawLane(
  name: string,
  bins: readonly TimelineBin[],
  { y, shareOf, className }: {
    readonly y: number;
    readonly shareOf: (bin: TimelineBin) => number;
    readonly className: string;
  },
): Markup {
  const marks = bins.map((bin, index) => {
    const share = shareOf(bin);
    if (share === 0) return null;
    const height = 4 + share * 8;
    return html`
      <rect class="${className}" x="${percent(index / bins.length)}" y="${coordinate(
        y + LANE_HEIGHT - 1 - height,
      )}" width="${percent(1 / bins.length)}"
        height="${coordinate(height)}" />
    `;
  });
  return html`
    <line class="base" x1="0" x2="100%" y1="${y + LANE_HEIGHT - 1}" y2="${y + LANE_HEIGHT - 1}" />
    ${marks}
    <text class="lane-name" x="0" y="${y + 10}">${name}</text>
  `;
}

/** Indices of runs below a timeline: the first one, the last one and quarters between them. */
export function drawRunTicks(bins: readonly TimelineBin[], y: number): Content {
  const shares = bins.length >= 8 ? [0, 0.25, 0.5, 0.75, 1] : [0, 1];
  return shares.map((share) => {
    const index = Math.round(share * (bins.length - 1));
    const bin = bins[index];
    if (bin === undefined) return null;
    const place = (index + 0.5) / bins.length;
    const run = share === 1 ? bin.lastRun : bin.firstRun;
    return html`<text class="tick ${anchorAt(place, 0.06)}" x="${percent(place)}" y="${y}">${
      share === 0 ? `run ${formatCount(run)}` : formatCount(run)
    }</text>`;
  });
}
