import { JsonCursor } from "../internal/cursor.ts";
import type { BudgetLimits } from "./budget_limits.ts";
import { checkForeignRunCost } from "./check_foreign_run_cost.ts";
import { checkOwnRunCost } from "./check_own_run_cost.ts";
import { findNulls } from "./finding.ts";
import type { RecomputedCost } from "./recomputed_cost.ts";

/** A `run-cost.json` that was checked. */
export interface RunCostCheck extends RecomputedCost {
  /** PASS if the document is right and every limit is kept. */
  readonly verdict: "PASS" | "FAIL";
}

// OC-BUDGET-2308 impl
/**
 * Checks a `run-cost.json`: adds everything up again from its calls and the calibration, and
 * compares. Ours is compared to the last unit; one of another tool, which has no `schema_version`,
 * has only the fields that the tools agree on, and its sums of doubles may be off by a billionth.
 *
 * @param document The parsed document
 * @param limits What it is judged by
 * @param source What it is called in error texts. @default `"run-cost.json"`
 * @throws {InputError} if the document has another shape, and for a model without a price
 */
export function checkRunCost(
  document: unknown,
  limits: BudgetLimits,
  source = "run-cost.json",
): RunCostCheck {
  const root = new JsonCursor(document, source);
  const nulls = [...findNulls(root)];
  if (nulls.length > 0) {
    return { verdict: "FAIL", totals: null, violations: [], findings: nulls };
  }
  const isOurs = root.optional("schema_version") !== undefined;
  const recomputed = isOurs ? checkOwnRunCost(root, limits) : checkForeignRunCost(root, limits);
  const isGood = recomputed.findings.length === 0 && recomputed.violations.length === 0;
  return { verdict: isGood ? "PASS" : "FAIL", ...recomputed };
}
