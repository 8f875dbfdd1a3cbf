/**
 * Removing what dead writers left behind.
 *
 * Invariants
 * 1. A temporary file whose writer lives is never removed: the writer holds the system's lock on the
 *    temporary file itself, and nearly always that of the target as well. It is removed only by
 *    whoever holds both. (A writer that has created its temporary file and not locked it yet finds
 *    out and begins anew.)
 * 2. A lock file is only removed by whoever holds the lock.
 * 3. Nothing but files with the names of `file_place.ts` is touched, and no symbolic link followed.
 *
 * Where the file system has no locks, a temporary file is removed once it is older than the stale
 * time by that file system's own clock.
 *
 * @module
 */
import { dirname, join } from "@std/path";
import { FileError, fileErrorOf } from "../internal/file_error.ts";
import { stemOfTemporary, temporaryPathOf } from "../internal/file_place.ts";
import type { FileHandle, FolderEntry } from "../internal/files.ts";
import { tryAcquireLockAt } from "../lock/acquire_lock.ts";
import type { LockLease } from "../lock/lock_lease.ts";
import type { LockOptions, LockSettings } from "../lock/lock_options.ts";
import { readLockOptions } from "../lock/lock_options.ts";

/** Options of {@linkcode sweep}. */
export type SweepOptions = Omit<LockOptions, "mode" | "purpose" | "timeoutMs" | "spinMs">;

/** What a sweep did. */
export interface SweepResult {
  /** Temporary files of dead writers that were removed. */
  readonly removedTemporaries: number;
  /** Lock files of dead holders that were removed. */
  readonly removedLocks: number;
  /** Temporary files and lock files that live writers and holders use, left alone. */
  readonly livingFiles: number;
}

/** A lock file, or one of the further names that the protocol without locks uses. */
const LOCK_NAME = /^(.+)\.lock(?:\.owned(?:\..+\.(?:claim|probe))?)?$/s;

/** What lies beside one file. */
interface Leftovers {
  readonly temporaries: string[];
  readonly locks: string[];
}

/**
 * Removes temporary files and lock files that dead writers left in a folder, and those only: a
 * writer that is at work, in this process or another one, is not disturbed.
 *
 * Needs `--allow-read` and `--allow-write` for the folder.
 *
 * @param folder The folder; those in it are not entered
 * @param options Signal, ports, and `staleMs` for file systems without locks
 * @returns How many files were removed and spared
 * @throws {FileError} if the folder cannot be read or a leftover not removed
 *
 * @example Clear up after a crash
 * ```ts
 * import { sweep } from "@omega/readiness/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/state.json.0123456789abcdef.tmp`, "half");
 * assertEquals((await sweep(folder)).removedTemporaries, 1);
 * ```
 */
export async function sweep(folder: string, options: SweepOptions = {}): Promise<SweepResult> {
  const settings = readLockOptions(folder, { ...options, purpose: "sweep" });
  const { files, signal } = settings;
  try {
    const real = await files.realPath(folder);
    const result = { removedTemporaries: 0, removedLocks: 0, livingFiles: 0 };
    for (const [stem, leftovers] of groupByStem(await files.list(real))) {
      signal?.throwIfAborted();
      await sweepStem({ folder: real, stem, leftovers, settings }, result);
    }
    return result;
  } catch (error) {
    throw fileErrorOf("sweep", folder, error);
  }
}

function groupByStem(entries: readonly FolderEntry[]): ReadonlyMap<string, Leftovers> {
  const groups = new Map<string, Leftovers>();
  for (const { name, kind } of entries) {
    if (kind !== "file") continue;
    const temporaryStem = stemOfTemporary(name);
    const stem = temporaryStem ?? LOCK_NAME.exec(name)?.[1];
    if (stem === undefined) continue;
    const group = groups.get(stem) ?? { temporaries: [], locks: [] };
    (temporaryStem === null ? group.locks : group.temporaries).push(name);
    groups.set(stem, group);
  }
  return groups;
}

interface StemScope {
  readonly folder: string;
  readonly stem: string;
  readonly leftovers: Leftovers;
  readonly settings: LockSettings;
}

type Counters = { -readonly [K in keyof SweepResult]: SweepResult[K] };

// OC-CACHE-1601 impl
async function sweepStem(scope: StemScope, counters: Counters): Promise<void> {
  const { folder, leftovers, settings } = scope;
  const { temporaries, locks } = leftovers;
  const result = await lockStem(scope);
  if (result === "foreign") return;
  if (result === "held") {
    counters.livingFiles += temporaries.length + locks.length;
    return;
  }
  try {
    for (const name of temporaries) {
      const isRemoved = await removeTemporary(join(folder, name), settings);
      counters[isRemoved ? "removedTemporaries" : "livingFiles"] += 1;
    }
  } finally {
    await result.release();
  }
  for (const name of locks) {
    const isThere = await settings.files.lstat(join(folder, name)) !== null;
    counters[isThere ? "livingFiles" : "removedLocks"] += 1;
  }
}

// OC-CACHE-1602 impl
/** Takes the lock that protects a stem; its release removes a dead holder's lock file. */
async function lockStem(
  { folder, stem, settings }: StemScope,
): Promise<LockLease | "held" | "foreign"> {
  const path = join(folder, stem);
  try {
    const result = await tryAcquireLockAt(
      { folder, stem, path, spelled: path, kind: null },
      settings,
    );
    return result.ok ? result.lease : "held";
  } catch (error) {
    // `deno.lock` is not the lock of a file `deno`.
    if (error instanceof FileError && error.code === "EEXIST") return "foreign";
    throw error;
  }
}

/** Removes a temporary file under its own lock; false where its writer lives. */
async function removeTemporary(path: string, settings: LockSettings): Promise<boolean> {
  const { files } = settings;
  try {
    using file = await files.open(path, { read: true, write: true });
    if (!(await isDead(file, dirname(path), settings))) return false;
    await files.removeFile(path);
    return true;
  } catch (error) {
    // Its writer has given it its final name meanwhile.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

// OC-CACHE-1603 impl
async function isDead(
  file: FileHandle,
  folder: string,
  settings: LockSettings,
): Promise<boolean> {
  try {
    return await file.tryLock("exclusive");
  } catch {
    const { modifiedMs } = await file.stat();
    const nowMs = await fileTimeNow(folder, settings);
    return modifiedMs !== null && nowMs !== null && nowMs - modifiedMs > settings.staleMs;
  }
}

/** What time the file system gives to a file that is made now; no machine's clock takes part. */
async function fileTimeNow(folder: string, { files, entropy }: LockSettings) {
  const path = temporaryPathOf({ folder, stem: "sweep" }, entropy.hex(8));
  try {
    using probe = await files.open(path, { write: true, createNew: true });
    return (await probe.stat()).modifiedMs;
  } finally {
    await files.removeFile(path);
  }
}
