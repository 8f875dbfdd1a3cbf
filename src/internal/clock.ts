/**
 * The two clocks: the system's, and a virtual one on which waiting takes no real time.
 *
 * @module
 */
import { setImmediate } from "node:timers";

/** Options of {@linkcode Clock.sleep}. */
export interface SleepOptions {
  /** Ends the wait at once; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/** A source of time. */
export interface Clock {
  /** Whether waiting on this clock takes real time. */
  readonly kind: "system" | "virtual";
  /** Wall time in milliseconds since 1970-01-01T00:00:00Z; may jump when the machine's is set. */
  now(): number;
  /** Milliseconds since an arbitrary origin; never goes back. Deadlines are measured on it. */
  monotonicMs(): number;
  /** Waits `ms` milliseconds; rejects at once with `signal.reason` when aborted. */
  sleep(ms: number, options?: SleepOptions): Promise<void>;
}

/** `setTimeout` fires at once above this, so longer waits are made of several. */
const TIMER_MAX_MS = 2 ** 31 - 1;

function checkSleep(ms: number): void {
  if (!(ms >= 0)) {
    throw new RangeError(`Cannot sleep: the time must be a number of ms >= 0, got ${ms}`);
  }
}

/** The machine's clock. */
export const systemClock: Clock = {
  kind: "system",
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  async sleep(ms, { signal } = {}) {
    checkSleep(ms);
    signal?.throwIfAborted();
    for (let leftMs = ms; leftMs >= 0; leftMs -= TIMER_MAX_MS) {
      await sleepOnce(Math.min(leftMs, TIMER_MAX_MS), signal);
      if (leftMs === 0) break;
    }
  },
};

// OC-DET-0304 impl
function sleepOnce(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = () => {
    clearTimeout(timer);
    reject(signal!.reason);
  };
  const timer = setTimeout(() => {
    signal?.removeEventListener("abort", onAbort);
    resolve();
  }, ms);
  signal?.addEventListener("abort", onAbort, { once: true });
  return promise;
}

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

// OC-DET-0303 impl
/**
 * A clock that stands still until everybody who runs on it waits, and then jumps to the earliest
 * wake-up. Sleepers wake in order of time, those of the same instant in order of arrival.
 *
 * Each stress run gets its own, so that a run's timestamps do not depend on how many others run
 * beside it. The jump happens on the next turn of the event loop: by then whatever was runnable
 * has run, and a race of a deadline against a shorter wait ends as it would in real time.
 *
 * @param startMs Wall time at which the clock starts, in ms since 1970
 * @returns A clock whose `now()` is `startMs` and whose `monotonicMs()` is 0
 * @throws {RangeError} if `startMs` is not finite
 */
export function createVirtualClock(startMs: number): Clock {
  if (!Number.isFinite(startMs)) {
    throw new RangeError(`Cannot create virtual clock: startMs must be finite, got ${startMs}`);
  }
  let elapsedMs = 0;
  let isJumpDue = false;
  const sleepers: Sleeper[] = [];

  function jump(): void {
    isJumpDue = false;
    const sleeper = sleepers.shift();
    if (sleeper === undefined) return;
    elapsedMs = Math.max(elapsedMs, sleeper.wakeAtMs);
    sleeper.wake();
    scheduleJump();
  }

  function scheduleJump(): void {
    if (isJumpDue || sleepers.length === 0) return;
    isJumpDue = true;
    setImmediate(jump);
  }

  return {
    kind: "virtual",
    now: () => startMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    sleep(ms, { signal } = {}) {
      checkSleep(ms);
      if (signal?.aborted) return Promise.reject(signal.reason);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sleeper: Sleeper = {
        wakeAtMs: elapsedMs + ms,
        wake() {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      function onAbort() {
        sleepers.splice(sleepers.indexOf(sleeper), 1);
        reject(signal!.reason);
      }
      signal?.addEventListener("abort", onAbort, { once: true });
      const later = sleepers.findIndex((other) => other.wakeAtMs > sleeper.wakeAtMs);
      sleepers.splice(later < 0 ? sleepers.length : later, 0, sleeper);
      scheduleJump();
      return promise;
    },
  };
}
