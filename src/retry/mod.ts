/**
 * Bounded retries for anything that can fail (INV-RETRY-BOUND-01).
 *
 * {@linkcode createRetry} is for any function, {@linkcode withRetry} for a provider.
 * {@linkcode classifyFailure} tells what is worth another attempt, {@linkcode exponentialBackOff}
 * how long to wait, {@linkcode parseRetryAfter} what the server asks for. Attempts, time and cost are
 * bounded together, and exhaustion is always a {@linkcode RetryExhaustedError}.
 *
 * @module
 */
export {
  type BackOff,
  exponentialBackOff,
  type ExponentialOptions,
  type Jitter,
} from "./back_off.ts";
export { calibratedRetry } from "./calibrated_retry.ts";
export { type ClassifyFailure, classifyFailure, type ClassifyOptions } from "./classify_failure.ts";
export { createRetry, type Retry } from "./create_retry.ts";
export type { Operation, RetryAttempt } from "./execution.ts";
export {
  type Classification,
  FAILURE_CLASSES,
  type FailureClass,
  isRetryable,
} from "./failure_class.ts";
export { parseHttpDate } from "./http_date.ts";
export { type HeaderSource, parseRetryAfter } from "./retry_after.ts";
export {
  BadResultError,
  DeadlineExceededError,
  type ExhaustedBound,
  type ExhaustedDetails,
  type FailedAttempt,
  RetryExhaustedError,
} from "./retry_exhausted_error.ts";
export type { AttemptOutcome, BadResult, ExecuteOptions, RetryOptions } from "./retry_options.ts";
export { judgeAnswer, type ProviderRetryOptions, withRetry } from "./with_retry.ts";
