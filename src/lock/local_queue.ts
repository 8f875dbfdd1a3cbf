/**
 * The order of those who wait for one lock inside one process.
 *
 * First come, first served; neighbours that want to share get in together. Only the first in the
 * queue polls the file, so any number of waiters costs one poll, and nobody is overtaken by a later
 * caller of the same process. Between processes the file decides.
 *
 * @module
 */
import type { LockMode } from "../internal/files.ts";

interface Place {
  readonly mode: LockMode;
  readonly enter: () => void;
}

interface Queue {
  readonly waiting: Place[];
  holderCount: number;
  isExclusive: boolean;
}

/** Leaves the queue, letting the next one in. */
export type Leave = () => void;

// OC-LOCK-1004 impl
/** The queues of all locks of one file system, by canonical path. */
export class LocalQueues {
  readonly #queues = new Map<string, Queue>();

  /** Enters at once, or gives null where somebody is inside or waiting. */
  tryEnter(path: string, mode: LockMode): Leave | null {
    const queue = this.#queues.get(path) ?? { waiting: [], holderCount: 0, isExclusive: false };
    if (queue.waiting.length > 0 || !isFree(queue, mode)) return null;
    this.#queues.set(path, queue);
    return this.#admit(path, queue, mode);
  }

  /**
   * Enters behind those who came before.
   *
   * @throws the signal's reason when it aborts the wait; the place is then given up
   */
  enter(path: string, mode: LockMode, signal: AbortSignal): Promise<Leave> {
    const leave = this.tryEnter(path, mode);
    if (leave !== null) return Promise.resolve(leave);
    const queue = this.#queues.get(path)!;
    const { promise, resolve, reject } = Promise.withResolvers<Leave>();
    const onAbort = () => {
      queue.waiting.splice(queue.waiting.indexOf(place), 1);
      reject(signal.reason);
      // Whoever stood behind may fit in with the holders.
      this.#advance(path, queue);
    };
    const place: Place = {
      mode,
      enter: () => {
        signal.removeEventListener("abort", onAbort);
        resolve(this.#admit(path, queue, mode));
      },
    };
    if (signal.aborted) return Promise.reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    queue.waiting.push(place);
    return promise;
  }

  #admit(path: string, queue: Queue, mode: LockMode): Leave {
    queue.holderCount += 1;
    queue.isExclusive = mode === "exclusive";
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      queue.holderCount -= 1;
      this.#advance(path, queue);
    };
  }

  #advance(path: string, queue: Queue): void {
    for (let next = queue.waiting[0]; next && isFree(queue, next.mode); next = queue.waiting[0]) {
      queue.waiting.shift();
      next.enter();
    }
    if (queue.holderCount === 0) this.#queues.delete(path);
  }
}

// OC-LOCK-1007 impl
function isFree({ holderCount, isExclusive }: Queue, mode: LockMode): boolean {
  return holderCount === 0 || (mode === "shared" && !isExclusive);
}
