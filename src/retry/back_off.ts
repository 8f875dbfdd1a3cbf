/**
 * How the time before a retry is spread, so that callers that failed together do not come back
 * together.
 *
 * - `equal`: between half of the nominal time and all of it
 * - `full`: between nothing and all of it
 * - `none`: exactly the nominal time
 */
export type Jitter = "equal" | "full" | "none";

/** How long to wait before each retry: an immutable value. */
export interface BackOff {
  /**
   * The wait before a retry.
   *
   * @param retry Which retry, from 1
   * @param unit A random number in [0, 1)
   * @returns Milliseconds
   */
  delayMs(retry: number, unit: number): number;
}

/** Options of {@linkcode exponentialBackOff}. */
export interface ExponentialOptions {
  /** Nominal wait before the first retry, in ms. @default 1000 */
  readonly baseMs?: number | undefined;
  /** No wait is longer, in ms. @default 30000 */
  readonly maxMs?: number | undefined;
  /** Each nominal wait is so many times the one before. @default 2 */
  readonly factor?: number | undefined;
  /** How waits are spread. @default "equal" */
  readonly jitter?: Jitter | undefined;
}

// OC-RETRY-4108 impl
/**
 * Waits that grow: `min(maxMs, baseMs * factor ^ (retry - 1))`, spread by jitter. The jitter lowers a
 * wait and never raises it, so `maxMs` holds.
 *
 * @example Three waits without jitter
 * ```ts
 * import { exponentialBackOff } from "@omega/readiness/retry";
 * import { assertEquals } from "@std/assert";
 *
 * const backOff = exponentialBackOff({ baseMs: 100, maxMs: 300, jitter: "none" });
 * assertEquals([1, 2, 3].map((retry) => backOff.delayMs(retry, 0)), [100, 200, 300]);
 * ```
 *
 * @throws {RangeError} if a number is out of its range
 */
export function exponentialBackOff(options: ExponentialOptions = {}): BackOff {
  const { baseMs = 1000, maxMs = 30_000, factor = 2, jitter = "equal" } = options;
  check("baseMs", baseMs, 0);
  check("maxMs", maxMs, baseMs);
  check("factor", factor, 1);
  return Object.freeze({
    delayMs(retry: number, unit: number): number {
      // The power overflows to Infinity, which the bound turns into maxMs; 0 * Infinity is NaN.
      const nominalMs = baseMs === 0 ? 0 : Math.min(maxMs, baseMs * factor ** (retry - 1));
      switch (jitter) {
        case "none":
          return nominalMs;
        case "full":
          return nominalMs * unit;
        case "equal":
          return (nominalMs / 2) * (1 + unit);
        default:
          return jitter satisfies never;
      }
    },
  });
}

function check(name: string, value: number, min: number): void {
  if (value >= min && Number.isFinite(value)) return;
  throw new RangeError(`Cannot create back-off: ${name} must be a number >= ${min}, got ${value}`);
}
