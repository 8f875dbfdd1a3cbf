import type { RandomStream } from "../internal/random.ts";

/** What a lock file tells those who find it taken. */
export interface Sighting {
  /** Whether of those who made an attempt nobody has waited for longer. */
  readonly isFirst: boolean;
  /** Until when the holder takes the lock again and again, in ms of the wall clock; 0 if unknown. */
  readonly turnEndMs: number;
}

/** Whom an attempt found that did not get the lock. */
export interface Meeting extends Sighting {
  /** Whether the attempt before found another holder, or there was none. */
  readonly isNewHolder: boolean;
}

/** A lock file that tells nothing. */
export const NOTHING_SEEN: Sighting = { isFirst: false, turnEndMs: 0 };

/** Most holders are done within a millisecond; so long whoever is first in line hardly sleeps. */
const ALERT_MS = 1;
const ALERT_DELAY_MS = 0.05;

/** After that, who is first waits a tenth of the time that the holder has had the lock so far. */
const FIRST_SHARE = 0.1;

/** The runtime's timers know no shorter wait. */
const TIMER_MS = 1;

/** Those behind wait this long at first, and each time twice as long. */
const BEHIND_DELAY_MS = 0.1;
const GROWTH = 2;

/**
 * How long to wait before the next attempt to get a lock: from 0.05 ms upward to `spinMs`.
 *
 * Who has waited longest is first in line and polls often, so that a lock that was given up does not
 * stay free for long. All others only look, now and then, whether they have waited longest by now.
 * While the holder is known to take the lock again and again nobody polls: whoever met the short gap
 * between two of its holdings would end its turn (see `turn_taking.ts`).
 * Rejected: back-off alone, as who waits longest polls most rarely then (of a hundred contenders
 * half ran into a timeout of 10 s), and one bound for all, as luck alone decides then (of 2,000
 * waits of ten contenders the longest was 30 times the mean; it is 8 times the mean now).
 */
export class PollSchedule {
  readonly #spinMs: number;
  readonly #random: RandomStream;
  #delayMs = BEHIND_DELAY_MS;

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

  // OC-LOCK-1018, OC-LOCK-1019 impl
  /**
   * The next wait in milliseconds.
   *
   * @param sighting What the attempt saw
   * @param overdueMs How long ago the holder's turn ended, negative while it goes on, or how long ago
   *   a holder without a turn was met first; in milliseconds
   */
  nextDelayMs({ isFirst }: Sighting, overdueMs: number): number {
    const turnLeftMs = Math.max(0, -overdueMs);
    const delayMs = isFirst ? firstDelayMs(overdueMs) : turnLeftMs + this.#behindDelayMs();
    return Math.min(delayMs, this.#spinMs);
  }

  /** With jitter: between half and one and a half of what it grows by. */
  #behindDelayMs(): number {
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(delayMs * GROWTH, this.#spinMs);
    return delayMs * (0.5 + this.#random.nextUnit());
  }
}

function firstDelayMs(overdueMs: number): number {
  if (overdueMs < 0) return -overdueMs;
  return overdueMs < ALERT_MS ? ALERT_DELAY_MS : Math.max(TIMER_MS, overdueMs * FIRST_SHARE);
}
