import { locateFile, lockPathOf } from "../internal/file_place.ts";
import { quickFiles } from "../internal/quick_files.ts";
import type { StepFiles, Steps } from "../internal/steps.ts";
import { readUpTo, runSteps, step } from "../internal/steps.ts";
import type { LockOptions } from "./lock_options.ts";
import { readLockOptions } from "./lock_options.ts";
import type { LockOwner } from "./lock_owner.ts";
import { decodeOwner, OWNER_MAX_BYTES } from "./lock_owner.ts";

/**
 * Reads who holds, or last held, the lock of a file, for a message to people. It takes no lock: the
 * answer may be old when it arrives, and after a crash it names the dead holder.
 *
 * @param path The file
 * @param options Ports
 * @returns The record; null where there is no lock file or it is not readable
 */
export function readLockOwner(path: string, options: LockOptions = {}): Promise<LockOwner | null> {
  return runSteps(readOwner(quickFiles(readLockOptions(path, options)), path));
}

function* readOwner(files: StepFiles, path: string): Steps<LockOwner | null> {
  const lockPath = lockPathOf(yield* locateFile(files, path, "lock"));
  return (yield* readRecord(files, lockPath)) ?? (yield* readRecord(files, `${lockPath}.owned`));
}

function* readRecord(files: StepFiles, path: string): Steps<LockOwner | null> {
  try {
    const file = yield* step(files.open(path, { read: true }));
    try {
      return decodeOwner(yield* readUpTo(file, new Uint8Array(OWNER_MAX_BYTES)));
    } finally {
      file.close();
    }
  } catch {
    // Not there, or locked against readers as on Windows: nothing to tell.
    return null;
  }
}
