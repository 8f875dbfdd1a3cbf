import type { JsonCursor } from "../internal/cursor.ts";
import type { JsonObject } from "../internal/json.ts";
import type { TokenCounts } from "./price_table.ts";
import type { CallWarning } from "./usage_reading.ts";

/** Where the tokens of a record come from. */
export const USAGE_KINDS = [
  /** The provider counted them. */
  "measured",
  /** Nobody did: the tokens are those of the worst case that was reserved. */
  "unmeasured",
  /** The model did not run, so there are none. */
  "not_run",
] as const;

/** How an attempt ended. */
export const CALL_OUTCOMES = [
  "answered",
  "failed",
  /** The caller gave up while it was under way. */
  "aborted",
  /** The run ended before the attempt did. */
  "unsettled",
] as const;

/** One physical attempt of a call, as it is accounted. */
export interface CallRecord extends TokenCounts {
  /** The call inside its run, as the call's context names it. */
  readonly key: string;
  /** Physical attempt of the call, from 1. */
  readonly attempt: number;
  /** Name of the model that was asked for; its price counts. */
  readonly model: string;
  /** Where the tokens come from. */
  readonly usage: (typeof USAGE_KINDS)[number];
  /** How it ended. */
  readonly outcome: (typeof CALL_OUTCOMES)[number];
  /** Code of the failure; null for an answer. */
  readonly errorCode: string | null;
  /** Input tokens of the worst case that was reserved. */
  readonly reservedInputTokens: number;
  /** Output tokens of the worst case that was reserved. */
  readonly reservedOutputTokens: number;
  /** When the attempt began, in ms on the monotonic clock since the run began. */
  readonly startMs: number;
  /** How long it took, in ms on the monotonic clock. */
  readonly latencyMs: number;
  /** When it ended, wall time in ms since 1970. */
  readonly endedAtMs: number;
  /** What whoever reads the cost should know. */
  readonly warnings: readonly CallWarning[];
}

/** The part of a call's key that names the scene: `scene-2/pass-0` belongs to scene `2`. */
export function sceneOfKey(key: string): string {
  const [first = ""] = key.split("/");
  return first.startsWith("scene-") && first.length > 6 ? first.slice(6) : first;
}

/** The document of a record, in the order of the file format, without place and cost. */
export function encodeCall(call: CallRecord): JsonObject {
  return {
    scene_id: sceneOfKey(call.key),
    key: call.key,
    attempt: call.attempt,
    model: call.model,
    input_tokens: call.inputTokens,
    cached_input_tokens: call.cachedInputTokens,
    output_tokens: call.outputTokens,
    reserved_input_tokens: call.reservedInputTokens,
    reserved_output_tokens: call.reservedOutputTokens,
    usage: call.usage,
    outcome: call.outcome,
    error_code: call.errorCode ?? undefined,
    start_ms: call.startMs,
    latency_ms: call.latencyMs,
    timestamp: new Date(call.endedAtMs).toISOString(),
    warnings: call.warnings.length === 0 ? undefined : [...call.warnings],
  };
}

/** The members that {@linkcode encodeCall} writes. */
export const CALL_KEYS = [
  "scene_id",
  "key",
  "attempt",
  "model",
  "input_tokens",
  "cached_input_tokens",
  "output_tokens",
  "reserved_input_tokens",
  "reserved_output_tokens",
  "usage",
  "outcome",
  "error_code",
  "start_ms",
  "latency_ms",
  "timestamp",
  "warnings",
] as const;

/**
 * Reads a record back.
 *
 * @throws {InputError} naming the file and the place
 */
export function decodeCall(cursor: JsonCursor): CallRecord {
  const count = (name: string) => cursor.field(name).number({ min: 0, isInteger: true });
  const inputTokens = count("input_tokens");
  const key = cursor.field("key").string({ canBeEmpty: true });
  cursor.field("scene_id").oneOf([sceneOfKey(key)]);
  return {
    key,
    attempt: cursor.field("attempt").number({ min: 1, isInteger: true }),
    model: cursor.field("model").string(),
    inputTokens,
    cachedInputTokens: cursor.field("cached_input_tokens").number({
      min: 0,
      max: inputTokens,
      isInteger: true,
    }),
    outputTokens: count("output_tokens"),
    reservedInputTokens: count("reserved_input_tokens"),
    reservedOutputTokens: count("reserved_output_tokens"),
    usage: cursor.field("usage").oneOf(USAGE_KINDS),
    outcome: cursor.field("outcome").oneOf(CALL_OUTCOMES),
    errorCode: cursor.optional("error_code")?.string() ?? null,
    startMs: cursor.field("start_ms").number({ min: 0 }),
    latencyMs: cursor.field("latency_ms").number({ min: 0 }),
    endedAtMs: readInstant(cursor.field("timestamp")),
    warnings: (cursor.optional("warnings")?.strings() ?? []) as readonly CallWarning[],
  };
}

function readInstant(cursor: JsonCursor): number {
  const text = cursor.string();
  const instant = Date.parse(text);
  if (Number.isNaN(instant) || new Date(instant).toISOString() !== text) {
    cursor.fail("an instant in UTC such as 2026-01-01T00:00:00.000Z");
  }
  return instant;
}
