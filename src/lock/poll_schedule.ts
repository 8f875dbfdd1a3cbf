import type { RandomStream } from "../internal/random.ts";

/** The first wait between two attempts. */
const FIRST_DELAY_MS = 0.1;

/** Growth of the wait from attempt to attempt. */
const GROWTH = 1.6;

/** Whom an attempt found: the holder of last time, another one, or one for whom others wait too. */
export type Meeting = "same holder" | "other holder" | "crowd";

/** While the lock changes hands between few contenders, each makes an attempt at least so often. */
const FEW_MAX_MS = 2;

/**
 * In a crowd, less often. A hundred contenders then make ten attempts in a millisecond, at 30 µs
 * each, and leave the processors to the holder.
 */
export const CROWD_MAX_MS = 10;

/**
 * How long to wait before the next attempt to get a lock: from 0.1 ms upward by a factor of 1.6 to
 * `spinMs`, each between half and one and a half of that.
 *
 * While the lock changes hands the bound is short, and follows from what all contenders see alike.
 * Rejected: back-off up to `spinMs` (who waits longest polls most rarely; of a hundred contenders
 * half ran into a timeout of 10 s), and a bound that follows the own last wait (who was lucky once
 * polls more often, and is lucky again).
 */
export class PollSchedule {
  readonly #spinMs: number;
  readonly #random: RandomStream;
  #delayMs = FIRST_DELAY_MS;

  /**
   * Begins with the shortest wait.
   *
   * @param spinMs The longest wait, in milliseconds
   * @param random Where the jitter comes from
   */
  constructor(spinMs: number, random: RandomStream) {
    this.#spinMs = spinMs;
    this.#random = random;
  }

  /** The next wait in milliseconds, after an attempt that met somebody. */
  nextDelayMs(meeting: Meeting): number {
    const boundMs = this.#boundMs(meeting);
    const delayMs = Math.min(this.#delayMs, boundMs) * (0.5 + this.#random.nextUnit());
    this.#delayMs = Math.min(this.#delayMs, boundMs) * GROWTH;
    return Math.min(delayMs, this.#spinMs);
  }

  #boundMs(meeting: Meeting): number {
    switch (meeting) {
      case "same holder":
        return this.#spinMs;
      case "other holder":
        return Math.min(FEW_MAX_MS, this.#spinMs);
      case "crowd":
        return Math.min(CROWD_MAX_MS, this.#spinMs);
      default:
        return meeting satisfies never;
    }
  }
}
