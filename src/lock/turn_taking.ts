/**
 * A process may take a contended lock again at once for so long. A hand-over costs about as much as
 * two updates (another process wakes up with cold caches); longer turns let the others wait.
 */
export const TURN_MS = 8;

/** After a turn this share of the time that was waited for it is rested. */
const REST_SHARE = 0.8;

/** A shorter rest ends before who is first in line has noticed; see `poll_schedule.ts`. */
const REST_MIN_MS = 1;

/** The longest rest, as long as the longest wait between two attempts is by default. */
const REST_MAX_MS = 50;

/** More locks than this are remembered only as long as it takes to forget the oldest. */
const REMEMBERED_MAX = 64;

/** What is known about a holding when it ends; times are monotonic milliseconds. */
export interface Holding {
  readonly waitedMs: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Whether somebody else had the lock when it was asked for. */
  readonly wasBusy: boolean;
  /** Whether somebody waits for it. */
  readonly isContended: boolean;
}

interface Turn {
  readonly startMs: number;
  readonly waitedMs: number;
  /** When the rest after the turn ends, null while the turn goes on. */
  readonly restEndMs: number | null;
}

/**
 * Fair turns between processes that contend for a lock by polling. Without them a process in a loop
 * would nearly always win against those that sleep between two attempts.
 *
 * A rest is most of the wait before it, as the next one will be alike: of many contenders most rest,
 * and only those poll whose turn is near.
 */
export class TurnTaking {
  readonly #turns = new Map<string, Turn>();

  /** How long to rest before asking for the lock, in milliseconds. */
  restMs(lockPath: string, nowMs: number): number {
    const restEndMs = this.#turns.get(lockPath)?.restEndMs ?? nowMs;
    return Math.max(0, restEndMs - nowMs);
  }

  /**
   * How much is left of the turn that a holding from `nowMs` on belongs to, in milliseconds: all of it
   * where the turn before was a whole one, and nothing where the lock is not known to be taken again
   * and again.
   */
  leftMs(lockPath: string, nowMs: number): number {
    const turn = this.#turns.get(lockPath);
    if (turn === undefined) return 0;
    return turn.restEndMs === null ? Math.max(0, turn.startMs + TURN_MS - nowMs) : TURN_MS;
  }

  // OC-LOCK-1017 impl
  /** The lock was given up. */
  end(lockPath: string, holding: Holding): void {
    const { endMs, isContended } = holding;
    const { startMs, waitedMs } = this.#turnOf(lockPath, holding);
    const isOver = isContended && endMs - startMs >= TURN_MS;
    const restMs = Math.min(Math.max(REST_MIN_MS, waitedMs * REST_SHARE), REST_MAX_MS);
    this.#remember(lockPath, { startMs, waitedMs, restEndMs: isOver ? endMs + restMs : null });
  }

  /** A holding goes on with the turn before it unless there was a rest or another holder between. */
  #turnOf(lockPath: string, holding: Holding): Pick<Turn, "startMs" | "waitedMs"> {
    const turn = this.#turns.get(lockPath);
    const isSame = turn !== undefined && turn.restEndMs === null && !holding.wasBusy;
    return isSame ? turn : holding;
  }

  #remember(lockPath: string, turn: Turn): void {
    this.#turns.delete(lockPath);
    this.#turns.set(lockPath, turn);
    if (this.#turns.size <= REMEMBERED_MAX) return;
    const [oldest] = this.#turns.keys();
    if (oldest !== undefined) this.#turns.delete(oldest);
  }
}
