/**
 * What a failure means for another attempt.
 *
 * - `transient`: the same call may succeed later (overload, rate limit, network, broken answer)
 * - `truncated`: an answer began and was cut off; the same call may give it whole
 * - `permanent`: the same call fails again (bad request, bad key, refused by a budget)
 * - `quota`: money or an allowance has run out; no back-off brings it back
 * - `aborted`: whoever asked does not want the answer any more
 */
export type FailureClass = "transient" | "truncated" | "permanent" | "quota" | "aborted";

/** All classes, in the order of the documentation. */
export const FAILURE_CLASSES: readonly FailureClass[] = [
  "transient",
  "truncated",
  "permanent",
  "quota",
  "aborted",
];

/** Whether a failure of this class is worth another attempt. */
export function isRetryable(failureClass: FailureClass): boolean {
  return failureClass === "transient" || failureClass === "truncated";
}

/** What is known about a failure. */
export interface Classification {
  /** Whether another attempt is worth it. */
  readonly failureClass: FailureClass;
  /** How long the server asks to wait, in milliseconds; undefined where it does not say. */
  readonly retryAfterMs?: number | undefined;
}
