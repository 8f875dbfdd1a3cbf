/**
 * A lock for file systems that have none: whoever creates the owned file holds the lock.
 *
 * Invariants
 * 1. The owned file is only ever created exclusively, so at most one process holds the lock.
 * 2. The owned file of a holding with token T is only removed by whoever exclusively created a
 *    claim file that bears T, and only after reading T in the owned file again. Tokens never recur.
 *    So of several who find one holder dead, exactly one removes its file, none removes that of a
 *    successor, and even the holder itself removes its file only by way of the claim.
 * 3. A holding is stale when no sign of life came for the stale time. The holder rewrites its file
 *    ten times in that time. The age is the difference of two file times that the same file system
 *    gave, so no machine's clock is compared with another's; and the file must in addition stay
 *    unchanged, on the contender's monotonic clock, while two signs of life were due. A clock that
 *    is set therefore makes nobody stale.
 * 4. A claimant may die too. Claims are numbered; the next number may be claimed when the one
 *    before it is stale in the sense of 3.
 *
 * Failure model: the holder may die at any point; its lock is free after the stale time. A holder
 * that stands still for longer than that and then goes on cannot be told from a dead one: it finds
 * the lock lost when it releases it. Sharing is not possible here: a shared lock excludes.
 *
 * @module
 */
import { fileErrorOf } from "../internal/file_error.ts";
import type { StepFiles, StepHandle, Steps } from "../internal/steps.ts";
import { readUpTo, step, writeAllSteps } from "../internal/steps.ts";
import { LockLostError } from "./lock_error.ts";
import type { LockOwner } from "./lock_owner.ts";
import { type Meeting, NOTHING_SEEN } from "./poll_schedule.ts";
import { decodeOwner, encodeOwner, OWNER_MAX_BYTES } from "./lock_owner.ts";

/** Signs of life in the stale time. */
export const SIGNS_OF_LIFE = 10;

/** So many claimants of one dead holder have died in turn before the attempt is given up. */
const CLAIM_MAX = 16;

/** Two file times may differ by this much for one instant: some file systems count in 2 s. */
const FILE_TIME_ERROR_MS = 2_000;

/** What is kept between two attempts. */
export interface CreateContender {
  readonly files: StepFiles;
  /** Path of the owned file. */
  readonly ownedPath: string;
  /** The file to be locked, as the caller spelled it. */
  readonly spelled: string;
  /** A holder without a sign of life for so long is dead, in milliseconds. */
  readonly staleMs: number;
  /** The contender's own token. */
  readonly token: string;
  /** The contender's monotonic clock. */
  readonly monotonicMs: () => number;
  /** What each file looked like, and since when. */
  readonly sightings: Map<string, Sighting>;
  /** Who held the lock at the last attempt. */
  holder: LockOwner | null;
}

interface Sighting {
  readonly look: string;
  readonly sinceMs: number;
}

/** The open owned file of a holder. */
export interface CreateLock {
  readonly handle: StepHandle;
  readonly owner: LockOwner;
}

/** How an attempt ended. */
export type CreateAttempt =
  | { readonly kind: "held"; readonly lock: CreateLock }
  | { readonly kind: "busy"; readonly meeting: Meeting };

/**
 * Tries once to get the lock, taking over from a dead holder.
 *
 * @throws {FileError} if there can be no owned file
 */
export function* attemptCreateLock(
  contender: CreateContender,
  owner: LockOwner,
): Steps<CreateAttempt> {
  try {
    const lock = yield* create(contender, owner);
    if (lock !== null) return { kind: "held", lock };
    const { files, ownedPath } = contender;
    const record = yield* look(files, ownedPath);
    const isNewHolder = record?.owner?.token !== contender.holder?.token;
    // Nobody leaves marks here, so nobody knows that they are first.
    const busy = { kind: "busy", meeting: { ...NOTHING_SEEN, isNewHolder } } as const;
    contender.holder = record?.owner ?? null;
    if (record === null || !(yield* isStale(contender, ownedPath, record))) {
      return busy;
    }
    if (!(yield* removeStale(contender, record.token, owner))) return busy;
    const successor = yield* create(contender, owner);
    return successor ? { kind: "held", lock: successor } : busy;
  } catch (error) {
    throw fileErrorOf("lock", contender.spelled, error);
  }
}

// OC-LOCK-1101 impl
/** Creates the owned file, or gives null where it exists. */
function* create(
  { files, ownedPath }: CreateContender,
  owner: LockOwner,
): Steps<CreateLock | null> {
  const handle = yield* createNew(files, ownedPath);
  if (handle === null) return null;
  const lock = { handle, owner };
  try {
    yield* showLife(lock);
    return lock;
  } catch (error) {
    handle.close();
    yield* step(files.removeFile(ownedPath));
    throw error;
  }
}

function* createNew(files: StepFiles, path: string): Steps<StepHandle | null> {
  try {
    return yield* step(files.open(path, { read: true, write: true, createNew: true }));
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return null;
    throw error;
  }
}

/** Writes the holder's record again, through to the server: a sign of life. */
export function* showLife({ handle, owner }: CreateLock): Steps<void> {
  yield* step(handle.seek(0));
  yield* writeAllSteps(handle, encodeOwner(owner));
  yield* step(handle.sync());
}

interface Look {
  readonly owner: LockOwner | null;
  /** The owner's token, or what stands for it in a file without a whole record. */
  readonly token: string;
  readonly modifiedMs: number;
}

/** Opens and reads the file anew, so that a network file system asks its server. */
function* look(files: StepFiles, path: string): Steps<Look | null> {
  let handle: StepHandle;
  try {
    handle = yield* step(files.open(path, { read: true }));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  try {
    const owner = decodeOwner(yield* readUpTo(handle, new Uint8Array(OWNER_MAX_BYTES)));
    const { modifiedMs, inode } = yield* step(handle.stat());
    // A holder that died between creating and writing left no token: the file's number and time stand
    // for it.
    const hasToken = owner !== null && /^[0-9a-f]+$/.test(owner.token);
    const token = hasToken ? owner.token : `file-${inode}-${modifiedMs}`;
    return { owner, token, modifiedMs: modifiedMs ?? 0 };
  } finally {
    handle.close();
  }
}

/** See invariant 3. */
function* isStale(contender: CreateContender, path: string, found: Look): Steps<boolean> {
  const { staleMs, sightings } = contender;
  const appearance = `${found.token} ${found.modifiedMs}`;
  const nowMs = contender.monotonicMs();
  const sighting = sightings.get(path);
  if (sighting?.look !== appearance) {
    sightings.set(path, { look: appearance, sinceMs: nowMs });
    return false;
  }
  if (nowMs - sighting.sinceMs < 2 * staleMs / SIGNS_OF_LIFE) return false;
  const ageMs = (yield* fileTimeNow(contender)) - found.modifiedMs;
  // A time in the future means that the clock was set back: then only the sightings count.
  return ageMs >= staleMs || ageMs < -FILE_TIME_ERROR_MS;
}

/** What time the file system gives to a file that is written now. */
function* fileTimeNow({ files, ownedPath, token }: CreateContender): Steps<number> {
  const path = `${ownedPath}.${token}.probe`;
  const probe = yield* step(files.open(path, { write: true, createNew: true }));
  try {
    yield* step(probe.write(new Uint8Array(1)));
    yield* step(probe.sync());
    return (yield* step(probe.stat())).modifiedMs ?? 0;
  } finally {
    probe.close();
    yield* step(files.removeFile(path));
  }
}

function claimPath({ ownedPath }: CreateContender, token: string, number: number): string {
  return `${ownedPath}.${token}.${number}.claim`;
}

// OC-LOCK-1102 impl
/** Claims and removes the owned file with a token; false where somebody else does, or it is gone. */
function* removeStale(
  contender: CreateContender,
  token: string,
  owner: LockOwner,
): Steps<boolean> {
  const { files, ownedPath } = contender;
  for (let number = 1; number <= CLAIM_MAX; number++) {
    const path = claimPath(contender, token, number);
    const claim = yield* createNew(files, path);
    if (claim === null) {
      const other = yield* look(files, path);
      if (other !== null && (yield* isStale(contender, path, other))) continue;
      return false;
    }
    try {
      yield* writeAllSteps(claim, encodeOwner(owner));
      const found = yield* look(files, ownedPath);
      if (found?.token !== token) return false;
      yield* step(files.removeFile(ownedPath));
      return true;
    } finally {
      claim.close();
      yield* removeClaims(contender, token, number);
    }
  }
  return false;
}

/** The last one goes last: while it is there, nobody else claims the token. */
function* removeClaims(contender: CreateContender, token: string, count: number): Steps<void> {
  for (let number = 1; number <= count; number++) {
    yield* removeIfThere(contender.files, claimPath(contender, token, number));
  }
}

/** Claims of one token are removed by all who made one, in any order. */
function* removeIfThere(files: StepFiles, path: string): Steps<void> {
  try {
    yield* step(files.removeFile(path));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Gives the lock back.
 *
 * @throws {LockLostError} if somebody took it over meanwhile
 * @throws {FileError} if the owned file cannot be removed; it is free after the stale time
 */
export function* releaseCreateLock(contender: CreateContender, lock: CreateLock): Steps<void> {
  lock.handle.close();
  const { token } = lock.owner;
  try {
    if (yield* removeStale(contender, token, lock.owner)) return;
    const found = yield* look(contender.files, contender.ownedPath);
    // Still our token: somebody who thinks us dead is just removing the file for us.
    if (found?.token === token) return;
    throw new LockLostError(contender.spelled, found?.owner ?? null);
  } catch (error) {
    throw fileErrorOf("unlock", contender.spelled, error);
  }
}
