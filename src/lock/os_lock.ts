/**
 * A lock that the operating system keeps: an advisory lock on an open lock file.
 *
 * Invariants
 * 1. Whoever holds the system's lock on the file that the name leads to holds the lock. Nothing in
 *    the file, and no age, takes part in that.
 * 2. Only a holder removes the lock file, after it has seen that the name still leads to the file
 *    it holds, and before it gives the system's lock back.
 * 3. After getting the system's lock a contender compares the open file with what the name leads
 *    to. Where they differ, the file was removed by a holder that has gone; the contender starts
 *    anew. So a lock on a removed file, which a second contender cannot see, never counts.
 *
 * Failure model: a holder that dies, by SIGKILL too, loses the system's lock at once, and with it
 * the lock. Its lock file stays; the next holder uses and then removes it. Machines that share a
 * file system exclude each other as far as that file system hands locks on to its server.
 *
 * A contender that finds the lock taken leaves a mark behind the owner's record: since when it waits,
 * in ms of the wall clock, unless somebody has marked the file who waits for longer. The mark decides
 * nothing. It tells contenders who is first in line, and so how often to poll, and the holder that
 * somebody waits, so that it rests before it contends again. The owner's record may tell when the
 * holder's turn ends, so that nobody polls until then. Each contender counts back from its wall
 * clock of that moment by the monotonic clock, so a clock that is set disorders one holding at most.
 *
 * @module
 */
import type { FileStat, LockMode } from "../internal/files.ts";
import { FileError, fileErrorOf } from "../internal/file_error.ts";
import { systemCode } from "../internal/errors.ts";
import type { StepFiles, StepHandle, Steps } from "../internal/steps.ts";
import { readUpTo, step, writeAllSteps } from "../internal/steps.ts";
import type { LockOwner, OwnerRecord } from "./lock_owner.ts";
import { type Meeting, NOTHING_SEEN, type Sighting } from "./poll_schedule.ts";
import {
  decodeOwner,
  decodeRecord,
  encodeOwner,
  isOwnerRecord,
  OWNER_MAX_BYTES,
} from "./lock_owner.ts";

/** A mark is one 64-bit floating-point number, big-endian. */
const MARK_BYTES = 8;

/** A lock file of this length has a mark. */
const MARKED_BYTES = OWNER_MAX_BYTES + MARK_BYTES;

/** In one attempt a lock file may be removed under our hands this often; then the lock is busy. */
const RACE_MAX = 100;

/** What the codes of systems say where a file system has no locks. */
const UNSUPPORTED_CODES: ReadonlySet<string> = new Set([
  "ENOLCK",
  "ENOSYS",
  "ENOTSUP",
  "EOPNOTSUPP",
]);

/** What is kept between two attempts. */
export interface Contender {
  readonly files: StepFiles;
  /** Path of the lock file. */
  readonly lockPath: string;
  /** The file to be locked, as the caller spelled it. */
  readonly spelled: string;
  readonly mode: LockMode;
  /** When the turn ends that a holding from now on belongs to, in ms of the wall clock; or 0. */
  readonly turnEndMs: () => number;
  /** When the contender began to wait, as the wall clock now counts. */
  readonly sinceMs: () => number;
  /** The lock file that the last attempt found taken. */
  handle: StepHandle | null;
  /** What that file told. */
  seen: Sighting;
}

/** How an attempt ended. */
export type Attempt =
  | { readonly kind: "held"; readonly lock: OsLock }
  | { readonly kind: "busy"; readonly meeting: Meeting }
  | { readonly kind: "unsupported" };

/** A lock that is held. */
export interface OsLock {
  readonly handle: StepHandle;
  /** False where the platform cannot tell files apart; the lock file then stays, see 2. */
  readonly isRemovable: boolean;
}

// OC-LOCK-1001, OC-LOCK-1014 impl
/**
 * Tries once to get the lock. A contender that ends up without it must be {@linkcode abandon}ed.
 *
 * @throws {FileError} if there can be no lock file
 */
export function* attemptOsLock(contender: Contender, owner: LockOwner): Steps<Attempt> {
  // An attempt that finds the lock file of last time finds the holder of last time.
  let isNewHolder = contender.handle === null;
  try {
    for (let race = 0; race < RACE_MAX; race++) {
      const handle = contender.handle ??= yield* openLockFile(contender);
      if (!(yield* step(handle.tryLock(contender.mode)))) {
        if (isNewHolder) contender.seen = yield* mark(handle, contender.sinceMs());
        return { kind: "busy", meeting: { ...contender.seen, isNewHolder } };
      }
      const { isCurrent, isRemovable, size } = yield* identify(contender, handle);
      if (isCurrent) {
        if (size > 0 && (yield* readLockFile(handle, size)) === null) throw foreignFile(contender);
        const turnEndMs = contender.turnEndMs();
        yield* writeOwner(handle, turnEndMs > 0 ? { ...owner, turnEndMs } : owner, size);
        contender.handle = null;
        return { kind: "held", lock: { handle, isRemovable } };
      }
      abandon(contender);
      isNewHolder = true;
    }
    return { kind: "busy", meeting: { ...NOTHING_SEEN, isNewHolder } };
  } catch (error) {
    const { handle } = contender;
    try {
      if (handle === null || !isUnsupported(error)) {
        throw fileErrorOf("lock", contender.spelled, error);
      }
      yield* removeUnlockable(contender, handle);
      return { kind: "unsupported" };
    } finally {
      abandon(contender);
    }
  }
}

function isUnsupported(error: unknown): boolean {
  return error instanceof Deno.errors.NotSupported ||
    UNSUPPORTED_CODES.has(systemCode(error) ?? "");
}

function* openLockFile({ files, lockPath, spelled }: Contender): Steps<StepHandle> {
  try {
    return yield* step(files.open(lockPath, { read: true, write: true, create: true }));
  } catch (error) {
    if (error instanceof Deno.errors.IsADirectory) throw foreignFile({ lockPath, spelled });
    throw error;
  }
}

// OC-LOCK-1011 impl
/** The name of the lock file belongs to something else, which is left alone. */
function foreignFile({ lockPath, spelled }: Pick<Contender, "lockPath" | "spelled">): FileError {
  return new FileError(
    `Cannot lock "${spelled}": wanted "${lockPath}" to be a lock file, found another file`,
    { path: spelled, code: "EEXIST" },
  );
}

/** On a file system without locks the file is of no use to anybody. */
function* removeUnlockable({ files, lockPath }: Contender, handle: StepHandle): Steps<void> {
  const { size } = yield* step(handle.stat());
  if ((yield* readLockFile(handle, size)) === null) return;
  try {
    yield* step(files.removeFile(lockPath));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

// OC-LOCK-1016 impl
/** The content, null unless it is an owner's record, whole or torn, or nothing but a mark. */
function* readLockFile(handle: StepHandle, size: number): Steps<Uint8Array | null> {
  if (size > MARKED_BYTES) return null;
  yield* step(handle.seek(0));
  const content = yield* readUpTo(handle, new Uint8Array(MARKED_BYTES));
  yield* step(handle.seek(0));
  const record = content.subarray(0, OWNER_MAX_BYTES);
  return record.every((byte) => byte === 0) || isOwnerRecord(record) ? content : null;
}

interface Identity {
  readonly isCurrent: boolean;
  readonly isRemovable: boolean;
  readonly size: number;
}

// OC-LOCK-1010 impl
/** Compares the open file with the one that the name leads to now. */
function* identify({ files, lockPath, spelled }: Contender, handle: StepHandle): Steps<Identity> {
  const open = yield* step(handle.stat());
  const named = yield* step(files.lstat(lockPath));
  if (named?.kind === "symlink") {
    throw new FileError(
      `Cannot lock "${spelled}": wanted "${lockPath}" to be no symbolic link, found one`,
      { path: spelled, code: "ELOOP" },
    );
  }
  const isRemovable = open.inode !== null && (named === null || named.inode !== null);
  // Without inodes nobody ever removes the file, so the name leads to it.
  const isCurrent = isRemovable ? isSame(open, named) : named !== null;
  return { isCurrent, isRemovable, size: open.size };
}

function isSame(open: FileStat, named: FileStat | null): boolean {
  return named !== null && open.linkCount !== 0 && open.inode === named.inode &&
    open.device === named.device;
}

/**
 * Tells holder and contenders that somebody waits, and since when, unless somebody waits for longer.
 * Where locked files cannot be written (Windows) it cannot, and only fairness suffers.
 *
 * @returns What the file told
 */
function* mark(handle: StepHandle, sinceMs: number): Steps<Sighting> {
  try {
    const { size } = yield* step(handle.stat());
    const content = yield* readLockFile(handle, size);
    if (content === null) return NOTHING_SEEN;
    const turnEndMs = decodeRecord(content)?.turnEndMs ?? 0;
    if (size === MARKED_BYTES && viewMark(content).getFloat64(0) <= sinceMs) {
      return { isFirst: false, turnEndMs };
    }
    const own = new Uint8Array(MARKED_BYTES);
    viewMark(own).setFloat64(0, sinceMs);
    yield* step(handle.seek(OWNER_MAX_BYTES));
    yield* writeAllSteps(handle, own.subarray(OWNER_MAX_BYTES));
    // Should this attempt's successor get the lock, its record begins here.
    yield* step(handle.seek(0));
    return { isFirst: true, turnEndMs };
  } catch {
    return NOTHING_SEEN;
  }
}

function viewMark({ buffer, byteOffset }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset + OWNER_MAX_BYTES, MARK_BYTES);
}

/** A record that cannot be written, as on a full disk, costs an error text its name, not the lock. */
function* writeOwner(handle: StepHandle, owner: OwnerRecord, size: number): Steps<void> {
  try {
    // A dead holder's record may be longer than ours.
    if (size > 0) yield* step(handle.truncate(0));
    yield* writeAllSteps(handle, encodeOwner(owner));
  } catch {
    // See above.
  }
}

/** Closes what an unsuccessful contender has open. */
export function abandon(contender: Contender): void {
  contender.handle?.close();
  contender.handle = null;
}

/** Who holds the lock that the last attempt found taken; null where the record is not readable. */
export function* readHolder(contender: Contender): Steps<LockOwner | null> {
  const { handle } = contender;
  if (handle === null) return null;
  try {
    yield* step(handle.seek(0));
    return decodeOwner(yield* readUpTo(handle, new Uint8Array(OWNER_MAX_BYTES)));
  } catch {
    // Windows lets nobody read a locked file; the error text goes without a name then.
    return null;
  }
}

/**
 * Gives the lock back and removes the lock file.
 *
 * Of several who share a lock the last one removes the file: each gives its own lock back and asks
 * for an exclusive one, which only the last one gets, or somebody who came in between and removes
 * the file in turn.
 *
 * @returns Whether somebody waits
 * @throws {FileError} if the lock file cannot be removed; the lock is free all the same
 */
export function* releaseOsLock(contender: Contender, lock: OsLock): Steps<boolean> {
  const { handle } = lock;
  try {
    if (contender.mode === "shared") {
      yield* step(handle.unlock());
      if (!(yield* step(handle.tryLock("exclusive")))) {
        return (yield* step(handle.stat())).size >= MARKED_BYTES;
      }
    }
    const { isCurrent, size } = yield* identify(contender, handle);
    if (isCurrent && lock.isRemovable) yield* step(contender.files.removeFile(contender.lockPath));
    return size >= MARKED_BYTES;
  } catch (error) {
    throw fileErrorOf("unlock", contender.spelled, error);
  } finally {
    handle.close();
  }
}
