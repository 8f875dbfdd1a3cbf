import type { RandomStream } from "../internal/random.ts";

/** The first wait between two attempts. */
const FIRST_DELAY_MS = 0.1;

/** Growth of the wait from attempt to attempt while the holder stays the same. */
const GROWTH = 1.6;

/** The wait after the lock went from one holder to another: the next release is near. */
const MOVING_DELAY_MS = 1;

/**
 * How long to wait before the next attempt to get a lock: from 0.1 ms upward by a factor of 1.6 to
 * `spinMs`, each between half and one and a half of that.
 *
 * The wait grows only while one holder keeps the lock. As soon as it is seen to have changed hands
 * the wait is short again, so that under contention those who wait longest do not poll most rarely:
 * with plain exponential back-off they would starve.
 */
export class PollSchedule {
  readonly #spinMs: number;
  readonly #random: RandomStream;
  #delayMs = FIRST_DELAY_MS;

  /**
   * @param spinMs The longest wait, in milliseconds
   * @param random Where the jitter comes from
   */
  constructor(spinMs: number, random: RandomStream) {
    this.#spinMs = spinMs;
    this.#random = random;
  }

  /** The next wait in milliseconds; `hasMoved` says that another holder was met than last time. */
  nextDelayMs(hasMoved: boolean): number {
    if (hasMoved) this.#delayMs = MOVING_DELAY_MS;
    const delayMs = Math.min(this.#delayMs, this.#spinMs);
    this.#delayMs = Math.min(this.#delayMs * GROWTH, this.#spinMs);
    return hasMoved ? delayMs : Math.min(delayMs * (0.5 + this.#random.nextUnit()), this.#spinMs);
  }
}
