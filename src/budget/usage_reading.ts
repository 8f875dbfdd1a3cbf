/**
 * What a provider says about its usage, or that it cannot be believed.
 *
 * A usage that is missing, null, a text, negative or contradicts itself is never taken for zero:
 * the call is charged what was reserved for it, and its record names what was wrong.
 *
 * @module
 */
import type { TokenCounts } from "./price_table.ts";

/** A number of tokens that a provider may tell. */
export type CountName = "input_tokens" | "output_tokens" | "cached_input_tokens";

/** What was wrong with a number of tokens. */
export type CountFault = "missing" | "null" | "unmeasured" | "not_a_count" | "negative";

/** Something about a call that whoever reads its cost should know; none of them is a violation. */
export type CallWarning =
  /** The answer has no usage. */
  | "usage_missing"
  /** A count of the usage cannot be used: charged as reserved. */
  | `${CountName}_${CountFault}`
  /** More cached input than input: charged as reserved. */
  | "cached_input_tokens_above_input"
  /** More tokens than the worst case that was reserved. */
  | `${Exclude<CountName, "cached_input_tokens">}_above_reservation`
  /** The call took longer than the calibration's `warn_call_latency_ms`. */
  | "latency_above_warning";

/** The tokens to charge. */
export interface UsageReading {
  /** Whether the provider's counts are charged, or the reservation. */
  readonly usage: "measured" | "unmeasured";
  readonly tokens: TokenCounts;
  readonly warnings: readonly CallWarning[];
}

const NO_WARNINGS: readonly CallWarning[] = [];

/**
 * Reads the usage of an answer.
 *
 * Cached input that is `"unmeasured"` or left out is no fault: servers without a cache do not tell,
 * and then everything is charged at the full price.
 *
 * @param usage Whatever the provider gave as `usage`
 * @param reserved The worst case: what is charged where the usage cannot be believed, at least
 */
export function readUsage(usage: unknown, reserved: TokenCounts): UsageReading {
  if (typeof usage !== "object" || usage === null) {
    return { usage: "unmeasured", tokens: reserved, warnings: ["usage_missing"] };
  }
  const { inputTokens, outputTokens, cachedInputTokens } = usage as Record<string, unknown>;
  const cached = cachedInputTokens === undefined || cachedInputTokens === "unmeasured"
    ? 0
    : cachedInputTokens;
  if (isCount(inputTokens) && isCount(outputTokens) && isCount(cached) && cached <= inputTokens) {
    const tokens = { inputTokens, cachedInputTokens: cached, outputTokens };
    return { usage: "measured", tokens, warnings: warnAboveReservation(tokens, reserved) };
  }
  const warnings = [
    ...faultOf("input_tokens", inputTokens),
    ...faultOf("output_tokens", outputTokens),
    ...faultOf("cached_input_tokens", cached),
  ];
  // A count that can be read is still a lower bound of what was used.
  const tokens = {
    inputTokens: isCount(inputTokens)
      ? Math.max(inputTokens, reserved.inputTokens)
      : reserved.inputTokens,
    cachedInputTokens: 0,
    outputTokens: isCount(outputTokens)
      ? Math.max(outputTokens, reserved.outputTokens)
      : reserved.outputTokens,
  };
  if (warnings.length === 0) warnings.push("cached_input_tokens_above_input");
  return {
    usage: "unmeasured",
    tokens,
    warnings: [...warnings, ...warnAboveReservation(tokens, reserved)],
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

// OC-BUDGET-2203 impl
function faultOf(name: CountName, value: unknown): CallWarning[] {
  if (isCount(value)) return [];
  if (value === undefined) return [`${name}_missing`];
  if (value === null) return [`${name}_null`];
  if (value === "unmeasured") return [`${name}_unmeasured`];
  return [typeof value === "number" && value < 0 ? `${name}_negative` : `${name}_not_a_count`];
}

// OC-BUDGET-2204 impl
function warnAboveReservation(tokens: TokenCounts, reserved: TokenCounts): readonly CallWarning[] {
  const isInputAbove = tokens.inputTokens > reserved.inputTokens;
  const isOutputAbove = tokens.outputTokens > reserved.outputTokens;
  if (!isInputAbove && !isOutputAbove) return NO_WARNINGS;
  return [
    ...(isInputAbove ? ["input_tokens_above_reservation"] as const : []),
    ...(isOutputAbove ? ["output_tokens_above_reservation"] as const : []),
  ];
}
