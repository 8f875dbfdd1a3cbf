import type { Calibration, LatencyLimits } from "../calibration/calibration.ts";
import { PriceTable } from "./price_table.ts";

/** Everything that a budget is judged by. */
export interface BudgetLimits {
  /** Prices and cost limits of the models. */
  readonly prices: PriceTable;
  /** Limits of time. */
  readonly latency: LatencyLimits;
}

/**
 * The limits of a calibration.
 *
 * @param calibration Where the limits stand
 * @param source The calibration as error texts name it. @default `"calibration.json"`
 * @throws {InputError} naming the JSON path of a price that no exact amount can hold
 */
export function readBudgetLimits(
  calibration: Pick<Calibration, "BUDGET_LIMITS" | "LATENCY_LIMITS">,
  source?: string,
): BudgetLimits {
  const { BUDGET_LIMITS, LATENCY_LIMITS } = calibration;
  return { prices: new PriceTable(BUDGET_LIMITS, source), latency: { ...LATENCY_LIMITS } };
}
