import type { FailureClass } from "./failure_class.ts";

/** Statuses below 500 that a second attempt may change. */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([
  408, // Request Timeout
  409, // Conflict: model servers answer it for a lock that was not to be had
  425, // Too Early
  429, // Too Many Requests; a quota that has run out is told by its code before this is asked
]);

/** Payment Required. */
const PAYMENT_REQUIRED = 402;

/**
 * What an HTTP status of a failed call means: 408, 409, 425, 429 and all of 5xx (529 too) are
 * transient, 402 is quota, everything else is permanent.
 */
export function classifyStatus(status: number): FailureClass {
  if (TRANSIENT_STATUSES.has(status) || status >= 500) return "transient";
  return status === PAYMENT_REQUIRED ? "quota" : "permanent";
}
