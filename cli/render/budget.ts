import type { BudgetViolation } from "../../src/budget/budget_violation.ts";
import type { RunCostCheck } from "../../src/budget/check_run_cost.ts";
import type { CostSummary } from "../../src/budget/cost_totals.ts";
import type { LedgerSummary } from "../../src/budget/ledger_options.ts";
import { formatMoney, toDollars } from "../../src/budget/money.ts";
import type { ListedPrice } from "../../src/budget/price_list.ts";
import type { JsonObject } from "../../src/internal/json.ts";
import type { Violation } from "../command.ts";
import type { TextStyle } from "./verdict.ts";
import { renderVerdict } from "./verdict.ts";

/** More objections than this are counted; `--json` has them all. */
const SHOWN_MAX_COUNT = 20;

/**
 * The members of a calibration's `BUDGET_LIMITS` entry that a list price decides. Where writing to
 * the prompt cache is charged, any input may be written: the dearer price is the one to reckon with.
 */
export function calibrationEntryOf(price: ListedPrice): JsonObject {
  const { inputPer1k, cachedInputPer1k, cacheWritePer1k, outputPer1k } = price;
  return {
    input_cost_per_1k: toDollars(cacheWritePer1k ?? inputPer1k),
    output_cost_per_1k: toDollars(outputPer1k),
    cached_input_cost_per_1k: cachedInputPer1k === null ? undefined : toDollars(cachedInputPer1k),
  };
}

/** A price for people: for a million tokens, as vendors write it, and as a calibration has it. */
export function renderPrice(model: string, price: ListedPrice): string {
  const { vendor, inputPer1k, cachedInputPer1k, cacheWritePer1k, outputPer1k } = price;
  const { asOf, source, note } = price;
  const perMillion = (per1k: bigint | null) =>
    per1k === null ? "not listed, so the full price" : `$${formatMoney(per1k * 1000n)}`;
  const members = Object.entries(calibrationEntryOf(price)).flatMap(([name, value]) =>
    value === undefined ? [] : [`    "${name}": ${value},`]
  );
  return [
    `${model} (${vendor}), US dollars for 1,000,000 tokens`,
    `  input         ${perMillion(inputPer1k)}`,
    `  cached input  ${perMillion(cachedInputPer1k)}`,
    ...(cacheWritePer1k === null
      ? []
      : [`  cache write   ${perMillion(cacheWritePer1k)}, unasked: the calibration's input price`]),
    `  output        ${perMillion(outputPer1k)}`,
    ...(note === null ? [] : [`  note          ${note}`]),
    `  as of         ${asOf}; check ${source} before you rely on it`,
    "",
    "In the BUDGET_LIMITS of a calibration, with your own limits below:",
    `  "${model}": {`,
    ...members,
    `    "max_per_call_usd": …,`,
    `    "max_per_run_usd": …`,
    "  }",
  ].join("\n");
}

/** What a check found, as the answer lists it. */
export function violationsOf({ findings, violations }: RunCostCheck): readonly Violation[] {
  return [
    ...findings.map(({ code, message, path }) => ({ code, message, path })),
    ...violations.map(({ runId, violation }) => describe(violation, runId)),
  ];
}

function describe(violation: BudgetViolation, runId: number): Violation {
  if (violation.type === "refusal") {
    const { type, model, key, requested, limit } = violation.refusal;
    return {
      code: "BUDGET_EXHAUSTED",
      message: `run ${runId}, ${key}: a call of ${model} was refused by ${type}`,
      value: toDollars(requested),
      limit: toDollars(limit),
    };
  }
  const place = violation.call === null ? `run ${runId}` : `run ${runId}, call ${violation.call}`;
  const code = violation.type.toUpperCase();
  if ("time" in violation) {
    const { time, value, limit } = violation;
    return {
      code,
      message: `${place}: ${time} time ${value} ms is above ${limit} ms`,
      value,
      limit,
    };
  }
  const { model, value, limit } = violation;
  const message = `${place}: ${model} cost ${formatMoney(value)} USD, above ${formatMoney(limit)}`;
  return { code, message, value: toDollars(value), limit: toDollars(limit) };
}

/** The verdict, a table of the models, and what is wrong. */
export function renderCheck(path: string, check: RunCostCheck, style: TextStyle): string {
  const objections = violationsOf(check);
  const shown = objections.slice(0, SHOWN_MAX_COUNT).map(({ code, message, path }) =>
    `  ${code}: ${path === undefined ? "" : `${path}: `}${message}`
  );
  const restCount = objections.length - shown.length;
  return [
    `PR-G2 budget: ${renderVerdict(check.verdict, style)}  ${path}`,
    ...(check.totals === null ? [] : renderTable(check.totals)),
    ...shown,
    ...(restCount > 0 ? [`  and ${restCount} more; --json has them all`] : []),
  ].join("\n");
}

/** What a ledger says: sums, who uses it, and what died before it settled. */
export function renderLedger(path: string, ledger: LedgerSummary): string {
  const { accounts, ownerCount, reservationCount, expiredCount, expired } = ledger;
  const shown = expired.slice(-SHOWN_MAX_COUNT).map(({ pid, model, amount, at }) =>
    `  process ${pid} died with ${formatMoney(amount)} USD of ${model}, charged ${at}`
  );
  const hiddenCount = expiredCount - shown.length;
  return [
    `ledger ${path}: ${ownerCount} processes, ${reservationCount} calls under way, ` +
    `${expiredCount} reservations expired`,
    ...columns([
      ["model", "spent USD", "reserved USD"],
      ...[...accounts].map(([model, { spent, reserved }]) => [
        model,
        formatMoney(spent),
        formatMoney(reserved),
      ]),
    ]),
    ...(hiddenCount > 0 ? [`  ${hiddenCount} expired before those`] : []),
    ...shown,
  ].join("\n");
}

/** Models and their sums. */
function renderTable({ models, callCount, cost, unmeasuredCount }: CostSummary): readonly string[] {
  const lines = columns([
    ["model", "calls", "input", "cached", "output", "cost USD"],
    ...models.map((model) => [
      model.model,
      String(model.callCount),
      String(model.inputTokens),
      String(model.cachedInputTokens),
      String(model.outputTokens),
      formatMoney(model.cost),
    ]),
    ["total", String(callCount), "", "", "", formatMoney(cost)],
  ]);
  if (unmeasuredCount === 0) return lines;
  return [...lines, `  ${unmeasuredCount} calls were charged what was reserved for them`];
}

/** Rows below a heading; names to the left, numbers to the right. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)
    );
    return `  ${cells.join("  ")}`;
  });
}
