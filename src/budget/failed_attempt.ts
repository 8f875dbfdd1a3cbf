/**
 * What a failed attempt costs.
 *
 * An attempt that failed is charged its whole reservation unless it is sure that the model did not
 * run: a server that times out, breaks off or answers nonsense may have generated the text all the
 * same, and bills it. What is released is written down here, code by code; everything else, also
 * what is thrown by a provider of somebody else's, is charged.
 *
 * @module
 */
import { InputError } from "../internal/errors.ts";
import type { ProviderErrorCode } from "../provider/provider_error.ts";
import { findProviderError } from "../provider/provider_error.ts";

/** Failures before a model can have run. */
const RELEASED_CODES: ReadonlySet<ProviderErrorCode> = new Set(
  [
    // No connection, so that nothing was sent.
    "DNS_FAILED",
    "CONNECT_REFUSED",
    "CONNECT_FAILED",
    "CONNECT_TIMEOUT",
    "TLS_REFUSED",
    // The server answered instead of the model.
    "REDIRECT_REFUSED",
    "UNAUTHORIZED",
    "NOT_FOUND",
    "RATE_LIMITED",
    // There is no model.
    "CACHE_MISS",
  ] as const,
);

/**
 * Those of the other statuses 4xx that refuse the request itself: 400 malformed, 402 unpaid, 405
 * and 415 wrong way, 411, 413, 414 and 431 wrong size, 422 invalid. The rest of them, such as 408
 * or 499, can come after the model has begun.
 */
const RELEASED_STATUSES: ReadonlySet<number> = new Set([
  400,
  402,
  405,
  411,
  413,
  414,
  415,
  422,
  431,
]);

/** How a failed attempt is accounted. */
export interface FailedAttempt {
  /** `charged` its reservation, or `released` because the model did not run. */
  readonly charge: "charged" | "released";
  /** Stable code of the failure, for the record. */
  readonly errorCode: string;
}

// OC-BUDGET-2205 impl
/** Decides what a failed attempt costs by what it was rejected with. */
export function judgeFailedAttempt(error: unknown): FailedAttempt {
  const providerError = findProviderError(error);
  if (providerError !== undefined) {
    const { code, status } = providerError;
    const isReleased = RELEASED_CODES.has(code) ||
      (code === "REQUEST_REFUSED" && status !== undefined && RELEASED_STATUSES.has(status));
    return { charge: isReleased ? "released" : "charged", errorCode: code };
  }
  // An adapter refuses a request that it cannot send before it sends it.
  if (error instanceof InputError) return { charge: "released", errorCode: error.code };
  const isCoded = error instanceof Error && "code" in error && typeof error.code === "string";
  return { charge: "charged", errorCode: isCoded ? error.code as string : "UNKNOWN_FAILURE" };
}
