import type { Clock } from "../internal/clock.ts";
import { systemClock } from "../internal/clock.ts";
import { systemEntropy } from "../internal/entropy.ts";
import type { BackOff } from "./back_off.ts";
import { exponentialBackOff } from "./back_off.ts";
import type { ClassifyFailure } from "./classify_failure.ts";
import { classifyFailure } from "./classify_failure.ts";
import type { FailureClass } from "./failure_class.ts";
import type { FailedAttempt } from "./retry_exhausted_error.ts";

/** Options of {@linkcode createRetry}. All bounds hold together; the first one reached ends it. */
export interface RetryOptions {
  /** Attempts, the first one included; an integer >= 1. @default 4 */
  readonly attemptMaxCount?: number | undefined;
  /** Time for all attempts and waits together, in ms, > 0. @default 600000 */
  readonly elapsedMaxMs?: number | undefined;
  /** Cost of all attempts together, in the unit of `costOf`. @default no bound */
  readonly costMax?: number | undefined;
  /** A server that asks for a longer wait than this, in ms, is given up on. @default 120000 */
  readonly hintMaxMs?: number | undefined;
  /** How long to wait where the server does not say. @default exponential, 1 s to 30 s */
  readonly backOff?: BackOff | undefined;
  /** Decides what a failure means. @default classifyFailure */
  readonly classify?: ClassifyFailure | undefined;
  /** Seed of the jitter, an integer >= 0. @default unpredictable */
  readonly seed?: number | undefined;
  /** What time is measured and waited on. @default the machine's clock */
  readonly clock?: Clock | undefined;
  /** Told of every attempt that failed, before the wait behind it. @default nobody */
  readonly onFailure?: ((failed: FailedAttempt) => void) | undefined;
}

/** A result that is no good, and what that means for another attempt. */
export interface BadResult {
  /** Whether another attempt is made. */
  readonly failureClass: FailureClass;
  /** What is wrong with it, such as `"an empty text"`. */
  readonly problem: string;
}

/** How an attempt ended. */
export type AttemptOutcome<T> =
  | { readonly ok: true; readonly result: T }
  | { readonly ok: false; readonly error: unknown };

/** Options of {@linkcode Retry.execute}. */
export interface ExecuteOptions<T> {
  /** Ends everything at once: waits and the attempt under way. @default never */
  readonly signal?: AbortSignal | undefined;
  /** Names the call: in errors, and its jitter depends on it. @default the number of the call */
  readonly key?: string | undefined;
  /** Says what is wrong with a result, or undefined where it is good. @default all are good */
  readonly judge?: ((result: T) => BadResult | undefined) | undefined;
  /** What an attempt cost, a number >= 0; asked once for each. @default 0 */
  readonly costOf?: ((outcome: AttemptOutcome<T>) => number) | undefined;
  /** Takes the place of the policy's seed. @default the policy's */
  readonly seed?: number | undefined;
  /** Takes the place of the policy's clock. @default the policy's */
  readonly clock?: Clock | undefined;
}

/** Checked options with every default filled in. */
export type RetryPolicy = Readonly<
  Required<{ [Name in keyof RetryOptions]: Exclude<RetryOptions[Name], undefined> }>
>;

/** Longest wait that a server is granted: longer ones are for people to decide. */
const HINT_MAX_MS = 120_000;

// OC-RETRY-4105 impl
/** Fills in the defaults and checks every number. */
export function readRetryOptions(options: RetryOptions): RetryPolicy {
  const {
    attemptMaxCount = 4,
    elapsedMaxMs = 600_000,
    costMax = Infinity,
    hintMaxMs = HINT_MAX_MS,
    backOff = exponentialBackOff(),
    classify = classifyFailure,
    seed = Number.parseInt(systemEntropy.hex(6), 16),
    clock = systemClock,
    onFailure = () => {},
  } = options;
  const integer = "an integer";
  check("attemptMaxCount", `${integer} >= 1`, attemptMaxCount, isIntegerFrom(1, attemptMaxCount));
  check("elapsedMaxMs", "a number > 0", elapsedMaxMs, elapsedMaxMs > 0);
  check("costMax", "a number >= 0", costMax, costMax >= 0);
  check("hintMaxMs", "a number >= 0", hintMaxMs, hintMaxMs >= 0);
  check("seed", `${integer} >= 0`, seed, isIntegerFrom(0, seed));
  return {
    attemptMaxCount,
    elapsedMaxMs,
    costMax,
    hintMaxMs,
    backOff,
    classify,
    seed,
    clock,
    onFailure,
  };
}

function isIntegerFrom(min: number, value: number): boolean {
  return Number.isSafeInteger(value) && value >= min;
}

function check(name: string, wanted: string, value: number, isGood: boolean): void {
  if (isGood) return;
  throw new RangeError(`Cannot create retry: ${name} must be ${wanted}, got ${value}`);
}
