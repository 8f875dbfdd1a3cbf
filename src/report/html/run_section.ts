import type { RunExcerpt } from "../findings/run_excerpt.ts";
import { SELECTION_COUNT } from "../findings/run_selection.ts";
import { formatCount, formatDollars, formatDuration, formatScore } from "../format_number.ts";
import { showLine } from "../visible_text.ts";
import { renderTable } from "./figure.ts";
import { type Content, html, type Markup, renderName } from "./markup.ts";
import type { ReportSource } from "./report_source.ts";
import { renderKept } from "./tone.ts";

/** The runs that can be opened: the worst, the first, and those without a score. */
export function renderRunSection({ findings }: ReportSource): Markup {
  const { worst, first, failed } = findings.selection;
  return html`
    <section aria-labelledby="runs">
      <h2 id="runs">Runs</h2>
      <p>
        Up to ${SELECTION_COUNT} runs of each kind can be opened with their text, scenes and faults.
        The journal <code>runs.jsonl</code> and the folder <code>runs/</code> have all of them.
      </p>
      ${failed.length > 0 && renderTable({
        caption: "Runs without a score, the first of them",
        textColumnCount: 3,
        columns: ["Run", "Code", "What happened", "Time"],
        rows: failed.map(failedRow),
      })}
      ${renderScored("Worst runs: a broken hard rule first, then the lowest score", worst)}
      ${renderScored("First runs", first)}
    </section>
  `;
}

function renderScored(caption: string, runs: readonly RunExcerpt[]): Content {
  if (runs.length === 0) return null;
  const columns = ["Run", "Hard score", "Hard rules", "Soft score", "Soft rules", "Time"];
  const hasCost = runs.some(({ costUsd }) => costUsd !== null);
  const hasFaults = runs.some(({ faultCount }) => faultCount > 0);
  if (hasCost) columns.push("Cost");
  if (hasFaults) columns.push("Faults");
  return renderTable({
    caption,
    columns,
    rows: runs.map((run) => [
      ...scoredCells(run),
      ...(hasCost ? [run.costUsd === null ? "–" : formatDollars(run.costUsd)] : []),
      ...(hasFaults ? [formatCount(run.faultCount)] : []),
    ]),
  });
}

function scoredCells({ runId, score, latencyMs, artifact }: RunExcerpt): readonly Content[] {
  return [
    linkTo(runId, artifact?.path),
    formatScore(score?.hardScore ?? 0),
    renderKept(score?.hardPass ?? false),
    formatScore(score?.softScore ?? 0),
    renderKept(score?.softPass ?? false),
    formatDuration(latencyMs),
  ];
}

function failedRow({ runId, error, latencyMs }: RunExcerpt): readonly Content[] {
  return [
    linkTo(runId),
    renderName(error?.code ?? ""),
    html`<bdi class="message">${showLine(error?.message ?? "")}</bdi>`,
    formatDuration(latencyMs),
  ];
}

/** Without scripts a run cannot be opened, so the file with its text is named. */
function linkTo(runId: number, path?: string): Markup {
  return html`<a href="#run-${runId}" data-run="${runId}">${formatCount(runId)}</a>${
    path !== undefined && html`<noscript> <code>${path}</code></noscript>`
  }`;
}
