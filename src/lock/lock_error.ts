import type { LockOwner } from "./lock_owner.ts";
import { describeOwner } from "./lock_owner.ts";

// OC-LOCK-1005 impl
/** A lock could not be had in time. Nothing waits for it any more and nothing is held. */
export class LockTimeoutError extends Error {
  /** Name of the class. */
  override readonly name = "LockTimeoutError";
  /** Stable code for programs. */
  readonly code = "LOCK_TIMEOUT";
  /** The file that was to be locked, as the caller spelled it. */
  readonly path: string;
  /** How long was waited, in milliseconds. */
  readonly waitedMs: number;
  /** Who held the lock at the end, null where no record was readable. */
  readonly heldBy: LockOwner | null;

  /**
   * Composes the message.
   *
   * @param path The file that was to be locked
   * @param details How long was waited and who held the lock at the end
   */
  constructor(
    path: string,
    details: { readonly waitedMs: number; readonly heldBy: LockOwner | null },
  ) {
    const { waitedMs, heldBy } = details;
    super(
      `Cannot lock "${path}": wanted it within ${Math.round(waitedMs)} ms, ` +
        `found it held by ${describeOwner(heldBy)}`,
    );
    this.path = path;
    this.waitedMs = waitedMs;
    this.heldBy = heldBy;
  }
}

// OC-LOCK-1009 impl
/**
 * A blocking acquisition asked for a lock that this very process holds: it would keep the holder
 * from ever releasing it, so it fails at once.
 */
export class LockDeadlockError extends Error {
  /** Name of the class. */
  override readonly name = "LockDeadlockError";
  /** Stable code for programs. */
  readonly code = "LOCK_DEADLOCK";
  /** The file that was to be locked, as the caller spelled it. */
  readonly path: string;

  /**
   * Composes the message.
   *
   * @param path The file that was to be locked
   */
  constructor(path: string) {
    super(
      `Cannot lock "${path}": wanted it free, found it held by this process, which would block`,
    );
    this.path = path;
  }
}

// OC-LOCK-1104 impl
/**
 * At release the lock was no longer ours. That is possible only on a file system without locks,
 * when the holder stood still for longer than the stale time; what was done under the lock may have
 * met somebody else's work.
 */
export class LockLostError extends Error {
  /** Name of the class. */
  override readonly name = "LockLostError";
  /** Stable code for programs. */
  readonly code = "LOCK_LOST";
  /** The file that had been locked, as the caller spelled it. */
  readonly path: string;
  /** Who holds the lock now, null where nobody does. */
  readonly heldBy: LockOwner | null;

  /**
   * Composes the message.
   *
   * @param path The file that had been locked
   * @param heldBy Who holds the lock now
   */
  constructor(path: string, heldBy: LockOwner | null) {
    const found = heldBy === null
      ? "taken over and free again"
      : `held by ${describeOwner(heldBy)}`;
    super(`Cannot release lock of "${path}": wanted it still held, found it ${found}`);
    this.path = path;
    this.heldBy = heldBy;
  }
}
