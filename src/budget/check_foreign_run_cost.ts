import type { JsonCursor } from "../internal/cursor.ts";
import type { BudgetLimits } from "./budget_limits.ts";
import type { BudgetViolation } from "./budget_violation.ts";
import type { CallRecord } from "./call_record.ts";
import { CostTotals } from "./cost_totals.ts";
import type { Finding } from "./finding.ts";
import { findAt, findUnknown } from "./finding.ts";
import { judgeRun } from "./judge_run.ts";
import type { RecomputedCost } from "./recomputed_cost.ts";
import { toDollars } from "./money.ts";
import { costOf } from "./price_table.ts";

/** Members of a `run-cost.json` that all tools agree on. */
const HEAD_KEYS = [
  "total_calls",
  "total_cost_usd",
  "total_latency_ms",
  "budget_verdict",
  "violations",
  "calls",
] as const;

const CALL_KEYS = [
  "call_index",
  "scene_id",
  "model",
  "input_tokens",
  "output_tokens",
  "latency_ms",
  "cost_usd",
  "timestamp",
] as const;

const VIOLATION_KEYS = ["type", "value", "limit", "call_index"] as const;

/** Sums of doubles of another tool may be off by this share. */
const TOLERANCE_RATIO = 1e-9;

/**
 * Checks a `run-cost.json` of another tool: one run, no cached tokens, costs as doubles.
 *
 * @throws {InputError} if the document has another shape, and for a model without a price
 */
export function checkForeignRunCost(root: JsonCursor, limits: BudgetLimits): RecomputedCost {
  const findings: Finding[] = [...findUnknown(root, HEAD_KEYS)];
  const calls: CallRecord[] = [];
  let previousIndex: number | null = null;
  for (const cursor of root.field("calls").items()) {
    findings.push(...findUnknown(cursor, CALL_KEYS));
    const call = readCall(cursor);
    calls.push(call);
    const index = cursor.field("call_index");
    const found = index.number({ min: 0, isInteger: true });
    // Some tools count from 0 and some from 1.
    const wanted: number = previousIndex === null ? found : previousIndex + 1;
    if (found !== wanted) findings.push(findAt(index, "LIST_MISMATCH", wanted));
    previousIndex = found;
    const cost = toDollars(costOf(limits.prices.priceOf(call.model), call));
    findings.push(...compareNumber(cursor.field("cost_usd"), cost));
  }
  const run = { calls, refusals: [] };
  const totals = new CostTotals(limits);
  totals.add(run);
  const { summary } = totals;
  const violations = judgeRun(run, limits);
  findings.push(
    ...compareNumber(root.field("total_calls"), summary.callCount),
    ...compareNumber(root.field("total_cost_usd"), toDollars(summary.cost)),
    ...compareNumber(root.field("total_latency_ms"), summary.workingMs),
    ...compareVerdict(root, summary.verdict),
    ...compareViolations(root.field("violations"), violations),
  );
  return {
    totals: summary,
    violations: violations.map((one) => ({ runId: 1, violation: one })),
    findings,
  };
}

function readCall(cursor: JsonCursor): CallRecord {
  const count = (name: string) => cursor.field(name).number({ min: 0, isInteger: true });
  const inputTokens = count("input_tokens");
  const outputTokens = count("output_tokens");
  return {
    key: String(cursor.field("scene_id").value),
    attempt: 1,
    model: cursor.field("model").string(),
    usage: "measured",
    outcome: "answered",
    errorCode: null,
    inputTokens,
    cachedInputTokens: 0,
    outputTokens,
    reservedInputTokens: inputTokens,
    reservedOutputTokens: outputTokens,
    // Nothing is known about the wall time; from 0 on it is never longer than the working time.
    startMs: 0,
    latencyMs: cursor.field("latency_ms").number({ min: 0 }),
    endedAtMs: Date.parse(cursor.field("timestamp").string()),
    warnings: [],
  };
}

function compareNumber(cursor: JsonCursor, wanted: number): readonly Finding[] {
  const difference = Math.abs(cursor.number() - wanted);
  const isClose = difference <= TOLERANCE_RATIO * Math.max(Math.abs(wanted), TOLERANCE_RATIO);
  return isClose ? [] : [findAt(cursor, "ARITHMETIC", wanted)];
}

function compareVerdict(root: JsonCursor, wanted: "PASS" | "FAIL"): readonly Finding[] {
  const verdict = root.field("budget_verdict");
  return verdict.oneOf(["PASS", "FAIL"]) === wanted ? [] : [findAt(verdict, "ARITHMETIC", wanted)];
}

/** Which limits were exceeded must agree; tools differ in what they write about it. */
function compareViolations(
  list: JsonCursor,
  wanted: readonly BudgetViolation[],
): readonly Finding[] {
  const items = list.items();
  const unknown = items.flatMap((item) => findUnknown(item, VIOLATION_KEYS));
  const claimed = items.map((item) => item.field("type").string()).sort();
  const expected = wanted.map(({ type }) => type).sort();
  const isSame = claimed.length === expected.length &&
    claimed.every((type, index) => type === expected[index]);
  return isSame ? unknown : [...unknown, findAt(list, "LIST_MISMATCH", expected)];
}
