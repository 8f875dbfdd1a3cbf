/**
 * Short waits for polling: by the event loop, or by blocking the thread.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import type { Clock } from "./clock.ts";
import type { MaybePromise } from "./steps.ts";

/** Waits some milliseconds; fractions count. */
export type Pause = (ms: number) => MaybePromise<void>;

/**
 * Below this a wait blocks the thread, for at most so long, and then lets the event loop turn once.
 * The runtime's timers have a granularity of one millisecond: the shortest takes 1.1 to 2.1 ms, and
 * so do `Atomics.waitAsync` and every other timed wait that does not block. Turns of the event loop
 * alone would keep a processor busy that the one who is waited for may need.
 */
const TIMER_MIN_MS = 0.75;

/** Waits by the event loop, so that everything else goes on; ends at once with the signal's reason. */
export function createPause(clock: Clock, signal: AbortSignal | undefined): Pause {
  const nap = createBlockingPause();
  return (ms) => {
    signal?.throwIfAborted();
    if (ms >= TIMER_MIN_MS) return clock.sleep(ms, { signal });
    if (ms > 0) nap(ms);
    return new Promise<void>((resolve) => setImmediate(() => resolve()));
  };
}

/** Waits by blocking the thread; as exact as the system's scheduler (0.05 ms take 0.13 ms). */
export function createBlockingPause(): Pause {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  return (ms) => {
    Atomics.wait(cell, 0, 0, ms);
  };
}
