import type { Operation } from "./execution.ts";
import { Execution } from "./execution.ts";
import type { ExecuteOptions, RetryOptions } from "./retry_options.ts";
import { readRetryOptions } from "./retry_options.ts";

/** A bounded retry that can be used for any number of calls, also at once. */
export interface Retry {
  /**
   * Makes attempts until one is good.
   *
   * @returns The first result that is good, never another
   * @throws {RetryExhaustedError} if a bound was reached, with every attempt
   * @throws the signal's reason when aborted
   * @throws the operation's own error where another attempt is pointless: permanent and quota
   */
  execute<T>(operation: Operation<T>, options?: ExecuteOptions<T>): Promise<T>;
}

// OC-RETRY-4107 impl
/**
 * Creates a retry. Calls share nothing but the options; nothing has to be closed. Needs no
 * permission of its own.
 *
 * An abort or the deadline ends a wait and the attempt under way at once, and no further attempt is
 * made, even where the operation ignores its signal.
 *
 * @example Two failures, then success
 * ```ts
 * import { createRetry, exponentialBackOff } from "@omega/readiness/retry";
 * import { assertEquals } from "@std/assert";
 *
 * const retry = createRetry({ backOff: exponentialBackOff({ baseMs: 1 }) });
 * const result = await retry.execute(({ attempt }) => {
 *   if (attempt < 3) throw Object.assign(new Error("busy"), { status: 503 });
 *   return `attempt ${attempt}`;
 * });
 * assertEquals(result, "attempt 3");
 * ```
 *
 * @param options Bounds, back-off and classification
 * @throws {RangeError} if a number is out of its range
 */
export function createRetry(options: RetryOptions = {}): Retry {
  const policy = readRetryOptions(options);
  let callCount = 0;
  return {
    execute<T>(operation: Operation<T>, options: ExecuteOptions<T> = {}): Promise<T> {
      callCount += 1;
      return new Execution(policy, options, callCount).run(operation);
    },
  };
}
