import type { Clock } from "../internal/clock.ts";
import { runSteps } from "../internal/steps.ts";
import type { CreateLock } from "./create_lock.ts";
import { showLife, SIGNS_OF_LIFE } from "./create_lock.ts";

// OC-LOCK-1103 impl
/**
 * Gives signs of life for a lock on a file system without locks, until it is stopped.
 *
 * A sign that cannot be written is not reported here: when it mattered, the release finds the lock
 * lost and says so.
 *
 * @param lock What is held
 * @param options The stale time in ms, and the clock to wait on
 * @returns Stops it; resolves when nothing of it is under way any more
 */
export function keepAlive(
  lock: CreateLock,
  { staleMs, clock }: { readonly staleMs: number; readonly clock: Clock },
): () => Promise<void> {
  const stop = new AbortController();
  async function live(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await clock.sleep(staleMs / SIGNS_OF_LIFE, stop);
        await runSteps(showLife(lock));
      } catch {
        // Stopped, or not writable now; the next sign may be.
      }
    }
  }
  const ended = live();
  return () => {
    stop.abort();
    return ended;
  };
}
