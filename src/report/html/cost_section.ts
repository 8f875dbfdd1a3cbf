import type { Calibration } from "../../calibration/calibration.ts";
import { formatMoney, toDollars } from "../../budget/money.ts";
import type { UsageTotals } from "../../stress/usage_meter.ts";
import { type AmountDistribution, percentileOf } from "../findings/amount_tally.ts";
import type { CallFindings, ModelCalls } from "../findings/call_tally.ts";
import { formatCount, formatDollars, formatDuration } from "../format_number.ts";
import { renderTable } from "./figure.ts";
import { html, type Markup, renderName } from "./markup.ts";
import { renderBadge, toneOfVerdict } from "./tone.ts";
import type { StressSummary } from "../../stress/summary.ts";
import type { ReportSource } from "./report_source.ts";

const PERCENTS = [50, 90, 95, 99, 100] as const;

/** What the runs called and what it cost. */
export function renderCostSection({ findings, summary, calibration }: ReportSource): Markup {
  const { calls } = findings;
  return html`
    <section aria-labelledby="cost">
      <h2 id="cost">Cost and calls</h2>
      ${calls === null
        ? renderUsage(summary.details.usage)
        : renderCalls(calls, summary, calibration)}
    </section>
  `;
}

/** Without a budget around the provider the engine's own calls are counted, but nobody pays them. */
function renderUsage(usage: UsageTotals): Markup {
  const { calls, failedCalls, unmeasuredCalls, inputTokens, outputTokens } = usage;
  if (calls + failedCalls === 0) return html`<p>No call to a model was observed.</p>`;
  return html`
    <p>
      The engine's calls: ${formatCount(calls)} answered, ${formatCount(failedCalls)} failed,
      ${formatCount(unmeasuredCalls)} unmeasured; ${formatCount(inputTokens)} input and
      ${formatCount(outputTokens)} output tokens. No budget stood around the provider, so their cost
      is not known.
    </p>
  `;
}

function renderCalls(
  calls: CallFindings,
  { budget }: StressSummary,
  calibration: Calibration,
): Markup {
  const { cost, callCount, refusedCount, unpricedCount, models } = calls;
  const unpriced = unpricedCount === 0
    ? "every one has a known cost"
    : `${formatCount(unpricedCount)} of unknown cost, which is not in the sum`;
  return html`
    <p>
      ${formatCount(callCount)} physical calls, ${unpriced}; ${formatCount(refusedCount)} refused by
      the budget. Together ${formatDollars(toDollars(cost))}, exactly
      <span class="exact">${formatMoney(cost)}</span> US dollars.
      ${budget !== null &&
        html`Verdict of the budget gate PR-G2: ${
          renderBadge(toneOfVerdict(budget.verdict), budget.verdict)
        }.`}
    </p>
    ${renderTable({
      caption: "Calls by model",
      columns: [
        "Model",
        "Calls",
        "Retries",
        "Without answer",
        "Unmeasured",
        "Input tokens",
        "From cache",
        "Output tokens",
        "Cost",
        "Limit a run",
      ],
      rows: models.map((model) => rowOf(model, calibration)),
    })}
    ${renderTable({
      caption: "Cost of a run and time of a call, nearest-rank percentiles",
      columns: ["Amount", ...PERCENTS.map((value) => value === 100 ? "highest" : `p${value}`)],
      rows: [
        ["Cost of a run", ...percentilesOf(calls.runCostsUsd, formatDollars)],
        ["Time of a call", ...percentilesOf(calls.latenciesMs, formatDuration)],
      ],
    })}
  `;
}

function rowOf(model: ModelCalls, { BUDGET_LIMITS }: Calibration): readonly (Markup | string)[] {
  const limit = Object.hasOwn(BUDGET_LIMITS, model.model) ? BUDGET_LIMITS[model.model] : undefined;
  return [
    renderName(model.model),
    formatCount(model.callCount),
    formatCount(model.retryCount),
    formatCount(model.failedCount),
    formatCount(model.unmeasuredCount),
    formatCount(model.inputTokens),
    formatCount(model.cachedInputTokens),
    formatCount(model.outputTokens),
    model.unpricedCount === model.callCount ? "unknown" : formatDollars(toDollars(model.cost)),
    limit === undefined ? "none" : formatDollars(limit.max_per_run_usd),
  ];
}

function percentilesOf(
  amounts: AmountDistribution,
  format: (value: number) => string,
): readonly string[] {
  return PERCENTS.map((value) => {
    const amount = percentileOf(amounts, value);
    return amount === null ? "–" : format(amount);
  });
}
