import { CHART_STYLE } from "./chart_style.ts";
import { DARK, declarePalette, LIGHT } from "./page_palette.ts";

/** The theme follows the system until somebody chooses one; paper is always light. */
const PAPER = `${declarePalette(LIGHT, "light")} --paper: #fff;`;

const THEMES = `
:root { ${declarePalette(LIGHT, "light")} }
@media (prefers-color-scheme: dark) { :root { ${declarePalette(DARK, "dark")} } }
:root:has(#theme-light:checked) { ${declarePalette(LIGHT, "light")} }
:root:has(#theme-dark:checked) { ${declarePalette(DARK, "dark")} }
@media print {
  :root { ${PAPER} }
  :root:has(#theme-light:checked), :root:has(#theme-dark:checked) { ${PAPER} }
}
`;

const TEXT = `
* { box-sizing: border-box; }
html { font: 16px/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial,
  "Liberation Sans", sans-serif; -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); }
h1, h2, h3 { line-height: 1.2; font-weight: 650; text-wrap: balance; margin: 0; }
h2 { font-size: 1.375rem; letter-spacing: -0.01em; }
h3 { font-size: 1rem; margin-top: 2rem; }
p, li { max-width: 68ch; }
p { margin: 0.5rem 0 0; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
code { font: 0.8125em/1.4 ui-monospace, "SF Mono", Consolas, "Liberation Mono", monospace; }
bdi, code, .digest, .exact, .run-path { overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--raised); padding: 0.5rem 1rem; z-index: 1; }
`;

const LAYOUT = `
main, .banner { max-width: 68rem; margin: 0 auto; padding: 0 1.5rem; }
.banner { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 2rem;
  padding-top: 1rem; padding-bottom: 1rem; font-size: 0.875rem; }
.brand { margin: 0; font-weight: 650; white-space: nowrap; }
.brand span { color: var(--accent); font-size: 1.125rem; margin-right: 0.25rem; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.125rem; flex: 1 1 24rem; }
nav a { color: var(--muted); text-decoration: none; }
nav a:hover { color: var(--ink); text-decoration: underline; }
.theme { border: 1px solid var(--line); border-radius: 99px; margin: 0; padding: 2px; display: flex; }
.theme legend, .theme input { position: absolute; opacity: 0; width: 1px; height: 1px;
  overflow: hidden; padding: 0; }
.theme span { display: block; padding: 0.125rem 0.75rem; border-radius: 99px; color: var(--muted);
  cursor: pointer; }
.theme input:checked + span { background: var(--ink); color: var(--paper); }
.theme input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: 2px; }
section { padding: 2.75rem 0 0; margin: 2.75rem 0 0; border-top: 1px solid var(--line); }
section.intro { border-top: 0; margin-top: 0; padding-top: 2rem; }
main > section:last-child { padding-bottom: 5rem; }
.kicker { color: var(--muted); font-size: 0.875rem; letter-spacing: 0.04em; margin: 0 0 0.375rem; }
h1 { font-size: clamp(2rem, 6vw, 3rem); letter-spacing: -0.02em; }
.lead { font-size: 1.125rem; margin-top: 0.75rem; }
.lead b { font-weight: 600; }
.facts { list-style: none; margin: 1.5rem 0 0; padding: 0; }
.facts li { display: flex; gap: 0.75rem; padding: 0.1875rem 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr));
  gap: 1.75rem 2rem; margin: 2.5rem 0 0; }
.figures div { border-top: 2px solid var(--ink); padding-top: 0.625rem; }
dt { font-size: 0.875rem; color: var(--muted); }
dd { margin: 0; font-variant-numeric: tabular-nums; }
.figures dd { font-size: 1.625rem; line-height: 1.3; font-weight: 600; letter-spacing: -0.01em; }
.figures dd.note { font-size: 0.8125rem; font-weight: 400; letter-spacing: 0; color: var(--muted); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
  gap: 0 3rem; }
.notes { padding-left: 1.125rem; margin: 1rem 0 2rem; }
.notes li { margin: 0.375rem 0; }
`;

const TABLES = `
.scroll { overflow-x: auto; margin-top: 1.5rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; font-size: 0.875rem; padding-bottom: 0.375rem; }
th, td { text-align: right; padding: 0.375rem 0 0.375rem 1.25rem; vertical-align: baseline;
  border-bottom: 1px solid var(--grid); font-weight: 400; white-space: nowrap; }
thead th { color: var(--muted); font-size: 0.8125rem; border-bottom-color: var(--line);
  vertical-align: bottom; white-space: normal; }
.text { text-align: left; }
th:first-child { text-align: left; padding-left: 0; }
tbody th { white-space: normal; }
tbody th code { color: var(--muted); }
tbody th:has(.metric) code { display: block; }
tr:has(.envelope) > * { vertical-align: middle; }
td svg { min-width: 9rem; }
td:has(svg) { width: 40%; vertical-align: middle; }
td.text { white-space: normal; }
td.text bdi, tbody th bdi { display: block; min-width: 6rem; max-width: 30rem; }
.metric { white-space: nowrap; }
th:has(.wide) { text-align: left; padding-left: 2.5rem; }
td:has(svg) { padding-left: 2.5rem; }
.numbers { margin-top: 0.5rem; font-size: 0.875rem; }
.numbers summary { color: var(--muted); cursor: pointer; width: max-content; }
.numbers .scroll { max-height: 22rem; overflow: auto; margin-top: 0.75rem; }
`;

const DIALOG = `
dialog { width: min(52rem, 100vw - 2rem); height: min(56rem, 100dvh - 2rem); padding: 0; border: 0;
  border-radius: 10px; background: var(--raised); color: var(--ink); overflow: hidden;
  box-shadow: 0 1rem 4rem rgb(0 0 0 / 0.35); }
dialog[open] { display: flex; flex-direction: column; }
dialog::backdrop { background: rgb(10 12 14 / 0.45); }
dialog header { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center;
  justify-content: space-between; padding: 1rem 1.5rem; border-bottom: 1px solid var(--line); }
dialog h2:focus { outline: 0; }
.turn { display: flex; gap: 0.5rem; }
button { font: inherit; font-size: 0.875rem; color: var(--ink); background: none; cursor: pointer;
  border: 1px solid var(--line); border-radius: 6px; padding: 0.25rem 0.75rem; }
button:hover:enabled { border-color: var(--muted); }
button:disabled { color: var(--muted); cursor: default; border-style: dashed; }
#run-body { overflow: auto; padding: 1.25rem 1.5rem 2.5rem; flex: 1; outline-offset: -3px; }
html:has(dialog[open]) { overflow: hidden; }
.run-facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr));
  gap: 1rem 1.5rem; margin: 0 0 1.75rem; }
.run-facts dd { overflow-wrap: anywhere; font-size: 0.9375rem; }
.run-faults { font-size: 0.875rem; padding-left: 1.125rem; }
.run-path, .run-note { color: var(--muted); font-size: 0.8125rem; }
.run-text { font: 1.0625rem/1.65 ui-serif, Georgia, "Times New Roman", "Liberation Serif", serif;
  white-space: pre-wrap; overflow-wrap: anywhere; max-width: 62ch; margin-top: 1rem; }
`;

const NARROW = `
@media (max-width: 40rem) {
  main, .banner { padding-left: 1rem; padding-right: 1rem; }
  section { padding-top: 2rem; margin-top: 2rem; }
  .figures { grid-template-columns: repeat(2, 1fr); gap: 1.25rem; }
  .figures dd { font-size: 1.25rem; }
  .scroll:has(svg) table { min-width: 34rem; }
  dialog { width: 100%; height: 100%; max-width: none; max-height: none; border-radius: 0; }
}
`;

const PRINT = `
@media print {
  @page { margin: 16mm 14mm; }
  html { font-size: 10pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, .theme, .skip, .scrub, .cursor, details.numbers, dialog { display: none !important; }
  main, .banner { max-width: none; padding: 0; }
  section { padding-top: 1.5rem; margin-top: 1.5rem; }
  .figures { grid-template-columns: repeat(4, 1fr); gap: 1.25rem; }
  figure, tr, .figures div { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .scroll { overflow: visible; }
  a { color: inherit; text-decoration: none; }
}
`;

/** The style of `report.html`, as text: the page's policy lets it apply by its digest. */
export const PAGE_STYLE: string = [
  THEMES,
  TEXT,
  LAYOUT,
  CHART_STYLE,
  TABLES,
  DIALOG,
  NARROW,
  PRINT,
].join("");
