/**
 * Atomic file replacement under the file's lock (INV-CACHE-LOCK-01).
 *
 * Invariant: nobody replaces the file while another holder of its lock reads, changes and writes it.
 * Steps: lock, the steps of `replace_steps.ts`, unlock. See there and in
 * `../lock/os_lock.ts` for what a crash can leave.
 *
 * @module
 */
import { systemBlockingFiles } from "../internal/blocking_files.ts";
import { locateFile } from "../internal/file_place.ts";
import { quickFiles } from "../internal/quick_files.ts";
import { runSteps, runStepsBlocking } from "../internal/steps.ts";
import { acquireLockAt } from "../lock/acquire_lock.ts";
import { acquireLockSyncAt } from "../lock/acquire_lock_sync.ts";
import type { LockSettings } from "../lock/lock_options.ts";
import { readLockOptions } from "../lock/lock_options.ts";
import type { Content, FillFile } from "./replace_file.ts";
import { fillBy, fillWith } from "./replace_file.ts";
import type { Replacement } from "./replace_steps.ts";
import { replaceSteps } from "./replace_steps.ts";
import type { ReplaceSettings, WriteOptions } from "./write_options.ts";
import { readReplaceOptions } from "./write_options.ts";

/** What the lock says about its holder unless the caller says it better. */
const PURPOSE = "atomic write";

/** Settings of both the lock and the replacement. */
function readWriteOptions(path: string, options: WriteOptions): LockSettings & ReplaceSettings {
  const { purpose = PURPOSE } = options;
  return { ...readReplaceOptions(options), ...readLockOptions(path, { ...options, purpose }) };
}

type WriteSettings = ReturnType<typeof readWriteOptions>;

// OC-INV-0101 impl
async function write(
  path: string,
  settings: WriteSettings,
  { fill, files }: Pick<Replacement, "fill" | "files">,
): Promise<void> {
  settings.signal?.throwIfAborted();
  const quick = quickFiles(settings);
  const place = await runSteps(locateFile(quick, path, "write"));
  const lease = await acquireLockAt(place, settings, quick);
  try {
    await runSteps(replaceSteps(place, { ...settings, files, fill }));
  } catch (error) {
    // Why nothing was written matters more than what then went wrong with the lock; `await using`
    // would wrap the two into an error without code and path.
    await lease.release().catch(() => {});
    throw error;
  }
  await lease.release();
}

// OC-CACHE-1506 impl
/**
 * Replaces the content of a file, all or nothing, under the file's lock.
 *
 * Readers, who need no lock, and crashes at any instant find the old content or the new one, whole.
 * After success the new content is on the device. Mode and owner of the file are kept where that is
 * allowed. Whatever fails, no lock and no temporary file is left; after SIGKILL `sweep` removes them.
 *
 * Needs `--allow-read` and `--allow-write` for the folder of the file.
 *
 * @param path The file; its folder must exist
 * @param content Bytes, or text as UTF-8
 * @param options Limits of the lock, durability, signal and ports
 * @throws {FileError} with code and path; the old content is intact and nothing is left beside it
 * @throws {LockTimeoutError} if others held the lock for too long
 * @throws the signal's reason when aborted before the rename
 *
 * @example Replace a file
 * ```ts
 * import { atomicWriteFile } from "@omega/readiness/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/state.json`;
 * await atomicWriteFile(path, "{}\n");
 * assertEquals(await Deno.readTextFile(path), "{}\n");
 * ```
 */
export async function atomicWriteFile(
  path: string,
  content: Content,
  options: WriteOptions = {},
): Promise<void> {
  const settings = readWriteOptions(path, options);
  await write(path, settings, { fill: fillWith(content), files: quickFiles(settings) });
}

/**
 * As {@linkcode atomicWriteFile}, with what `fill` writes: for content that does not fit into memory.
 *
 * @param path The file; its folder must exist
 * @param fill Writes the content; if it throws, nothing is replaced and its error passes through
 * @param options Limits of the lock, durability, signal and ports
 * @throws {FileError} with code and path; the old content is intact and nothing is left beside it
 * @throws {LockTimeoutError} if others held the lock for too long
 */
export async function atomicWriteStream(
  path: string,
  fill: FillFile,
  options: WriteOptions = {},
): Promise<void> {
  const settings = readWriteOptions(path, options);
  await write(path, settings, { fill: fillBy(fill), files: settings.files });
}

/**
 * The blocking twin of {@linkcode atomicWriteFile}.
 *
 * @param path The file; its folder must exist
 * @param content Bytes, or text as UTF-8
 * @param options Limits of the lock, durability and ports
 * @throws {FileError} with code and path; the old content is intact and nothing is left beside it
 * @throws {LockTimeoutError} if others held the lock for too long
 * @throws {LockDeadlockError} at once if this process holds the lock
 */
export function atomicWriteFileSync(
  path: string,
  content: Content,
  options: Omit<WriteOptions, "signal"> = {},
): void {
  const { blockingFiles: files = systemBlockingFiles } = options;
  const settings = readWriteOptions(path, { ...options, files: files.twin, blockingFiles: files });
  const place = runStepsBlocking(locateFile(files, path, "write"));
  using _lease = acquireLockSyncAt(place, settings, files);
  runStepsBlocking(replaceSteps(place, { ...settings, files, fill: fillWith(content) }));
}
