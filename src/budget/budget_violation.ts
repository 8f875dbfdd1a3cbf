import type { Refusal } from "./budget_exhausted.ts";
import { sceneOfKey } from "./call_record.ts";
import type { Money } from "./money.ts";
import { formatMoney, toDollars } from "./money.ts";
import type { JsonObject } from "../internal/json.ts";
import { encodeRefusal } from "./run_calls.ts";

/** A limit of cost that was exceeded. */
export interface CostViolation {
  /** The limit. */
  readonly type: "cost_per_call" | "cost_per_run";
  /** Name of the model. */
  readonly model: string;
  /** What was spent. */
  readonly value: Money;
  /** What may be spent. */
  readonly limit: Money;
  /** The call in its run, from 0; null for a limit of the run. */
  readonly call: number | null;
}

/** A limit of time that was exceeded, in milliseconds. */
export interface LatencyViolation {
  /** The limit. */
  readonly type: "latency_per_call" | "latency_per_run";
  /**
   * Which time of a run: `working` is the sum of its calls, `wall` ends with the last call and also
   * counts what lies between them, such as back-offs. They are the same for a single call.
   */
  readonly time: "working" | "wall";
  /** What it took. */
  readonly value: number;
  /** What it may take. */
  readonly limit: number;
  /** The call in its run, from 0; null for a limit of the run. */
  readonly call: number | null;
}

/** A call that was not sent because its worst case does not fit. */
export interface RefusalViolation {
  /** Tells it from limits that were exceeded. */
  readonly type: "refusal";
  /** What was refused, and why. */
  readonly refusal: Refusal;
}

/** Something that makes the budget verdict FAIL. */
export type BudgetViolation = CostViolation | LatencyViolation | RefusalViolation;

/** Where a violation happened. */
export interface ViolationPlace {
  /** Index of the run, from 1. */
  readonly runId: number;
  /** Index of the run's first call among all calls, from 0. */
  readonly firstCallIndex: number;
}

/** The document of a violation, in the order of the file format. */
export function encodeViolation(
  violation: BudgetViolation,
  { runId, firstCallIndex }: ViolationPlace,
): JsonObject {
  if (violation.type === "refusal") return encodeRefusalViolation(violation.refusal, runId);
  const { type, call } = violation;
  const index = call === null ? undefined : firstCallIndex + call;
  const head = { type, run_id: runId, call_index: index };
  if ("time" in violation) {
    const { time, value, limit } = violation;
    return { ...head, time, value, limit };
  }
  const { model, value, limit } = violation;
  return {
    ...head,
    model,
    value: toDollars(value),
    limit: toDollars(limit),
    value_exact: formatMoney(value),
    limit_exact: formatMoney(limit),
  };
}

/** What the call would have brought the account to stands as the value that exceeds the limit. */
function encodeRefusalViolation(refusal: Refusal, runId: number): JsonObject {
  const { type, key, requested, spent, reserved, limit } = refusal;
  const value = requested + spent + reserved;
  return {
    type,
    run_id: runId,
    code: "BUDGET_EXHAUSTED",
    refused: true,
    scene_id: sceneOfKey(key),
    ...encodeRefusal(refusal),
    value: toDollars(value),
    limit: toDollars(limit),
    value_exact: formatMoney(value),
  };
}
