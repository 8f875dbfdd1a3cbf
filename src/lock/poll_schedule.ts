import type { RandomStream } from "../internal/random.ts";

/** The first wait between two attempts. */
const FIRST_DELAY_MS = 0.1;

/** Growth of the wait from attempt to attempt. */
const GROWTH = 1.6;

/** While the lock changes hands, at least so many attempts are made in the time that it took before. */
const ATTEMPTS_PER_WAIT = 8;

/** The shortest bound: a timer's granularity. */
const BOUND_MIN_MS = 1;

/** What a schedule is made from. */
export interface PollLimits {
  /** The longest wait, in ms. */
  readonly spinMs: number;
  /** How long it took to get this lock the last time, in ms; null where that is not known. */
  readonly lastWaitMs: number | null;
}

/**
 * How long to wait before the next attempt to get a lock: from 0.1 ms upward by a factor of 1.6,
 * each between half and one and a half of that.
 *
 * Up to `spinMs` while one holder keeps the lock. While it changes hands the bound is a share of
 * the time that this process waited for it before. That time grows with the number of contenders,
 * so a hundred of them poll more rarely each, and take no more of the processor from the holder than
 * ten do. Plain exponential back-off would make those who wait longest poll most rarely, and starve
 * them.
 */
export class PollSchedule {
  readonly #spinMs: number;
  readonly #movingMs: number;
  readonly #random: RandomStream;
  #delayMs = FIRST_DELAY_MS;

  /**
   * Begins with the shortest wait.
   *
   * @param limits The longest wait, and what is known of the lock
   * @param random Where the jitter comes from
   */
  constructor({ spinMs, lastWaitMs }: PollLimits, random: RandomStream) {
    const boundMs = lastWaitMs === null
      ? spinMs
      : Math.max(BOUND_MIN_MS, lastWaitMs / ATTEMPTS_PER_WAIT);
    this.#spinMs = spinMs;
    this.#movingMs = Math.min(boundMs, spinMs);
    this.#random = random;
  }

  /** The next wait in milliseconds; `hasMoved` says that another holder was met than last time. */
  nextDelayMs(hasMoved: boolean): number {
    if (hasMoved) this.#delayMs = Math.min(this.#delayMs, this.#movingMs);
    const delayMs = this.#delayMs * (0.5 + this.#random.nextUnit());
    this.#delayMs = Math.min(this.#delayMs * GROWTH, this.#spinMs);
    return Math.min(delayMs, this.#spinMs);
  }
}
