import { costOf, PriceTable } from "../../budget/price_table.ts";
import type { Money } from "../../budget/money.ts";
import { moneyOfNumber, parseMoney } from "../../budget/money.ts";
import type { Calibration } from "../../calibration/calibration.ts";
import type { JsonObject } from "../../internal/json.ts";

/** What a call of a run's evidence cost; null where nobody knows. Unknown is not zero. */
export type PriceCall = (call: JsonObject) => Money | null;

/**
 * Prices calls as the budget does: what the evidence says itself (`cost_usd_exact`, `cost_usd`),
 * otherwise the calibration's price for the model and its tokens.
 *
 * @param limits Prices by model
 */
export function createPriceCall(limits: Calibration["BUDGET_LIMITS"]): PriceCall {
  const table = new PriceTable(limits);
  const known = new Set(table.models);
  return (call) => {
    const told = toldCost(call);
    if (told !== null) return told;
    const { model } = call;
    const inputTokens = tokensOf(call, "input_tokens");
    const outputTokens = tokensOf(call, "output_tokens");
    const cachedInputTokens = tokensOf(call, "cached_input_tokens") ?? 0;
    if (typeof model !== "string" || !known.has(model)) return null;
    if (inputTokens === null || outputTokens === null) return null;
    if (cachedInputTokens > inputTokens) return null;
    return costOf(table.priceOf(model), { inputTokens, cachedInputTokens, outputTokens });
  };
}

/** A number of tokens of a call; null where it is missing or none. */
export function tokensOf(call: JsonObject, name: string): number | null {
  const value = call[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function toldCost({ cost_usd_exact: exact, cost_usd: rounded }: JsonObject): Money | null {
  try {
    if (typeof exact === "string") return parseMoney(exact);
    if (typeof rounded === "number") return moneyOfNumber(rounded);
  } catch (error) {
    // Evidence of somebody else's chain may hold anything; what is no amount is told by nobody.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
  }
  return null;
}
