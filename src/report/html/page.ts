/**
 * `report.html`: one file that loads nothing.
 *
 * Invariants: the policy in the page lets exactly our style and our script run, by their digests;
 * everything a model wrote is text, escaped in the page and set as text by the script; the same
 * source gives the same bytes.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { formatCount } from "../format_number.ts";
import { showLine } from "../visible_text.ts";
import { renderCostSection } from "./cost_section.ts";
import { renderFaultSection } from "./fault_section.ts";
import { renderHeaderSection } from "./header_section.ts";
import { renderLatencyChart } from "./latency_chart.ts";
import { embedJson, html, Markup } from "./markup.ts";
import { renderMetricsSection } from "./metrics_section.ts";
import { renderNotesSection } from "./notes_section.ts";
import { buildPageData } from "./page_data.ts";
import { PAGE_SCRIPT } from "./page_script.ts";
import { PAGE_STYLE } from "./page_style.ts";
import type { ReportSource } from "./report_source.ts";
import { renderRunSection } from "./run_section.ts";
import { renderSceneSection } from "./scene_section.ts";
import { renderScoreChart } from "./score_chart.ts";
import { renderTimelineChart } from "./timeline_chart.ts";

/** An omega in a circle, so that a browser does not ask for another icon. */
const ICON = "data:image/svg+xml," + encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" ` +
    `fill="#2b5c8a"/><path d="M8 23h6v-2c-2-1-3-3-3-6a5 5 0 0 1 10 0c0 3-1 5-3 6v2h6" fill="none" ` +
    `stroke="#fff" stroke-width="2.4"/></svg>`,
);

const SECTIONS: readonly (readonly [string, string])[] = [
  ["metrics", "Metrics"],
  ["scores", "Scores"],
  ["time", "Timeline"],
  ["cost", "Cost"],
  ["faults", "Faults"],
  ["scenes", "Scenes"],
  ["runs", "Runs"],
  ["notes", "Notes"],
];

// OC-REPORT-5604 impl
/** The whole page. */
export function renderPage(source: ReportSource): string {
  const { identity, summary } = source;
  const title = `${summary.verdict} – PR-G4 stress, ${
    formatCount(summary.requestedRunCount)
  } runs of ${showLine(identity.engine)}`;
  const page = html`
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${new Markup(policy())}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="color-scheme" content="light dark">
        <title>${title}</title>
        <link rel="icon" href="${new Markup(ICON)}">
        <style>${new Markup(PAGE_STYLE)}</style>
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        ${renderBanner()}
        <main id="main">
          ${renderHeaderSection(source)}
          ${renderMetricsSection(source)}
          ${renderScoreSection(source)}
          ${renderTimeSection(source)}
          ${renderCostSection(source)}
          ${renderFaultSection(source)}
          ${renderSceneSection(source)}
          ${renderRunSection(source)}
          ${renderNotesSection(source)}
        </main>
        ${renderDialog()}
        <script type="application/json" id="report-data">${embedJson(
          buildPageData(source),
        )}</script>
        <script>${new Markup(PAGE_SCRIPT)}</script>
      </body>
    </html>
  `;
  return `<!DOCTYPE html>\n${page.text}\n`;
}

// OC-REPORT-5603 impl
/** Nothing is loaded but the icon inside the page, and nothing runs but our two texts. */
function policy(): string {
  const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    "img-src data:",
    `style-src ${digest(PAGE_STYLE)}`,
    `script-src ${digest(PAGE_SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function renderBanner(): Markup {
  const themes = [["auto", "Auto"], ["light", "Light"], ["dark", "Dark"]] as const;
  return html`
    <header class="banner">
      <p class="brand"><span aria-hidden="true">Ω</span> Omega readiness</p>
      <nav aria-label="Sections">
        ${SECTIONS.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}
      </nav>
      <fieldset class="theme">
        <legend>Theme</legend>
        ${themes.map(([value, name]) =>
          html`<label><input type="radio" name="theme" id="theme-${value}"${
            value === "auto" && new Markup(" checked")
          }><span>${name}</span></label>`
        )}
      </fieldset>
    </header>
  `;
}

function renderScoreSection({ findings, summary, calibration }: ReportSource): Markup {
  const { metrics } = summary;
  const envelopes = calibration.VARIANCE_ENVELOPES;
  return html`
    <section aria-labelledby="scores">
      <h2 id="scores">Scores</h2>
      <div class="pair">
        ${renderScoreChart({
          rules: "hard",
          scores: findings.hardScores,
          mean: metrics.mean_hard_score,
          envelope: envelopes.mean_hard_score,
        })}
        ${renderScoreChart({
          rules: "soft",
          scores: findings.softScores,
          mean: metrics.mean_soft_score,
          envelope: envelopes.mean_soft_score,
        })}
      </div>
    </section>
  `;
}

function renderTimeSection({ findings, summary }: ReportSource): Markup {
  return html`
    <section aria-labelledby="time">
      <h2 id="time">Timeline and time</h2>
      ${renderTimelineChart(findings.timeline)}
      ${renderLatencyChart(findings.latenciesMs, summary.details.latencyMs)}
    </section>
  `;
}

/** The frame that the script fills with a run. */
function renderDialog(): Markup {
  return html`
    <dialog id="run" aria-labelledby="run-title">
      <header>
        <h2 id="run-title" tabindex="-1">Run</h2>
        <div class="turn">
          <button type="button" id="run-previous">Previous</button>
          <button type="button" id="run-next">Next</button>
          <button type="button" id="run-close">Close</button>
        </div>
      </header>
      <div id="run-body" tabindex="0" role="region" aria-label="The run"></div>
    </dialog>
  `;
}
