/**
 * A process may take a contended lock again at once for so long. Waking up one that waits takes
 * about a millisecond (granularity of timers, cold caches), so much shorter turns would spend most
 * of the time on hand-overs; much longer ones would let the others wait.
 */
const TURN_MS = 3;

/** After a turn everybody else shall have made an attempt; of a crowd, half of them. */
const REST_MS = 5;

/** More locks than this are remembered only as long as it takes to forget the oldest. */
const REMEMBERED_MAX = 64;

interface Turn {
  readonly startMs: number;
  /** When the rest after the turn ends, null while the turn goes on. */
  restEndMs: number | null;
}

/**
 * Fair turns between processes that contend for a lock by polling. Without them a process in a loop
 * would nearly always win against those that sleep between two attempts.
 */
export class TurnTaking {
  readonly #turns = new Map<string, Turn>();

  /** How long to rest before asking for the lock, in milliseconds. */
  restMs(lockPath: string, nowMs: number): number {
    const restEndMs = this.#turns.get(lockPath)?.restEndMs ?? nowMs;
    return Math.max(0, restEndMs - nowMs);
  }

  /** The lock was had; `wasBusy` says that somebody else had it when it was asked for. */
  begin(lockPath: string, nowMs: number, wasBusy: boolean): void {
    const turn = this.#turns.get(lockPath);
    if (wasBusy) this.#remember(lockPath, { startMs: nowMs, restEndMs: null });
    // Free after a rest: nobody seems to contend any more.
    else if (turn !== undefined && turn.restEndMs !== null) this.#turns.delete(lockPath);
  }

  /** The lock was given up; `isContended` says that somebody was seen waiting for it. */
  end(lockPath: string, nowMs: number, isContended: boolean): void {
    let turn = this.#turns.get(lockPath);
    if (turn === undefined) {
      if (!isContended) return;
      turn = { startMs: nowMs, restEndMs: null };
      this.#remember(lockPath, turn);
    }
    if (nowMs - turn.startMs >= TURN_MS) turn.restEndMs = nowMs + REST_MS;
  }

  #remember(lockPath: string, turn: Turn): void {
    this.#turns.delete(lockPath);
    this.#turns.set(lockPath, turn);
    if (this.#turns.size <= REMEMBERED_MAX) return;
    const [oldest] = this.#turns.keys();
    if (oldest !== undefined) this.#turns.delete(oldest);
  }
}
