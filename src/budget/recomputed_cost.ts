import type { BudgetViolation } from "./budget_violation.ts";
import type { CostSummary } from "./cost_totals.ts";
import type { Finding } from "./finding.ts";

/** A violation and the run that it belongs to. */
export interface RunViolation {
  /** Index of the run, from 1. */
  readonly runId: number;
  /** What was exceeded. */
  readonly violation: BudgetViolation;
}

/** What the calls of a `run-cost.json` give when they are added up again. */
export interface RecomputedCost {
  /** Totals of the calls; null where nulls make them unknown. */
  readonly totals: CostSummary | null;
  /** Limits that the calls exceed. */
  readonly violations: readonly RunViolation[];
  /** What is wrong with the document itself. */
  readonly findings: readonly Finding[];
}
