/**
 * A process may take a contended lock again at once for so long. Waking up one that waits takes
 * about a millisecond (granularity of timers, cold caches), so much shorter turns would spend most
 * of the time on hand-overs; much longer ones would let the others wait.
 */
const TURN_MS = 3;

/**
 * After its turn a process lets this share of the time pass that it had to wait for it. All who
 * contend rest in the same way, so those who poll are those who wait longest: the order comes near
 * to first come, first served, and few polls get in the holder's way.
 */
const REST_SHARE = 0.75;

/** Shorter rests than the shortest timer are none. */
const REST_MIN_MS = 1;

/** More locks than this are remembered only as long as it takes to forget the oldest. */
const REMEMBERED_MAX = 64;

interface Turn {
  readonly startMs: number;
  /** How long it took to get the turn. */
  readonly waitedMs: number;
  /** When the rest after the turn ends, null while the turn goes on. */
  restEndMs: number | null;
}

/**
 * Fair turns between processes that contend for a lock by polling. Without them a process in a loop
 * would nearly always win against those that sleep between two attempts.
 */
export class TurnTaking {
  readonly #turns = new Map<string, Turn>();
  readonly #restMaxMs: number;

  /** @param restMaxMs No rest is longer, in ms: others may have stopped contending meanwhile */
  constructor(restMaxMs: number) {
    this.#restMaxMs = restMaxMs;
  }

  /** How long to rest before asking for the lock, in milliseconds. */
  restMs(lockPath: string, nowMs: number): number {
    const restEndMs = this.#turns.get(lockPath)?.restEndMs ?? nowMs;
    return Math.max(0, restEndMs - nowMs);
  }

  /** How long it took to get the lock the last time, in milliseconds; null where that is not known. */
  lastWaitMs(lockPath: string): number | null {
    return this.#turns.get(lockPath)?.waitedMs ?? null;
  }

  /** The lock was had, after `waitedMs` with the rest included. */
  begin(
    lockPath: string,
    nowMs: number,
    { waitedMs, wasBusy }: { readonly waitedMs: number; readonly wasBusy: boolean },
  ): void {
    const turn = this.#turns.get(lockPath);
    // Free after a rest: nobody seems to contend any more.
    if (!wasBusy && turn !== undefined && turn.restEndMs !== null) this.#turns.delete(lockPath);
    if (wasBusy) this.#remember(lockPath, { startMs: nowMs, waitedMs, restEndMs: null });
  }

  /** The lock was given up; `isContended` says that somebody was seen waiting for it. */
  end(lockPath: string, nowMs: number, isContended: boolean): void {
    let turn = this.#turns.get(lockPath);
    if (turn === undefined) {
      if (!isContended) return;
      turn = { startMs: nowMs, waitedMs: 0, restEndMs: null };
      this.#remember(lockPath, turn);
    }
    if (nowMs - turn.startMs < TURN_MS) return;
    const restMs = Math.max(REST_MIN_MS, REST_SHARE * turn.waitedMs);
    turn.restEndMs = nowMs + Math.min(restMs, this.#restMaxMs);
  }

  #remember(lockPath: string, turn: Turn): void {
    this.#turns.delete(lockPath);
    this.#turns.set(lockPath, turn);
    if (this.#turns.size <= REMEMBERED_MAX) return;
    const [oldest] = this.#turns.keys();
    if (oldest !== undefined) this.#turns.delete(oldest);
  }
}
