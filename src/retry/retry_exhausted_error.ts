import { reasonOf } from "../internal/errors.ts";
import type { FailureClass } from "./failure_class.ts";

/** One attempt that failed. */
export interface FailedAttempt {
  /** Which attempt, from 1. */
  readonly attempt: number;
  /** What its failure meant. */
  readonly failureClass: FailureClass;
  /** When it started, in ms since the start of the whole. */
  readonly startMs: number;
  /** How long it took, in ms. */
  readonly durationMs: number;
  /** How long was waited after it, in ms; 0 behind the last one. */
  readonly waitMs: number;
  /** What happened, on one line. */
  readonly message: string;
}

/**
 * Which bound ended the attempts.
 *
 * - `attempts`: as many as allowed were made
 * - `time`: the deadline has come, or would come during the next wait
 * - `cost`: another attempt might cost more than is left
 * - `hint`: the server asked for a longer wait than is worth it
 */
export type ExhaustedBound = "attempts" | "time" | "cost" | "hint";

/** What is known when attempts end without a success. */
export interface ExhaustedDetails {
  /** What was tried, for the message. */
  readonly key: string;
  /** Which bound ended the attempts. */
  readonly bound: ExhaustedBound;
  /** The value of that bound, for the message, such as `"at most 4 attempts"`. */
  readonly limit: string;
  /** All attempts, in order. */
  readonly attempts: readonly FailedAttempt[];
  /** From the first attempt to the end, in ms. */
  readonly elapsedMs: number;
  /** What the last attempt failed with. */
  readonly cause: unknown;
}

// OC-RETRY-4101 impl
/**
 * Every allowed attempt failed (INV-RETRY-BOUND-01). Giving up is always this error, also when the
 * attempts ended in results that were no good: exhaustion never looks like success.
 */
export class RetryExhaustedError extends Error {
  /** Name of the class, for those who catch across realms. */
  override readonly name = "RetryExhaustedError";
  /** Stable code for programs. */
  readonly code = "RETRY_EXHAUSTED";
  /** Which bound ended the attempts. */
  readonly bound: ExhaustedBound;
  /** All attempts, in order, with class and times. */
  readonly attempts: readonly FailedAttempt[];
  /** From the first attempt to the end, in ms. */
  readonly elapsedMs: number;

  /**
   * Makes the error; its message has the number of attempts, the time and the last failure.
   *
   * @param details The attempts and what ended them
   */
  constructor({ key, bound, limit, attempts, elapsedMs, cause }: ExhaustedDetails) {
    const history = attempts.map(({ failureClass }) => failureClass).join(", ");
    super(
      `Cannot complete "${key}": wanted success with ${limit}, found ${attempts.length} failed in ` +
        `${Math.round(elapsedMs)} ms (${history}), the last with: ${reasonOf(cause)}`,
      { cause },
    );
    this.bound = bound;
    this.attempts = Object.freeze(attempts.map((attempt) => Object.freeze({ ...attempt })));
    this.elapsedMs = elapsedMs;
  }
}

// OC-RETRY-4102 impl
/** A result arrived that was judged to be no good. It is the cause where a retry gives up on one. */
export class BadResultError extends Error {
  /** Name of the class, for those who catch across realms. */
  override readonly name = "BadResultError";
  /** Stable code for programs. */
  readonly code = "BAD_RESULT";
  /** The result. */
  readonly result: unknown;

  /**
   * Makes the error for one result.
   *
   * @param problem What is wrong with it, such as `"an empty text"`
   * @param result The result
   */
  constructor(problem: string, result: unknown) {
    super(`Cannot use the result: ${problem}`);
    this.result = result;
  }
}

// OC-RETRY-4103 impl
/** The deadline of a retry has come while an attempt was under way. */
export class DeadlineExceededError extends Error {
  /** Name of the class, for those who catch across realms. */
  override readonly name = "DeadlineExceededError";
  /** Stable code for programs. */
  readonly code = "DEADLINE_EXCEEDED";
  /** How long all attempts together were allowed to take, in ms. */
  readonly elapsedMaxMs: number;

  /**
   * Makes the error.
   *
   * @param elapsedMaxMs How long all attempts together were allowed to take, in ms
   */
  constructor(elapsedMaxMs: number) {
    super(`Cannot go on: wanted an end within ${elapsedMaxMs} ms, found the attempt under way`);
    this.elapsedMaxMs = elapsedMaxMs;
  }
}
