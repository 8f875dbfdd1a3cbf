import { type Content, html, type Markup } from "./markup.ts";

/** A chart with everything that belongs to it. */
export interface Figure {
  /** Identifies it in the page. */
  readonly id: string;
  /** What it shows. */
  readonly title: string;
  /** What the drawing says, for those who do not see it: one or two sentences. */
  readonly summary: string;
  /** Height of the drawing in pixels. */
  readonly height: number;
  /** What is drawn; widths are percentages, so that text keeps its size on any screen. */
  readonly drawing: Content;
  /** What the marks mean. */
  readonly legend: readonly LegendEntry[];
  /** The same numbers as a table. */
  readonly table: Table;
  /** What stands between drawing and table. @default nothing */
  readonly extra?: Content;
}

/** What one kind of mark means. */
export interface LegendEntry {
  /** Class of the mark; its shape tells it apart as well as its colour. */
  readonly mark: string;
  /** Its meaning. */
  readonly text: string;
}

/** Numbers in rows and columns. */
export interface Table {
  /** What the rows are. */
  readonly caption: string;
  /** Whether the caption is only spoken, because a heading above says the same. @default false */
  readonly isCaptionSpoken?: boolean;
  /** So many columns hold text, the others numbers. @default 1 */
  readonly textColumnCount?: number;
  /** Names of the columns; the first one names the rows. */
  readonly columns: readonly Content[];
  /** Cells, as many as there are columns. */
  readonly rows: readonly (readonly Content[])[];
}

/** A chart as a figure with its legend and its table. */
export function renderFigure(figure: Figure): Markup {
  const { id, title, summary, height, drawing, legend, table, extra = null } = figure;
  return html`
    <figure id="${id}" aria-labelledby="${id}-title">
      <figcaption id="${id}-title">${title}</figcaption>
      ${renderLegend(legend)}
      <svg class="chart" role="img" aria-label="${summary}" width="100%" height="${height}">
        ${drawing}
      </svg>
      ${extra}
      <details class="numbers">
        <summary>Numbers of this chart</summary>
        ${renderTable(table)}
      </details>
    </figure>
  `;
}

function renderLegend(legend: readonly LegendEntry[]): Markup {
  return html`
    <ul class="legend">
      ${legend.map(({ mark, text }) =>
        html`
          <li><span class="mark ${mark}" aria-hidden="true"></span>${text}</li>
        `
      )}
    </ul>
  `;
}

// OC-REPORT-5605 impl
/** A table whose first column names its rows. */
export function renderTable(table: Table): Markup {
  const { caption, isCaptionSpoken = false, textColumnCount = 1, columns, rows } = table;
  const side = (column: number) => column < textColumnCount ? "text" : "number";
  return html`
    <div class="scroll" role="region" aria-label="${caption}" tabindex="0">
      <table>
        <caption class="${isCaptionSpoken ? "spoken" : "shown"}">${caption}</caption>
        <thead>
          <tr>${columns.map((name, column) =>
            html`<th scope="col" class="${side(column)}">${name}</th>`
          )}</tr>
        </thead>
        <tbody>${rows.map((row) =>
          html`<tr>${
            row.map((cell, column) =>
              column === 0
                ? html`<th scope="row" class="text">${cell}</th>`
                : html`<td class="${side(column)}">${cell}</td>`
            )
          }</tr>\n`
        )}</tbody>
      </table>
    </div>
  `;
}
