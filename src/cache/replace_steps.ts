/**
 * Replacing the content of a file, step by step.
 *
 * Invariants
 * 1. At every instant, and after a crash at any instant, the file is the old content or the new one,
 *    whole.
 * 2. Steps: exclusive temporary file with a random name beside the target, all bytes, fsync, owner
 *    and mode of the old file, rename, fsync of the folder. Whatever fails before the rename, the
 *    temporary file is removed and the old content stays.
 * 3. A failed fsync never renames and is never tried again: the kernel may have dropped the dirty
 *    pages, and a second fsync of that file would report success for data that is gone.
 * 4. The temporary file is open and locked until it has its final name. So whoever clears up after
 *    dead writers can tell that this one lives, whether or not it also holds the lock of the target.
 *
 * Failure model: a crash before the rename leaves a temporary file, which `sweep` removes. An error
 * after the rename (fsync of the folder) is reported although the new content is in place: it may
 * not outlive a crash of the machine. Access control lists and extended attributes are not kept.
 *
 * @module
 */
import { FileError, fileErrorOf } from "../internal/file_error.ts";
import type { FilePlace } from "../internal/file_place.ts";
import { temporaryPathOf } from "../internal/file_place.ts";
import type { FileStat } from "../internal/files.ts";
import type { StepFiles, StepHandle, Steps } from "../internal/steps.ts";
import { step } from "../internal/steps.ts";
import type { ReplaceSettings } from "./write_options.ts";

/** `sweep` can take an unlocked new file away from under its writer, which then begins anew. */
const RESTART_MAX = 10;

/** Writes the content into the temporary file. */
export type Fill = (file: StepHandle) => Steps<void>;

/** What a replacement needs. */
export interface Replacement extends Pick<ReplaceSettings, "isDurable" | "signal" | "entropy"> {
  readonly files: StepFiles;
  readonly fill: Fill;
}

// OC-CACHE-1501 impl
/**
 * Replaces the content of the file at a place.
 *
 * @throws {FileError} with code and path; what `fill` throws of its own passes through
 */
export function* replaceSteps(place: FilePlace, replacement: Replacement): Steps<void> {
  const { files, isDurable } = replacement;
  try {
    const old = yield* readTarget(files, place);
    const temporary = yield* createTemporary(place, replacement, old);
    try {
      yield* fillTemporary(temporary, replacement);
      yield* keepOwnerAndMode(files, temporary, old);
      replacement.signal?.throwIfAborted();
      yield* step(files.rename(temporary.path, place.path));
    } catch (error) {
      // OC-CACHE-1502 impl
      yield* discard(files, temporary);
      throw error;
    }
    temporary.handle.close();
    if (isDurable) yield* step(files.syncFolder(place.folder));
  } catch (error) {
    throw fileErrorOf("write", place.spelled, error);
  }
}

/** Stat of the old file, null where there is none. Only a regular file is ever replaced. */
function* readTarget(files: StepFiles, { path, spelled, kind }: FilePlace): Steps<FileStat | null> {
  // A rename would replace the link and leave the file that it leads to as it was.
  if (kind === "symlink") throw notAFile(spelled, "a symbolic link", "ELOOP");
  const stat = yield* step(files.lstat(path));
  if (stat === null) return null;
  switch (stat.kind) {
    case "file":
      return stat;
    case "symlink":
      throw notAFile(spelled, "a symbolic link", "ELOOP");
    case "directory":
      throw notAFile(spelled, "a folder", "EISDIR");
    case "other":
      throw notAFile(spelled, "a device or pipe", "EINVAL");
    default:
      return stat.kind satisfies never;
  }
}

function notAFile(path: string, found: string, code: string): FileError {
  return new FileError(`Cannot write "${path}": wanted a regular file, found ${found}`, {
    path,
    code,
  });
}

interface Temporary {
  readonly path: string;
  readonly handle: StepHandle;
  readonly stat: FileStat;
}

/** Creates the temporary file and locks it, see invariant 4. */
function* createTemporary(
  place: FilePlace,
  { files, entropy }: Replacement,
  old: FileStat | null,
): Steps<Temporary> {
  for (let restart = 0; restart < RESTART_MAX; restart++) {
    const path = temporaryPathOf(place, entropy.hex(8));
    // Not wider than the old file's mode for a moment: the content may be secret.
    const mode = old?.mode === null || old === null ? {} : { mode: old.mode & 0o777 };
    const options = { read: true, write: true, createNew: true, ...mode };
    const handle = yield* step(files.open(path, options));
    try {
      if (yield* lockTemporary(handle)) {
        const stat = yield* step(handle.stat());
        if (stat.linkCount !== 0) return { path, handle, stat };
      }
    } catch (error) {
      yield* discard(files, { path, handle });
      throw error;
    }
    handle.close();
  }
  throw new FileError(
    `Cannot write "${place.spelled}": wanted a temporary file, found it removed ${RESTART_MAX} times`,
    { path: place.spelled, code: "EAGAIN" },
  );
}

/** Removes it. Why it is not wanted matters more than why it cannot be removed; `sweep` will. */
function* discard(files: StepFiles, { path, handle }: Omit<Temporary, "stat">): Steps<void> {
  handle.close();
  try {
    yield* step(files.removeFile(path));
  } catch {
    // See above.
  }
}

/** False where `sweep` has it; true without a lock where the file system has none. */
function* lockTemporary(handle: StepHandle): Steps<boolean> {
  try {
    return yield* step(handle.tryLock("exclusive"));
  } catch {
    return true;
  }
}

// OC-CACHE-1503 impl
function* fillTemporary(
  { handle }: Temporary,
  { fill, isDurable, signal }: Replacement,
): Steps<void> {
  signal?.throwIfAborted();
  yield* fill(handle);
  if (isDurable) yield* step(handle.sync());
}

/** Owner first: changing it takes set-user-ID bits away. Not being allowed to is no failure. */
function* keepOwnerAndMode(
  files: StepFiles,
  { path, stat }: Temporary,
  old: FileStat | null,
): Steps<void> {
  if (old === null) return;
  const { uid, gid, mode } = old;
  if (uid !== null && gid !== null && (uid !== stat.uid || gid !== stat.gid)) {
    try {
      yield* step(files.changeOwner(path, { uid, gid }));
    } catch (error) {
      if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    }
  }
  if (mode !== null && stat.mode !== null && (mode & 0o7777) !== (stat.mode & 0o7777)) {
    yield* step(files.changeMode(path, mode & 0o7777));
  }
}
