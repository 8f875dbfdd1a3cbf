import type { Calibration } from "../src/calibration/calibration.ts";
import type { LockOptions } from "../src/lock/lock_options.ts";

/** The limits of locks that a calibration sets. It may say 0, which is no time to wait at all. */
export function lockLimitsOf(
  { LOCK_TIMEOUT_MS, LOCK_SPIN_MS, LOCK_STALE_MS }: Calibration,
): Pick<LockOptions, "timeoutMs" | "spinMs" | "staleMs"> {
  return {
    timeoutMs: Math.max(1, LOCK_TIMEOUT_MS),
    spinMs: Math.max(1, LOCK_SPIN_MS),
    staleMs: Math.max(1, LOCK_STALE_MS),
  };
}
