import { formatCount } from "../format_number.ts";
import type { BinView } from "./bin_view.ts";
import { type Content, coordinate, html, type Markup, percent } from "./markup.ts";
import { type Axis, countAxis, placeOn } from "./scale.ts";

/** Room above the bars for the labels of markers. */
const TOP = 26;

/** Height of the bars' field. */
const FIELD = 150;

/** Room below it for the labels of the axis. */
const BOTTOM = 26;

/** Height of a histogram in pixels. */
export const HISTOGRAM_HEIGHT = TOP + FIELD + BOTTOM;

/** A value that is marked by a line through the bars. */
export interface Marker {
  /** The value. */
  readonly value: number;
  /** Text above the line; none if empty. */
  readonly label: string;
  /** Class of the line. */
  readonly className: string;
}

/** A histogram. */
export interface Histogram {
  /** The bars. */
  readonly view: BinView;
  /** The horizontal axis. */
  readonly axis: Axis;
  /** Text of a label of the horizontal axis. */
  readonly formatTick: (value: number) => string;
  /** A range behind the bars; null if there is none. */
  readonly band: { readonly low: number; readonly high: number } | null;
  /** Lines through the bars. */
  readonly markers: readonly Marker[];
}

/** The inside of a histogram's drawing. */
export function drawHistogram({ view, axis, formatTick, band, markers }: Histogram): Markup {
  const counts = countAxis(Math.max(0, ...view.bins.map(({ count }) => count)));
  return html`
    ${band === null ? null : drawBand(axis, band)}
    ${counts.ticks.map((tick) => drawLine(counts, tick))}
    ${view.bins.map((bin) => drawBar(axis, counts, bin))}
    ${axis.ticks.map((tick) => drawTick(placeOn(axis, tick), formatTick(tick)))}
    ${markers.map((marker) => drawMarker(axis, marker))}
  `;
}

function heightOf(counts: Axis, count: number): number {
  return placeOn(counts, count) * FIELD;
}

function drawBand(axis: Axis, { low, high }: { readonly low: number; readonly high: number }) {
  const [from, to] = [placeOn(axis, low), placeOn(axis, high)];
  return html`
    <rect class="band" x="${percent(from)}" y="${TOP}" width="${percent(to - from)}"
      height="${FIELD}" />
  `;
}

function drawLine(counts: Axis, tick: number): Markup {
  const y = coordinate(TOP + FIELD - heightOf(counts, tick));
  const label = tick === 0
    ? null
    : html`<text class="tick" x="0" dy="-4" y="${y}">${formatCount(tick)}</text>`;
  return html`<line class="${
    tick === 0 ? "base" : "grid"
  }" x1="0" x2="100%" y1="${y}" y2="${y}" />${label}`;
}

function drawBar(axis: Axis, counts: Axis, bin: BinView["bins"][number]): Content {
  if (bin.count === 0) return null;
  const x = percent(placeOn(axis, bin.from));
  const width = percent(placeOn(axis, bin.to) - placeOn(axis, bin.from));
  const bar = (className: string, from: number, to: number) =>
    from === to ? null : html`
      <rect class="${className}" x="${x}" y="${coordinate(TOP + FIELD - heightOf(counts, to))}"
        width="${width}" height="${coordinate(heightOf(counts, to - from))}" />
    `;
  return [bar("bar broken", 0, bin.brokenCount), bar("bar", bin.brokenCount, bin.count)];
}

function drawMarker(axis: Axis, { value, label, className }: Marker): Markup {
  const place = placeOn(axis, value);
  return html`
    <line class="${className}" x1="${percent(place)}" x2="${percent(place)}" y1="${TOP - 6}"
      y2="${TOP + FIELD}" />
    ${label === ""
      ? null
      : html`<text class="marker-label ${anchorAt(place, 0.15)}" x="${percent(place)}" y="${
        TOP - 12
      }">${label}</text>`}
  `;
}

/** A label below the field. */
function drawTick(place: number, label: string): Markup {
  return html`<text class="tick ${anchorAt(place, 0.02)}" x="${percent(place)}" y="${
    TOP + FIELD + 18
  }">${label}</text>`;
}

/** Labels near the ends of a drawing are turned inwards, so that they are not cut. */
export function anchorAt(place: number, margin: number): string {
  if (place < margin) return "at-start";
  return place > 1 - margin ? "at-end" : "at-middle";
}
