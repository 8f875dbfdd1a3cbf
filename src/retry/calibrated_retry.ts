import type { Calibration } from "../calibration/calibration.ts";
import { exponentialBackOff } from "./back_off.ts";
import type { ProviderRetryOptions } from "./with_retry.ts";

// OC-RETRY-4109 impl
/**
 * The bounds that a calibration sets: one attempt and `MAX_RETRIES` more, back-off from
 * `BACKOFF_BASE_MS` to `BACKOFF_MAX_MS`, all of it within `max_run_latency_ms`.
 */
export function calibratedRetry(calibration: Calibration): ProviderRetryOptions {
  return {
    attemptMaxCount: calibration.MAX_RETRIES + 1,
    // A limit of 0 ms leaves room for nothing; the smallest positive one says the same.
    elapsedMaxMs: calibration.LATENCY_LIMITS.max_run_latency_ms || Number.MIN_VALUE,
    backOff: exponentialBackOff({
      baseMs: calibration.BACKOFF_BASE_MS,
      maxMs: calibration.BACKOFF_MAX_MS,
    }),
  };
}
