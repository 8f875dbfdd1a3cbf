/**
 * The blocking twins: same protocol, same guarantees, the thread waits.
 *
 * @module
 */
import type { BlockingFiles } from "../internal/blocking_files.ts";
import { systemBlockingFiles } from "../internal/blocking_files.ts";
import type { FilePlace } from "../internal/file_place.ts";
import { locateFile, lockPathOf } from "../internal/file_place.ts";
import { createBlockingPause } from "../internal/pause.ts";
import { runStepsBlocking } from "../internal/steps.ts";
import type { Contest } from "./contend.ts";
import { contend, contestTimes, release } from "./contend.ts";
import { LockDeadlockError, LockTimeoutError } from "./lock_error.ts";
import { LockLeaseSync } from "./lock_lease.ts";
import type { LockOptions, LockSettings } from "./lock_options.ts";
import { readLockOptions } from "./lock_options.ts";
import type { LockOwner } from "./lock_owner.ts";
import { lockStateOf } from "./lock_state.ts";

/** Options of the blocking twins: a thread that waits hears no signal. */
export type LockOptionsSync = Omit<LockOptions, "signal">;

/** How an attempt to get a lock without waiting ended. */
export type TryLockResultSync =
  | { readonly ok: true; readonly lease: LockLeaseSync }
  | { readonly ok: false; readonly heldBy: LockOwner | null };

/**
 * Blocks the thread until it has the lock of a file; otherwise as {@linkcode acquireLock}.
 *
 * On a file system without locks the holder can give no sign of life while the thread is busy: the
 * lock must then be held for less than `staleMs`.
 *
 * @param path The file; its folder must exist
 * @param options Limits in milliseconds, mode, purpose and ports
 * @returns The lease; use it with `using`
 * @throws {LockTimeoutError} if the lock was not free in time, naming the holder
 * @throws {LockDeadlockError} at once if this process holds the lock
 * @throws {FileError} if there can be no lock file, with code and path
 *
 * @example Append a line that no other process tears
 * ```ts
 * import { acquireLockSync } from "@omega/readiness/lock";
 * import { assertEquals } from "@std/assert";
 *
 * const path = Deno.makeTempFileSync();
 * {
 *   using lease = acquireLockSync(path, { timeoutMs: 1_000 });
 *   Deno.writeTextFileSync(lease.facts.path, "line\n", { append: true });
 * }
 * assertEquals(Deno.readTextFileSync(path), "line\n");
 * ```
 */
export function acquireLockSync(path: string, options: LockOptionsSync = {}): LockLeaseSync {
  const { settings, files } = readOptions(path, options);
  const place = runStepsBlocking(locateFile(files, path, "lock"));
  return acquireLockSyncAt(place, settings, files);
}

/** As {@linkcode acquireLockSync}, for a place that is known. */
export function acquireLockSyncAt(
  place: FilePlace,
  settings: LockSettings,
  files: BlockingFiles,
): LockLeaseSync {
  const lease = lock(place, { settings, files, timeoutMs: settings.timeoutMs });
  if (lease === null) throw new LockDeadlockError(place.spelled);
  return lease;
}

/**
 * Takes the lock of a file if it is free, without waiting.
 *
 * @param path The file; its folder must exist
 * @param options Mode, purpose and ports; the limits do not matter
 * @returns The lease, or who holds the lock where that is readable
 * @throws {FileError} if there can be no lock file, with code and path
 */
export function tryAcquireLockSync(
  path: string,
  options: LockOptionsSync = {},
): TryLockResultSync {
  const { settings, files } = readOptions(path, options);
  const place = runStepsBlocking(locateFile(files, path, "lock"));
  try {
    const lease = lock(place, { settings, files, timeoutMs: 0 });
    return lease === null ? { ok: false, heldBy: null } : { ok: true, lease };
  } catch (error) {
    if (error instanceof LockTimeoutError) return { ok: false, heldBy: error.heldBy };
    throw error;
  }
}

/**
 * Gives a lock back; the same as `lease.release()`.
 *
 * @param lease What {@linkcode acquireLockSync} gave; releasing it twice is harmless
 */
export function releaseLockSync(lease: LockLeaseSync): void {
  lease.release();
}

interface Scope {
  readonly settings: LockSettings;
  readonly files: BlockingFiles;
}

function readOptions(path: string, options: LockOptionsSync): Scope {
  const { blockingFiles: files = systemBlockingFiles } = options;
  const settings = readLockOptions(path, { ...options, files: files.twin, blockingFiles: files });
  return { settings, files };
}

/** Null where this process holds the lock. */
function lock(
  place: FilePlace,
  { settings, files, timeoutMs }: Scope & { readonly timeoutMs: number },
): LockLeaseSync | null {
  const { clock, mode } = settings;
  const times = contestTimes(clock, timeoutMs);
  const { queues, turns } = lockStateOf(files.twin);
  const key = lockPathOf(place);
  const leave = queues.tryEnter(key, mode);
  if (leave === null) return null;

  const pause = createBlockingPause();
  const contest: Contest = { place, settings, files, pause, ...times };
  try {
    const restMs = Math.min(turns.restMs(key, times.startMs), timeoutMs);
    if (restMs > 0) pause(restMs);
    const held = runStepsBlocking(contend(contest));
    const heldMs = clock.monotonicMs();
    const waitedMs = heldMs - times.startMs;
    return new LockLeaseSync({ path: place.path, mode, waitedMs, owner: held.owner }, () => {
      try {
        const { isContended } = runStepsBlocking(release(held));
        const holding = { waitedMs, startMs: heldMs, endMs: clock.monotonicMs() };
        turns.end(key, { ...holding, wasBusy: held.wasBusy, isContended });
      } finally {
        leave();
      }
    });
  } catch (error) {
    leave();
    throw error;
  }
}
