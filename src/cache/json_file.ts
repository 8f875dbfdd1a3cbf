/**
 * JSON files that several processes read and write.
 *
 * @module
 */
import { InputError } from "../internal/errors.ts";
import { fileErrorOf } from "../internal/file_error.ts";
import type { Json } from "../internal/json.ts";
import { formatJson, parseJson } from "../internal/json.ts";
import { quickFiles } from "../internal/quick_files.ts";
import { INPUT_MAX_BYTES } from "../internal/read_file.ts";
import type { StepFiles, StepHandle, Steps } from "../internal/steps.ts";
import { readUpTo, runSteps, step } from "../internal/steps.ts";
import { acquireLock } from "../lock/acquire_lock.ts";
import { atomicWriteFile } from "./atomic_write.ts";
import { replaceFile } from "./replace_file.ts";
import type { WriteOptions } from "./write_options.ts";
import { readReplaceOptions } from "./write_options.ts";

/** Options of {@linkcode readCacheAtomic}. */
export interface ReadCacheOptions extends Pick<WriteOptions, "files" | "blockingFiles"> {
  /** Larger files are refused before they are read. @default 64 MiB */
  readonly maxBytes?: number | undefined;
}

/**
 * Reads a JSON file that others may be replacing: one version that was committed whole, never a
 * mixture. It takes no lock and keeps nobody waiting, because a replacement is one rename.
 *
 * Needs `--allow-read` for the file.
 *
 * @param path The file
 * @param options Size limit and port
 * @returns The value, or null where there is no file
 * @throws {InputError} if the file is no JSON, has a duplicate key, or is too large
 * @throws {FileError} if it is there and cannot be read
 *
 * @example Read what may not be there yet
 * ```ts
 * import { readCacheAtomic, writeCacheAtomic } from "@omega/readiness/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/state.json`;
 * assertEquals(await readCacheAtomic(path), null);
 * await writeCacheAtomic(path, { runs: 3 });
 * assertEquals(await readCacheAtomic(path), { runs: 3 });
 * ```
 */
export async function readCacheAtomic(
  path: string,
  options: ReadCacheOptions = {},
): Promise<Json> {
  const { maxBytes = INPUT_MAX_BYTES } = options;
  const files = quickFiles(readReplaceOptions(options));
  const bytes = await runSteps(readBytes(files, path, maxBytes));
  if (bytes === null) return null;
  return parseJson(decodeText(bytes, path), path) as Json;
}

/** Short files take no hop to the thread pool: many callers hold a lock meanwhile. */
function* readBytes(files: StepFiles, path: string, maxBytes: number): Steps<Uint8Array | null> {
  let file: StepHandle;
  try {
    file = yield* step(files.open(path, { read: true }));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw fileErrorOf("read", path, error);
  }
  try {
    const { size } = yield* step(file.stat());
    const bytes = yield* readUpTo(file, new Uint8Array(Math.min(size, maxBytes) + 1));
    // The file that was opened is never changed, only replaced; so it is as long as it was.
    if (bytes.length > Math.min(size, maxBytes)) {
      throw new InputError(`Cannot read "${path}": wanted at most ${maxBytes} bytes, found more`);
    }
    return bytes;
  } catch (error) {
    throw fileErrorOf("read", path, error);
  } finally {
    file.close();
  }
}

function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InputError(`Cannot read "${path}": wanted UTF-8 text, found other bytes`, { cause });
  }
}

// OC-CACHE-1507 impl
/**
 * Replaces a JSON file under its lock, see {@linkcode atomicWriteFile}: two-space indent, members in
 * their order, final newline.
 *
 * @param path The file; its folder must exist
 * @param value What to write
 * @param options Limits of the lock, durability, signal and ports
 * @throws {TypeError} for a value that JSON cannot hold; nothing is written
 * @throws {FileError} with code and path; the old content is intact
 * @throws {LockTimeoutError} if others held the lock for too long
 */
export async function writeCacheAtomic(
  path: string,
  value: Json,
  options: WriteOptions = {},
): Promise<void> {
  await atomicWriteFile(path, formatJson(value), options);
}

/**
 * Reads a JSON file, changes its value and replaces it, all under its lock: of any number of
 * processes that do so at the same time no change is lost.
 *
 * @param path The file; its folder must exist
 * @param change Gets the value, null where there is no file, and returns the next one
 * @param options Limits of the lock, durability, signal and ports
 * @returns The value that was written
 * @throws {InputError} if the file is no JSON; it stays as it is
 * @throws {FileError} with code and path; the old content is intact
 * @throws {LockTimeoutError} if others held the lock for too long
 *
 * @example Count across processes
 * ```ts
 * import { updateCacheAtomic } from "@omega/readiness/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/count.json`;
 * const increment = (count: unknown) => Number(count ?? 0) + 1;
 * await Promise.all([1, 2, 3].map(() => updateCacheAtomic(path, increment)));
 * assertEquals(await updateCacheAtomic(path, increment), 4);
 * ```
 */
export async function updateCacheAtomic(
  path: string,
  change: (value: Json) => Json | Promise<Json>,
  options: WriteOptions = {},
): Promise<Json> {
  const { purpose = "update" } = options;
  await using lease = await acquireLock(path, { ...options, purpose });
  const next = await change(await readCacheAtomic(lease.facts.path, options));
  await replaceFile(path, formatJson(next), options);
  return next;
}
