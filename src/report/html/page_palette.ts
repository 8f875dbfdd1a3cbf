/**
 * The colours of `report.html`. Text has a contrast of at least 4.5 on every background that it
 * stands on, marks one of at least 3; a test computes both from these tables.
 *
 * @module
 */

/** Colours by what they are for. */
export type Palette = Readonly<Record<string, string>>;

/** Colours on a light page. */
export const LIGHT: Palette = {
  paper: "#fbfaf7",
  raised: "#ffffff",
  ink: "#20262c",
  muted: "#5b636b",
  line: "#dedbd3",
  grid: "#ebe8e1",
  accent: "#2b5c8a",
  bar: "#5b8fbf",
  band: "#e3ecf2",
  good: "#1c6b43",
  notice: "#5b636b",
  warning: "#8a5200",
  error: "#ad2a20",
  broken: "#c4483c",
  "heat-0": "#eeece5",
  "heat-1": "#f3dfb4",
  "heat-2": "#eec17f",
  "heat-3": "#de9550",
  "heat-4": "#bf5f36",
  "heat-5": "#8c2f22",
};

/** Colours on a dark page. */
export const DARK: Palette = {
  paper: "#15181b",
  raised: "#1c2024",
  ink: "#e6e8ea",
  muted: "#a2aab2",
  line: "#343a40",
  grid: "#262b30",
  accent: "#86b7e6",
  bar: "#5f96c9",
  band: "#22313e",
  good: "#74cf9c",
  notice: "#a2aab2",
  warning: "#efb35c",
  error: "#ff938a",
  broken: "#e8695d",
  "heat-0": "#262b30",
  "heat-1": "#473a24",
  "heat-2": "#6e4c25",
  "heat-3": "#9c5e2c",
  "heat-4": "#cd7640",
  "heat-5": "#f7a478",
};

/** Declarations of a palette as custom properties. */
export function declarePalette(palette: Palette, scheme: "light" | "dark"): string {
  const lines = Object.entries(palette).map(([name, color]) => `--${name}: ${color};`);
  return `color-scheme: ${scheme}; ${lines.join(" ")}`;
}
