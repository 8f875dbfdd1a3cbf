/**
 * Acquiring and releasing locks by the event loop.
 *
 * @module
 */
import type { FilePlace } from "../internal/file_place.ts";
import { locateFile, lockPathOf } from "../internal/file_place.ts";
import { createPause } from "../internal/pause.ts";
import { quickFiles } from "../internal/quick_files.ts";
import type { StepFiles } from "../internal/steps.ts";
import { runSteps } from "../internal/steps.ts";
import type { Contest, HeldLock } from "./contend.ts";
import { contend, contestTimes, release } from "./contend.ts";
import { keepAlive } from "./keep_alive.ts";
import type { Leave } from "./local_queue.ts";
import { LockTimeoutError } from "./lock_error.ts";
import { LockLease } from "./lock_lease.ts";
import type { LockOptions, LockSettings } from "./lock_options.ts";
import { readLockOptions } from "./lock_options.ts";
import type { LockOwner } from "./lock_owner.ts";
import { lockStateOf } from "./lock_state.ts";
import { readLockOwner } from "./read_lock_owner.ts";

/** How an attempt to get a lock without waiting ended. */
export type TryLockResult =
  | { readonly ok: true; readonly lease: LockLease }
  | { readonly ok: false; readonly heldBy: LockOwner | null };

/**
 * Waits for the lock of a file and holds it until the lease is released: nobody else who asks for it
 * by this function, in this process or another one, on any spelling of the path, gets it meanwhile.
 *
 * The lock is the operating system's, on the file `<name>.lock` beside the locked one, which need
 * not exist itself. It is free as soon as its holder releases it or dies, by SIGKILL too, and after
 * a release no lock file remains. Callers of one process are served in order of arrival; between
 * processes those who wait poll. It is not re-entrant. An abort or timeout leaves nothing behind and
 * nobody waiting. On a file system without locks see `staleMs`.
 *
 * Needs `--allow-read` and `--allow-write` for the folder of the file.
 *
 * @param path The file; its folder must exist
 * @param options Limits in milliseconds, mode, purpose, signal and ports
 * @returns The lease; use it with `await using`
 * @throws {LockTimeoutError} if the lock was not free in time, naming the holder
 * @throws {FileError} if there can be no lock file, with code and path
 * @throws {RangeError} for a limit that is no positive number
 * @throws the signal's reason when aborted
 *
 * @example Count something that other processes count too
 * ```ts
 * import { acquireLock } from "@omega/readiness/lock";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile();
 * {
 *   await using lease = await acquireLock(path, { purpose: "count" });
 *   await Deno.writeTextFile(path, String(Number(await Deno.readTextFile(path)) + 1));
 *   assertEquals(lease.isHeld, true);
 * }
 * assertEquals(await Deno.readTextFile(path), "1");
 * ```
 */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<LockLease> {
  const settings = readLockOptions(path, options);
  settings.signal?.throwIfAborted();
  const files = quickFiles(settings);
  return await acquireLockAt(await runSteps(locateFile(files, path, "lock")), settings, files);
}

/** As {@linkcode acquireLock}, for a place that is known. */
export async function acquireLockAt(
  place: FilePlace,
  settings: LockSettings,
  files: StepFiles,
): Promise<LockLease> {
  const times = contestTimes(settings.clock, settings.timeoutMs);
  const leave = await enterQueue(place, settings, times);
  return await hold({ place, settings, files, pause: pauseOf(settings), ...times }, leave);
}

/**
 * Takes the lock of a file if it is free, without waiting.
 *
 * @param path The file; its folder must exist
 * @param options Mode, purpose and ports; the limits do not matter
 * @returns The lease, or who holds the lock where that is readable
 * @throws {FileError} if there can be no lock file, with code and path
 */
export async function tryAcquireLock(
  path: string,
  options: LockOptions = {},
): Promise<TryLockResult> {
  const settings = readLockOptions(path, options);
  return await tryAcquireLockAt(
    await runSteps(locateFile(quickFiles(settings), path, "lock")),
    settings,
  );
}

/** As {@linkcode tryAcquireLock}, for a place that is known. */
export async function tryAcquireLockAt(
  place: FilePlace,
  settings: LockSettings,
): Promise<TryLockResult> {
  const leave = lockStateOf(settings.files).queues.tryEnter(lockPathOf(place), settings.mode);
  if (leave === null) return { ok: false, heldBy: await readLockOwner(place.path, settings) };
  const files = quickFiles(settings);
  const times = contestTimes(settings.clock, 0);
  try {
    const contest = { place, settings, files, pause: pauseOf(settings), ...times };
    return { ok: true, lease: await hold(contest, leave) };
  } catch (error) {
    if (error instanceof LockTimeoutError) return { ok: false, heldBy: error.heldBy };
    throw error;
  }
}

/**
 * Gives a lock back; the same as `lease.release()`, for those who do not use `await using`.
 *
 * @param lease What {@linkcode acquireLock} gave; releasing it twice is harmless
 * @throws {FileError} if the lock file cannot be removed; the lock is free all the same
 */
export function releaseLock(lease: LockLease): Promise<void> {
  return lease.release();
}

function pauseOf({ clock, signal }: LockSettings): Contest["pause"] {
  return createPause(clock, signal);
}

type Times = Pick<Contest, "startMs" | "deadlineMs">;

/** Waits for those of this process who came before. */
async function enterQueue(
  place: FilePlace,
  settings: LockSettings,
  { startMs, deadlineMs }: Times,
): Promise<Leave> {
  const { files, mode, clock, signal } = settings;
  const { queues } = lockStateOf(files);
  const key = lockPathOf(place);
  const leave = queues.tryEnter(key, mode);
  if (leave !== null) return leave;

  const isLate = new AbortController();
  const isIn = new AbortController();
  const timer = clock.sleep(Math.max(0, deadlineMs - clock.monotonicMs()), isIn).then(
    () => isLate.abort(),
    () => {},
  );
  const ends = signal === undefined ? isLate.signal : AbortSignal.any([signal, isLate.signal]);
  try {
    return await queues.enter(key, mode, ends);
  } catch (error) {
    signal?.throwIfAborted();
    if (!isLate.signal.aborted) throw error;
    const heldBy = await readLockOwner(place.spelled, settings);
    throw new LockTimeoutError(place.spelled, { waitedMs: clock.monotonicMs() - startMs, heldBy });
  } finally {
    isIn.abort();
    await timer;
  }
}

/** Contends with other processes, and makes a lease of what was won. */
async function hold(contest: Contest, leave: Leave): Promise<LockLease> {
  const { place, settings, pause, startMs, deadlineMs } = contest;
  const { clock, files, mode, staleMs, signal } = settings;
  const { turns } = lockStateOf(files);
  const key = lockPathOf(place);
  const turnStartMs = clock.monotonicMs();
  let held: HeldLock;
  try {
    const restMs = Math.min(turns.restMs(key, turnStartMs), deadlineMs - turnStartMs);
    // A try does not wait.
    if (restMs > 0 && deadlineMs > startMs) await pause(restMs);
    signal?.throwIfAborted();
    held = await runSteps(contend(contest));
  } catch (error) {
    leave();
    throw error;
  }
  const stop = held.kind === "create" ? keepAlive(held.lock, { staleMs, clock }) : null;
  const heldMs = clock.monotonicMs();
  const waitedMs = heldMs - startMs;
  return new LockLease({ path: place.path, mode, waitedMs, owner: held.owner }, async () => {
    try {
      await stop?.();
      const { isContended } = await runSteps(release(held));
      const times = { waitedMs, startMs: heldMs, endMs: clock.monotonicMs() };
      turns.end(key, { ...times, wasBusy: held.wasBusy, isContended });
    } finally {
      leave();
    }
  });
}
