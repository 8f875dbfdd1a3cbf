import type { LockMode } from "../internal/files.ts";
import type { LockOwner } from "./lock_owner.ts";

/** What is known about a lock that is held. */
export interface LeaseFacts {
  /** The locked file: one path for all spellings. */
  readonly path: string;
  /** Whether others may hold it at the same time. */
  readonly mode: LockMode;
  /** How long was waited for it, in milliseconds. */
  readonly waitedMs: number;
  /** What those who wait can read about the holder. */
  readonly owner: LockOwner;
}

// OC-LOCK-1008 impl
/**
 * A lock that is held until it is released: `await using lease = await acquireLock(path)`.
 *
 * Releasing twice is harmless. When the process dies, by SIGKILL too, the system releases it.
 */
export class LockLease implements AsyncDisposable {
  /** What is known about it. */
  readonly facts: LeaseFacts;
  readonly #release: () => Promise<void>;
  #released: Promise<void> | null = null;

  /**
   * Made by the acquiring functions.
   *
   * @param facts What is known about it
   * @param release Gives the lock back; called once
   */
  constructor(facts: LeaseFacts, release: () => Promise<void>) {
    this.facts = facts;
    this.#release = release;
  }

  /** Whether nobody has asked for its release yet. */
  get isHeld(): boolean {
    return this.#released === null;
  }

  /**
   * Gives the lock back and removes the lock file. A second call waits for the first one.
   *
   * @throws {FileError} if the lock file cannot be removed; the lock is free all the same
   * @throws {LockLostError} see there; only on a file system without locks
   */
  release(): Promise<void> {
    return this.#released ??= this.#release();
  }

  /** The same as {@linkcode release}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }
}

/** The blocking twin of {@linkcode LockLease}: `using lease = acquireLockSync(path)`. */
export class LockLeaseSync implements Disposable {
  /** What is known about it. */
  readonly facts: LeaseFacts;
  readonly #release: () => void;
  #isHeld = true;

  /**
   * Made by the acquiring functions.
   *
   * @param facts What is known about it
   * @param release Gives the lock back; called once
   */
  constructor(facts: LeaseFacts, release: () => void) {
    this.facts = facts;
    this.#release = release;
  }

  /** Whether it has not been released yet. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /**
   * Gives the lock back and removes the lock file. A second call does nothing.
   *
   * @throws {FileError} if the lock file cannot be removed; the lock is free all the same
   */
  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#release();
  }

  /** The same as {@linkcode release}. */
  [Symbol.dispose](): void {
    this.release();
  }
}
