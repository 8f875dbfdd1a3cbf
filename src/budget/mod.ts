/**
 * PR-G2: budgets that hold under concurrency, to the last unit (INV-BUDGET-01).
 *
 * {@linkcode BudgetTracker} admits the calls of one run and records what they cost;
 * {@linkcode withBudget} puts it around a provider, so that every physical attempt passes it. What a
 * run called becomes `run-cost.json` by {@linkcode formatRunCost} or, for many runs,
 * `writeRunCost`, and {@linkcode checkRunCost} adds such a file up again.
 *
 * Money is a whole number of 10^-24 US dollars, see {@linkcode Money}: sums are exact, and a call
 * exactly at its limit passes.
 *
 * @module
 */
export type { Admission, CallRequest, Reservation, SettledCall } from "./admission.ts";
export { BudgetExhaustedError, type CostLimit, type Refusal } from "./budget_exhausted.ts";
export { type BudgetLimits, readBudgetLimits } from "./budget_limits.ts";
export { BudgetLedger } from "./budget_ledger.ts";
export { BudgetTracker } from "./budget_tracker.ts";
export type {
  BudgetViolation,
  CostViolation,
  LatencyViolation,
  RefusalViolation,
} from "./budget_violation.ts";
export { CALL_OUTCOMES, type CallRecord, USAGE_KINDS } from "./call_record.ts";
export { checkRunCost, type RunCostCheck } from "./check_run_cost.ts";
export { type CostSummary, type ModelCost, RUN_COST_SCHEMA } from "./cost_totals.ts";
export { estimateInputTokens } from "./estimate_tokens.ts";
export { type FailedAttempt, judgeFailedAttempt } from "./failed_attempt.ts";
export type { Finding, FindingCode } from "./finding.ts";
export { judgeRun, measureRun, type RunTimes } from "./judge_run.ts";
export type { LedgerOwner, LedgerReservation } from "./ledger_event.ts";
export type { LedgerOptions, LedgerSummary } from "./ledger_options.ts";
export type { ExpiredReservation, LedgerAccount } from "./ledger_state.ts";
export { createMemoryBudget } from "./memory_budget.ts";
export { formatMoney, type Money, MONEY_DECIMALS, parseMoney, toDollars } from "./money.ts";
export { findPrice, type ListedPrice, readPriceList } from "./price_list.ts";
export { costOf, type ModelPrice, PriceTable, type TokenCounts } from "./price_table.ts";
export { readLedger } from "./read_ledger.ts";
export type { RecomputedCost, RunViolation } from "./recomputed_cost.ts";
export type { IndexedRunCalls, RunCalls } from "./run_calls.ts";
export { formatRunCost } from "./run_cost.ts";
export type { SharedBudget, SharedRequest, SharedReservation } from "./shared_budget.ts";
export type { CallWarning, CountFault, CountName } from "./usage_reading.ts";
export { type BudgetOptions, withBudget } from "./with_budget.ts";
