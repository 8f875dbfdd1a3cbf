import { VERSION } from "../../internal/version.ts";
import { SELECTION_COUNT } from "../findings/run_selection.ts";
import { showLine } from "../visible_text.ts";
import { renderTable } from "./figure.ts";
import { html, type Markup, renderName } from "./markup.ts";
import type { ReportSource } from "./report_source.ts";

/** How the page counts, and what ran. */
export function renderNotesSection({ identity }: ReportSource): Markup {
  const rows: readonly (readonly [string, string])[] = [
    ["Engine", identity.engine],
    ["Provider", identity.provider],
    ["Model", identity.model],
    ["Runs", String(identity.count)],
    ["Seed", String(identity.seed)],
    ["Clock", identity.clock],
    ...Object.entries(identity.inputDigests).map(([name, digest]) =>
      [`Digest of ${name}`, digest] as const
    ),
    ["Written by", `omega ${VERSION}`],
  ];
  return html`
    <section aria-labelledby="notes">
      <h2 id="notes">How this page counts</h2>
      <ul class="notes">
        <li>Rates have Wilson intervals, means Student's t intervals, both at 95 %. Deviations are
          those of the whole sample (ddof 0).</li>
        <li>Runs without a score are counted apart and never as a score of zero.</li>
        <li>With N runs the timeline has one field for ceil(N / 200) runs and the scenes one for
          ceil(N / 50). A field knows its lowest, mean and highest value; nothing is left out.</li>
        <li>Percentiles are nearest-rank. Those of runs are exact; those of calls and costs are cut
          to four digits.</li>
        <li>Bars of a score begin at a multiple of a thousandth, inclusive, and end before the next
          one; a score of 1 belongs to the last bar.</li>
        <li>Texts are kept for the ${SELECTION_COUNT} worst and the ${SELECTION_COUNT} first runs, up
          to 64 KiB each, if the file has the digest that the journal vouches for. Control and
          direction characters are shown as signs.</li>
        <li>The page holds no time of day but that of the runs' own clock, and loads nothing.</li>
      </ul>
      ${renderTable({
        caption: "What ran",
        textColumnCount: 2,
        columns: ["Property", "Value"],
        rows: rows.map(([name, value]) => [showLine(name), renderName(value, "digest")]),
      })}
    </section>
  `;
}
