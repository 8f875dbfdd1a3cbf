import { isSilent } from "../facts.ts";
import type { FaultFindings } from "../findings/fault_tally.ts";
import { showLine } from "../visible_text.ts";
import { formatCount } from "../format_number.ts";
import { renderTable } from "./figure.ts";
import { html, type Markup, percent, renderName } from "./markup.ts";
import type { ReportSource } from "./report_source.ts";
import { renderBadge } from "./tone.ts";

/** What chaos did and how every fault ended. */
export function renderFaultSection({ findings }: ReportSource): Markup {
  const { faults } = findings;
  return html`
    <section aria-labelledby="faults">
      <h2 id="faults">Faults and their outcomes</h2>
      ${faults === null
        ? html`<p>Chaos was off: no fault was injected into these runs.</p>`
        : renderFaults(faults)}
    </section>
  `;
}

function renderFaults({ faultCount, struckRunCount, counts }: FaultFindings): Markup {
  const intro = html`
    <p>
      Injected faults: ${formatCount(faultCount)}; runs struck: ${formatCount(
        struckRunCount,
      )}. Every
      fault must end retried or reported; one that ends as a silent success breaks
      INV-FAILCLOSED-01.
    </p>
  `;
  if (counts.length === 0) return intro;
  const most = Math.max(...counts.map(({ count }) => count));
  const rows = counts.map(({ failureType, outcome, count }) => [
    renderName(failureType),
    isSilent(outcome) ? renderBadge("error", showLine(outcome)) : renderName(outcome),
    formatCount(count),
    html`
      <svg class="share" aria-hidden="true" width="100%" height="12">
        <rect class="${isSilent(outcome)
          ? "bar broken"
          : "bar"}" y="1" height="10" width="${percent(count / most)}" />
      </svg>
    `,
  ]);
  const columns = [
    "Fault",
    "Outcome",
    "Count",
    html`<span class="wide">Share of the most frequent</span>`,
  ];
  return html`${intro}${
    renderTable({ caption: "Faults by type and outcome", textColumnCount: 2, columns, rows })
  }`;
}
