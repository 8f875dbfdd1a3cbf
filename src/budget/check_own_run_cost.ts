import type { JsonCursor } from "../internal/cursor.ts";
import type { Json, JsonObject } from "../internal/json.ts";
import { canonicalJson } from "../internal/json.ts";
import type { Refusal } from "./budget_exhausted.ts";
import type { BudgetLimits } from "./budget_limits.ts";
import { encodeViolation } from "./budget_violation.ts";
import type { CallRecord } from "./call_record.ts";
import { CALL_KEYS, decodeCall } from "./call_record.ts";
import type { CostSummary } from "./cost_totals.ts";
import { CostTotals, encodeCostSummary, RUN_COST_SCHEMA } from "./cost_totals.ts";
import type { Finding } from "./finding.ts";
import { findAt, findUnknown } from "./finding.ts";
import { judgeRun } from "./judge_run.ts";
import type { RecomputedCost, RunViolation } from "./recomputed_cost.ts";
import type { IndexedRunCalls } from "./run_calls.ts";
import { decodeRefusal } from "./run_calls.ts";
import { encodePlacedCall } from "./run_cost.ts";

const LISTS = ["violations", "calls"] as const;

// OC-BUDGET-2307 impl
/**
 * Checks a `run-cost.json` of ours: what its calls give is encoded again and must be the same.
 *
 * @throws {InputError} if the document has another shape, and for a model without a price
 */
export function checkOwnRunCost(root: JsonCursor, limits: BudgetLimits): RecomputedCost {
  root.field("schema_version").oneOf([RUN_COST_SCHEMA]);
  const runs = readRuns(root);
  const totals = new CostTotals(limits);
  const findings: Finding[] = [];
  const violations: RunViolation[] = [];
  const violationDocuments: JsonObject[] = [];
  const calls = root.field("calls").items();
  let callIndex = 0;
  for (const run of runs) {
    totals.add(run);
    const { runId } = run;
    const place = { runId, firstCallIndex: callIndex };
    for (const violation of judgeRun(run, limits)) {
      violations.push({ runId, violation });
      violationDocuments.push(encodeViolation(violation, place));
    }
    for (const call of run.calls) {
      const cursor = calls[callIndex]!;
      findings.push(...checkUsage(cursor, call));
      const wanted = encodePlacedCall(call, { runId, callIndex }, limits);
      findings.push(...compareMembers(cursor, wanted));
      callIndex++;
    }
  }
  findings.push(...compareHead(root, totals.summary, runs));
  findings.push(...compareLists(root.field("violations"), violationDocuments));
  return { totals: totals.summary, violations, findings };
}

/** The runs of the document: calls and refusals, in the order of the runs. */
function readRuns(root: JsonCursor): readonly IndexedRunCalls[] {
  const runs = new Map<number, { calls: CallRecord[]; refusals: Refusal[] }>();
  const runOf = (cursor: JsonCursor) => {
    const runId = cursor.field("run_id").number({ min: 1, isInteger: true });
    const run = runs.get(runId) ?? { calls: [], refusals: [] };
    runs.set(runId, run);
    return run;
  };
  let previousRun = 1;
  for (const cursor of root.field("calls").items()) {
    previousRun = cursor.field("run_id").number({ min: previousRun, isInteger: true });
    runOf(cursor).calls.push(decodeCall(cursor));
  }
  for (const cursor of root.field("violations").items()) {
    const isRefusal = cursor.optional("refused")?.boolean() ?? false;
    if (isRefusal) runOf(cursor).refusals.push(decodeRefusal(cursor));
  }
  return [...runs].sort(([a], [b]) => a - b).map(([runId, run]) => ({ runId, ...run }));
}

/** Tokens that are charged must follow from what was measured and what was reserved. */
function checkUsage(cursor: JsonCursor, call: CallRecord): readonly Finding[] {
  const { usage, outcome, inputTokens, outputTokens } = call;
  const isGood = {
    measured: outcome === "answered",
    not_run: outcome !== "answered" && inputTokens + outputTokens === 0,
    unmeasured: inputTokens >= call.reservedInputTokens &&
      outputTokens >= call.reservedOutputTokens,
  }[usage];
  if (isGood) return [];
  const wanted = {
    measured: "an answer",
    not_run: "no tokens and no answer",
    unmeasured: "at least the tokens that were reserved",
  }[usage];
  return [{ code: "USAGE_CONTRADICTION", message: `wanted ${wanted}`, path: cursor.path }];
}

function compareHead(
  root: JsonCursor,
  summary: CostSummary,
  runs: readonly IndexedRunCalls[],
): readonly Finding[] {
  const status = root.field("status").oneOf(["complete", "incomplete"]);
  const wanted = encodeCostSummary(summary, { isComplete: status === "complete" });
  // A run that made no call is in no list, so that the number of runs can only be too small.
  const totalRuns = root.field("total_runs").number({ min: 0, isInteger: true });
  const runCount = Math.max(totalRuns, runs.at(-1)?.runId ?? 0);
  const expected = { ...wanted, total_runs: runCount };
  return [
    ...findUnknown(root, [...Object.keys(expected), ...LISTS]),
    ...compareFields(root, expected),
  ];
}

function compareMembers(cursor: JsonCursor, wanted: JsonObject): readonly Finding[] {
  const known = [...CALL_KEYS, "call_index", "run_id", "cost_usd", "cost_usd_exact"];
  return [...findUnknown(cursor, known), ...compareFields(cursor, wanted)];
}

function compareFields(cursor: JsonCursor, wanted: JsonObject): readonly Finding[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const member = cursor.field(name);
    return isSame(member.value, value) ? [] : [findAt(member, "ARITHMETIC", value)];
  });
}

function compareLists(list: JsonCursor, wanted: readonly JsonObject[]): readonly Finding[] {
  const items = list.items();
  if (items.length !== wanted.length) {
    const message = `wanted ${wanted.length} entries, which the calls give, found ${items.length}`;
    return [{ code: "LIST_MISMATCH", message, path: list.path }];
  }
  return items.flatMap((item, index) => {
    const unknown = findUnknown(item, Object.keys(wanted[index]!));
    const isRight = unknown.length > 0 || isSame(item.value, wanted[index]!);
    return isRight ? unknown : [findAt(item, "LIST_MISMATCH", wanted[index])];
  });
}

function isSame(found: unknown, wanted: Json): boolean {
  return canonicalJson(found as Json) === canonicalJson(wanted);
}
