/**
 * One call and its attempts.
 *
 * Invariants (INV-RETRY-BOUND-01): no attempt starts when the count, the time or the cost is used
 * up; a wait that would end behind the deadline is not begun; once the caller's signal is aborted or
 * the deadline has come, the promise settles at once and no further attempt starts, whatever the
 * operation does. The end is a good result, or a thrown error; a result that was judged bad is never
 * returned.
 *
 * @module
 */
import type { Clock } from "../internal/clock.ts";
import { startDeadline } from "../internal/deadline.ts";
import { reasonOf } from "../internal/errors.ts";
import { createStream } from "../internal/random.ts";
import type { Classification } from "./failure_class.ts";
import { isRetryable } from "./failure_class.ts";
import type { ExhaustedBound, FailedAttempt } from "./retry_exhausted_error.ts";
import {
  BadResultError,
  DeadlineExceededError,
  RetryExhaustedError,
} from "./retry_exhausted_error.ts";
import type { AttemptOutcome, BadResult, ExecuteOptions, RetryPolicy } from "./retry_options.ts";

/** What an operation is told about the attempt that it makes. */
export interface RetryAttempt {
  /** Which attempt, from 1. */
  readonly attempt: number;
  /** Aborted when the caller aborts, and when the deadline comes. */
  readonly signal: AbortSignal;
}

/** Makes one attempt. */
export type Operation<T> = (attempt: RetryAttempt) => T | PromiseLike<T>;

/** A bound that was reached, and its value for the message. */
interface ReachedBound {
  readonly bound: ExhaustedBound;
  readonly limit: string;
}

// OC-INV-0104, OC-RETRY-4104 impl
/** One call: made for it, used once. */
export class Execution<T> {
  readonly #policy: RetryPolicy;
  readonly #options: ExecuteOptions<T>;
  readonly #callNumber: number;
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #failed: FailedAttempt[] = [];
  /** Made when somebody asks for its signal: most calls end without. */
  #controller: AbortController | undefined;
  #stop: { readonly reason: unknown; readonly isDeadline: boolean } | undefined;
  #rejectWait: ((reason: unknown) => void) | undefined;
  #spentCost = 0;
  #dearestCost = 0;

  /** @param callNumber Names the call where the options do not */
  constructor(policy: RetryPolicy, options: ExecuteOptions<T>, callNumber: number) {
    this.#policy = policy;
    this.#options = options;
    this.#callNumber = callNumber;
    this.#clock = options.clock ?? policy.clock;
    this.#startMs = this.#clock.monotonicMs();
  }

  get #key(): string {
    return this.#options.key ?? `call ${this.#callNumber}`;
  }

  /** Aborted when the caller aborts, and when the deadline comes. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#stop !== undefined) this.#controller.abort(this.#stop.reason);
    return this.#controller.signal;
  }

  /** Makes attempts until one is good or a bound is reached. */
  async run(operation: Operation<T>): Promise<T> {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    const onAbort = signal && (() => this.#end(signal.reason, false));
    if (onAbort) signal.addEventListener("abort", onAbort);
    const endMs = this.#startMs + this.#policy.elapsedMaxMs;
    const stopDeadline = startDeadline(this.#clock, endMs, () => this.#expire());
    try {
      for (let attempt = 1;; attempt++) {
        const attemptStartMs = attempt === 1 ? this.#startMs : this.#clock.monotonicMs();
        let outcome: AttemptOutcome<T>;
        try {
          const result = await this.#guard(operation, new Attempt(attempt, this));
          outcome = this.#judge(result);
        } catch (error) {
          outcome = { ok: false, error };
        }
        if (this.#options.costOf !== undefined) this.#addCost(this.#options.costOf(outcome));
        if (outcome.ok) return outcome.result;
        await this.#recover(outcome.error, attempt, attemptStartMs);
      }
    } finally {
      stopDeadline();
      if (onAbort) signal.removeEventListener("abort", onAbort);
    }
  }

  #judge(result: T): AttemptOutcome<T> {
    const bad = this.#options.judge?.(result);
    if (bad !== undefined) return { ok: false, error: new JudgedResult(bad, result) };
    // On a virtual clock no timer can cut an attempt short, and the end must be the same.
    if (this.#clock.monotonicMs() - this.#startMs <= this.#policy.elapsedMaxMs) {
      return { ok: true, result };
    }
    this.#expire();
    return { ok: false, error: this.#stop!.reason };
  }

  #expire(): void {
    this.#end(new DeadlineExceededError(this.#policy.elapsedMaxMs), true);
  }

  #end(reason: unknown, isDeadline: boolean): void {
    if (this.#stop !== undefined) return;
    this.#stop = { reason, isDeadline };
    this.#controller?.abort(reason);
    this.#rejectWait?.(reason);
  }

  /** Waits for work, or until this execution ends; what the work does after that is ignored. */
  #guard<A, R>(work: (argument: A) => R | PromiseLike<R>, argument: A): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#rejectWait = reject;
      const pending = work(argument);
      if (isThenable(pending)) pending.then(resolve, reject);
      else resolve(pending);
    });
  }

  /** Waits for the next attempt, or throws what ends them. */
  async #recover(error: unknown, attempt: number, attemptStartMs: number): Promise<void> {
    const { signal } = this.#options;
    if (signal?.aborted) throw signal.reason;
    const nowMs = this.#clock.monotonicMs();
    const classification = this.#classify(error);
    const { failureClass } = classification;
    if (!this.#stop && !isRetryable(failureClass)) throw error;
    const next = this.#stop ? this.#timeBound() : this.#nextWait(classification, attempt, nowMs);
    const failed: FailedAttempt = Object.freeze({
      attempt,
      failureClass,
      startMs: attemptStartMs - this.#startMs,
      durationMs: nowMs - attemptStartMs,
      waitMs: typeof next === "number" ? next : 0,
      message: reasonOf(error),
    });
    this.#failed.push(failed);
    this.#policy.onFailure(failed);
    if (typeof next !== "number") throw this.#exhausted(next, error);
    try {
      await this.#guard((signal) => this.#clock.sleep(next, { signal }), this.signal);
    } catch (reason) {
      // A timer of the system may be late: the deadline came while the wait was ending.
      if (this.#stop?.isDeadline) throw this.#exhausted(this.#timeBound(), error);
      throw reason;
    }
  }

  #classify(error: unknown): Classification {
    if (this.#stop?.isDeadline) return { failureClass: "aborted" };
    if (error instanceof JudgedResult) return error.bad;
    const nowMs = this.#clock.now();
    return this.#policy.classify(error, { signal: this.#options.signal, nowMs });
  }

  /** How long to wait before the next attempt, or the bound that forbids it. */
  #nextWait(
    { retryAfterMs }: Classification,
    attempt: number,
    nowMs: number,
  ): number | ReachedBound {
    const { attemptMaxCount, costMax, hintMaxMs, elapsedMaxMs, backOff } = this.#policy;
    if (attempt >= attemptMaxCount) {
      return { bound: "attempts", limit: `at most ${attemptMaxCount} attempts` };
    }
    if (this.#spentCost + this.#dearestCost > costMax) {
      return { bound: "cost", limit: `a cost of at most ${costMax}` };
    }
    const leftMs = this.#startMs + elapsedMaxMs - nowMs;
    if (retryAfterMs !== undefined) {
      const maxMs = Math.min(hintMaxMs, leftMs);
      if (retryAfterMs > hintMaxMs || retryAfterMs >= leftMs) {
        return { bound: "hint", limit: `a wait of at most ${Math.max(0, Math.floor(maxMs))} ms` };
      }
      return retryAfterMs;
    }
    const seed = this.#options.seed ?? this.#policy.seed;
    const unit = createStream(seed, "retry-jitter", `${this.#key}/${attempt}`).nextUnit();
    const waitMs = backOff.delayMs(attempt, unit);
    return waitMs < leftMs ? waitMs : this.#timeBound();
  }

  #timeBound(): ReachedBound {
    return { bound: "time", limit: `an end within ${this.#policy.elapsedMaxMs} ms` };
  }

  #exhausted({ bound, limit }: ReachedBound, cause: unknown): RetryExhaustedError {
    const elapsedMs = this.#clock.monotonicMs() - this.#startMs;
    const attempts = this.#failed;
    return new RetryExhaustedError({ key: this.#key, bound, limit, attempts, elapsedMs, cause });
  }

  #addCost(cost: number): void {
    if (!(cost >= 0)) {
      throw new RangeError(`Cannot count the cost of "${this.#key}": wanted >= 0, got ${cost}`);
    }
    this.#spentCost += cost;
    this.#dearestCost = Math.max(this.#dearestCost, cost);
  }
}

/** What an operation is told; the signal is made only where it is asked for. */
class Attempt implements RetryAttempt {
  readonly attempt: number;
  readonly #execution: { readonly signal: AbortSignal };

  constructor(attempt: number, execution: { readonly signal: AbortSignal }) {
    this.attempt = attempt;
    this.#execution = execution;
  }

  get signal(): AbortSignal {
    return this.#execution.signal;
  }
}

/** A bad result on its way to the decision, with its class. */
class JudgedResult extends BadResultError {
  readonly bad: Classification;

  constructor(bad: BadResult, result: unknown) {
    super(bad.problem, result);
    this.bad = bad;
  }
}

function isThenable<R>(value: R | PromiseLike<R>): value is PromiseLike<R> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
