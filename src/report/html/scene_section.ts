import type { SceneCell, SceneGrid, SceneRow } from "../findings/scene_grid.ts";
import { formatCount, formatRuns, formatScore, formatShare } from "../format_number.ts";
import { renderTable } from "./figure.ts";
import { coordinate, html, type Markup, percent, renderName } from "./markup.ts";
import type { ReportSource } from "./report_source.ts";
import { scoreAxis } from "./scale.ts";

/** Colours of the heat map, from the best to the worst. */
const LEVEL_COUNT = 6;

const STRIP_HEIGHT = 20;

/** The parts of the runs beside the runs: where and when the rules are broken. */
export function renderSceneSection({ findings, summary }: ReportSource): Markup {
  const { sceneGrid } = findings;
  return html`
    <section aria-labelledby="scenes">
      <h2 id="scenes">Scenes and runs</h2>
      ${sceneGrid.rows.length === 0
        ? html`<p>The engine does not tell its runs apart into scenes or other parts.</p>`
        : renderGrid(sceneGrid, summary.requestedRunCount)}
    </section>
  `;
}

function renderGrid(grid: SceneGrid, runCount: number): Markup {
  const { rows, sceneCount, runsPerColumn } = grid;
  const scores = rows.flatMap(({ cells }) =>
    cells.filter((cell) => cell.runCount > 0).map((cell) => cell.meanHardScore)
  );
  const { low } = scoreAxis(Math.min(1, ...scores), 1);
  const each = runsPerColumn === 1 ? "one run" : `${formatCount(runsPerColumn)} neighbouring runs`;
  const choice = sceneCount === rows.length
    ? ""
    : ` Of ${formatCount(sceneCount)} parts these are the ${rows.length} with the lowest score.`;
  return html`
    <p>
      Mean hard score of each scene from the first run to the last. A field stands for ${each}; the
      stronger the colour, the lower. A dot marks a field in which a hard rule was broken.${choice}
    </p>
    <ul class="legend">
      ${Array.from({ length: LEVEL_COUNT }, (_, level) =>
        html`
          <li><span class="mark m-heat-${level}" aria-hidden="true"></span>${describeLevel(
            level,
            low,
          )}</li>
        `)}
    </ul>
    ${renderTable({
      caption: `Scenes over ${formatRuns(1, runCount)}`,
      columns: [
        "Scene",
        html`<span class="wide">Runs from left to right</span>`,
        "Mean hard score",
        "Kept hard",
        "Kept soft",
      ],
      rows: rows.map((row) => rowOf(row, grid, low)),
    })}
  `;
}

function rowOf(row: SceneRow, grid: SceneGrid, low: number): readonly (Markup | string)[] {
  const { summary, cells } = row;
  return [
    renderName(summary.sceneId),
    html`
      <svg class="strip" role="img" aria-label="${describeStrip(cells, grid)}" width="100%"
        height="${STRIP_HEIGHT}">${cells.map((cell, column) =>
          drawCell(cell, column, grid, low)
        )}</svg>
    `,
    formatScore(summary.meanHardScore),
    formatShare(summary.hardPassRate),
    formatShare(summary.softPassRate),
  ];
}

function drawCell(
  { runCount, meanHardScore, hardFailCount }: SceneCell,
  column: number,
  { columnCount }: SceneGrid,
  low: number,
): Markup {
  const name = runCount === 0 ? "heat none" : `heat heat-${levelOf(meanHardScore, low)}`;
  const cell = html`<rect class="${name}" x="${percent(column / columnCount)}" y="0" width="${
    percent(1 / columnCount)
  }" height="${STRIP_HEIGHT}" />`;
  if (hardFailCount === 0) return cell;
  return html`${cell}<circle class="heat-dot" cx="${percent((column + 0.5) / columnCount)}" cy="${
    coordinate(STRIP_HEIGHT / 2)
  }" r="2" />`;
}

function levelOf(score: number, low: number): number {
  const share = (1 - score) / (1 - low);
  return Math.min(LEVEL_COUNT - 1, Math.max(0, Math.floor(share * LEVEL_COUNT + 1e-9)));
}

/** The scores that a colour stands for. */
function describeLevel(level: number, low: number): string {
  const step = (1 - low) / LEVEL_COUNT;
  return `${(1 - (level + 1) * step).toFixed(3)} to ${(1 - level * step).toFixed(3)}`;
}

function describeStrip(cells: readonly SceneCell[], { runsPerColumn }: SceneGrid): string {
  const filled = cells.map((cell, index) => ({ ...cell, index })).filter((cell) =>
    cell.runCount > 0
  );
  const [first] = filled;
  if (first === undefined) return "no run has this scene";
  const worst = filled.reduce((a, b) => (b.meanHardScore < a.meanHardScore ? b : a), first);
  const brokenCount = filled.reduce((sum, { hardFailCount }) => sum + hardFailCount, 0);
  const start = worst.index * runsPerColumn + 1;
  return `lowest ${formatScore(worst.meanHardScore)} in ${
    formatRuns(start, start + runsPerColumn - 1)
  }; ${formatCount(brokenCount)} runs broke a hard rule here`;
}
