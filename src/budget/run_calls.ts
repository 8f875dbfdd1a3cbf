import type { JsonCursor } from "../internal/cursor.ts";
import type { JsonObject } from "../internal/json.ts";
import type { Refusal } from "./budget_exhausted.ts";
import type { CallRecord } from "./call_record.ts";
import { CALL_KEYS, decodeCall, encodeCall } from "./call_record.ts";
import { formatMoney } from "./money.ts";
import { moneyField } from "./money_field.ts";

/** What one run called. */
export interface RunCalls {
  /** Every physical attempt, in the order of admission. */
  readonly calls: readonly CallRecord[];
  /** Calls that were not sent because they did not fit, in their order. */
  readonly refusals: readonly Refusal[];
}

/** The calls of a run and the run that they belong to. */
export interface IndexedRunCalls extends RunCalls {
  /** Index of the run, from 1. */
  readonly runId: number;
}

/** The lists of a run's calls and refusals, as a journal keeps them. */
export function encodeRunCalls(
  { calls, refusals }: RunCalls,
): Readonly<Record<string, readonly JsonObject[]>> {
  return {
    calls: calls.map(encodeCall),
    ...(refusals.length === 0 ? {} : { refusals: refusals.map(encodeRefusal) }),
  };
}

/**
 * Reads the calls of a run back.
 *
 * @throws {InputError} naming the file and the place
 */
export function decodeRunCalls(cursor: JsonCursor): RunCalls {
  cursor.onlyKeys(["calls", "refusals"]);
  return {
    calls: cursor.field("calls").items().map((call) => {
      call.onlyKeys(CALL_KEYS);
      return decodeCall(call);
    }),
    refusals: cursor.optional("refusals")?.items().map(decodeRefusal) ?? [],
  };
}

/** The document of a refusal; amounts are exact decimal text. */
export function encodeRefusal(refusal: Refusal): JsonObject {
  return {
    type: refusal.type,
    scope: refusal.scope,
    key: refusal.key,
    attempt: refusal.attempt,
    model: refusal.model,
    requested_usd_exact: formatMoney(refusal.requested),
    spent_usd_exact: formatMoney(refusal.spent),
    reserved_usd_exact: formatMoney(refusal.reserved),
    limit_exact: formatMoney(refusal.limit),
  };
}

/**
 * Reads a refusal back.
 *
 * @throws {InputError} naming the file and the place
 */
export function decodeRefusal(cursor: JsonCursor): Refusal {
  return {
    type: cursor.field("type").oneOf(["cost_per_call", "cost_per_run"]),
    scope: cursor.field("scope").oneOf(["run", "shared"]),
    key: cursor.field("key").string({ canBeEmpty: true }),
    attempt: cursor.field("attempt").number({ min: 1, isInteger: true }),
    model: cursor.field("model").string(),
    requested: moneyField(cursor, "requested_usd_exact"),
    spent: moneyField(cursor, "spent_usd_exact"),
    reserved: moneyField(cursor, "reserved_usd_exact"),
    limit: moneyField(cursor, "limit_exact"),
  };
}
