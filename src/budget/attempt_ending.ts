import type { CallRecord } from "./call_record.ts";
import { judgeFailedAttempt } from "./failed_attempt.ts";
import type { TokenCounts } from "./price_table.ts";
import type { CallWarning } from "./usage_reading.ts";
import { readUsage } from "./usage_reading.ts";

/** How an attempt ended, and the tokens that it is charged. */
export interface AttemptEnding extends Pick<CallRecord, "usage" | "outcome" | "errorCode"> {
  readonly tokens: TokenCounts;
  readonly warnings: readonly CallWarning[];
}

const NO_TOKENS: TokenCounts = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
const NO_WARNINGS: readonly CallWarning[] = [];

/** The ending of an attempt that was answered: what it used, or what was reserved. */
export function endAnswered(usage: unknown, reserved: TokenCounts): AttemptEnding {
  const reading = readUsage(usage, reserved);
  return {
    usage: reading.usage,
    outcome: "answered",
    errorCode: null,
    tokens: reading.tokens,
    warnings: reading.warnings,
  };
}

/** The ending of an attempt that was rejected: nothing if the model cannot have run. */
export function endFailed(
  error: unknown,
  reserved: TokenCounts,
  { isAborted = false }: { readonly isAborted?: boolean } = {},
): AttemptEnding {
  const { charge, errorCode } = judgeFailedAttempt(error);
  const isReleased = charge === "released";
  return {
    usage: isReleased ? "not_run" : "unmeasured",
    outcome: isAborted ? "aborted" : "failed",
    errorCode,
    tokens: isReleased ? NO_TOKENS : reserved,
    warnings: NO_WARNINGS,
  };
}

// OC-BUDGET-2201 impl
/** The ending of an attempt whose run ended first. */
export function endUnsettled(reserved: TokenCounts): AttemptEnding {
  return {
    usage: "unmeasured",
    outcome: "unsettled",
    errorCode: "RUN_ENDED",
    tokens: reserved,
    warnings: NO_WARNINGS,
  };
}
