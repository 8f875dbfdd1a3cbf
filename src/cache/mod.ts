/**
 * Files that are replaced whole or not at all, and a response cache made of them
 * (INV-CACHE-LOCK-01: every cache write holds an exclusive lock).
 *
 * {@linkcode atomicWriteFile} takes the file's lock, {@linkcode replaceFile} does not and is for
 * folders that one process has to itself. {@linkcode sweep} removes what writers that were killed
 * left behind, and spares those that live.
 *
 * @module
 */
export { atomicWriteFile, atomicWriteFileSync, atomicWriteStream } from "./atomic_write.ts";
export {
  readCacheAtomic,
  type ReadCacheOptions,
  updateCacheAtomic,
  writeCacheAtomic,
} from "./json_file.ts";
export {
  type Content,
  type FillFile,
  replaceFile,
  replaceFileSync,
  replaceStream,
} from "./replace_file.ts";
export {
  type CacheAnswer,
  type CacheCounters,
  type CacheLookup,
  type Computed,
  openResponseCache,
  ResponseCache,
  type ResponseCacheOptions,
} from "./response_cache.ts";
export { sweep, type SweepOptions, type SweepResult } from "./sweep.ts";
export type { CacheCensus } from "./take_census.ts";
export type { ReplaceOptions, WriteOptions } from "./write_options.ts";
export type { BlockingFileHandle, BlockingFiles } from "../internal/blocking_files.ts";
