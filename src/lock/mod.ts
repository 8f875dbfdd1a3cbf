/**
 * Locks between processes that survive SIGKILL: the operating system's own, with a deadline, an
 * abort signal, and no lock file left behind.
 *
 * The lock of `data.json` is the file `data.json.lock` beside it, under the system's advisory lock
 * (`flock` on Unix), so that `flock -n data.json.lock` of util-linux sees it too. A name of more than
 * 200 bytes is hashed, see `docs/`.
 *
 * | | Linux, macOS | Windows |
 * |---|---|---|
 * | the holder dies | lock free at once | lock free at once |
 * | lock file after release | gone | gone where the runtime tells files apart, else it stays, empty of meaning |
 * | who holds it, in error texts | yes | no: a locked file cannot be read |
 *
 * Only the first column was run; the second follows from the systems' documentation.
 *
 * @module
 */
export { acquireLock, releaseLock, tryAcquireLock, type TryLockResult } from "./acquire_lock.ts";
export {
  acquireLockSync,
  type LockOptionsSync,
  releaseLockSync,
  tryAcquireLockSync,
  type TryLockResultSync,
} from "./acquire_lock_sync.ts";
export { LockDeadlockError, LockLostError, LockTimeoutError } from "./lock_error.ts";
export { type LeaseFacts, LockLease, LockLeaseSync } from "./lock_lease.ts";
export type { LockOptions } from "./lock_options.ts";
export type { LockOwner } from "./lock_owner.ts";
export { readLockOwner } from "./read_lock_owner.ts";
export { InterruptedError, runInterruptibly, type SignalPorts } from "./run_interruptibly.ts";
export { FileError } from "../internal/file_error.ts";
export type { LockMode } from "../internal/files.ts";
export type { BlockingFileHandle, BlockingFiles } from "../internal/blocking_files.ts";
