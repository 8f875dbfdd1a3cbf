/**
 * A cache of responses in a folder that any number of processes share.
 *
 * Invariants
 * 1. What is returned was put in under exactly that request, byte for byte: every entry carries its
 *    key and the digest of its value, and both are checked at every read.
 * 2. A corrupt entry is never returned. It is moved to the quarantine folder, under its lock, and
 *    counted; the request is a miss then.
 * 3. Only successes get in. An error, or an answer that its caller calls bad, is never stored.
 * 4. A key is 64 hexadecimal digits, so no request leads out of the cache's folder; nor does a
 *    symbolic link in the place of one of its folders.
 * 5. Every write holds the entry's lock (INV-CACHE-LOCK-01) and is one rename.
 *
 * Layout: `<root>/<first 2 digits>/<other 62 digits>.json`, `<root>/quarantine/`.
 *
 * @module
 */
import { join } from "@std/path";
import { InputError } from "../internal/errors.ts";
import { FileError, fileErrorOf } from "../internal/file_error.ts";
import type { Json } from "../internal/json.ts";
import { INPUT_MAX_BYTES, readInputBytes } from "../internal/read_file.ts";
import { systemPorts } from "../internal/ports.ts";
import { acquireLock } from "../lock/acquire_lock.ts";
import { atomicWriteFile } from "./atomic_write.ts";
import { cacheKey, decodeEntry, encodeEntry, type EntryReading } from "./cache_entry.ts";
import { sweep, type SweepResult } from "./sweep.ts";
import { type CacheCensus, takeCensus } from "./take_census.ts";
import type { WriteOptions } from "./write_options.ts";

/** Options of {@linkcode openResponseCache}. */
export interface ResponseCacheOptions extends Omit<WriteOptions, "signal" | "purpose"> {
  /** Larger entries are refused. @default 64 MiB */
  readonly entryMaxBytes?: number | undefined;
}

/** What a look into the cache gives. */
export type CacheLookup =
  | { readonly kind: "hit"; readonly value: Json }
  | { readonly kind: "miss"; readonly reason: "absent" | "corrupt" };

/** What a computation gives: only a good value is stored. */
export interface Computed {
  /** Whether the value may be stored. */
  readonly isGood: boolean;
  /** What was computed. */
  readonly value: Json;
}

/** What {@linkcode ResponseCache.getOrCompute} gives, and where it comes from. */
export interface CacheAnswer extends Computed {
  /** Where the value comes from. */
  readonly source: "cache" | "computation";
}

/** What this object did since it was opened. */
export interface CacheCounters {
  /** Lookups that found a good entry. */
  readonly hits: number;
  /** Lookups without a good entry, those of corrupt ones included. */
  readonly misses: number;
  /** Entries that were stored. */
  readonly writes: number;
  /** Corrupt entries that were moved to the quarantine folder. */
  readonly quarantined: number;
  /** Computed values that were not stored because they were not good. */
  readonly refused: number;
}

/** Name of the folder for corrupt entries; no bucket has it, as those have two digits. */
export const QUARANTINE_FOLDER = "quarantine";

/** A cache in a folder, see {@linkcode openResponseCache}. */
export class ResponseCache {
  readonly #root: string;
  readonly #options: ResponseCacheOptions;
  readonly #files: NonNullable<WriteOptions["files"]>;
  readonly #counters = { hits: 0, misses: 0, writes: 0, quarantined: 0, refused: 0 };

  /**
   * Made by {@linkcode openResponseCache}.
   *
   * @param root Its folder, without symbolic links
   * @param options Limits of the locks, durability and ports
   */
  constructor(root: string, options: ResponseCacheOptions) {
    this.#root = root;
    this.#options = options;
    this.#files = options.files ?? systemPorts.files;
  }

  /** What this object did since it was opened. */
  get counters(): CacheCounters {
    return { ...this.#counters };
  }

  /**
   * Looks for the response to a request. A corrupt entry goes into quarantine.
   *
   * @param request What was asked; equal JSON values are one request, whatever the order of members
   * @throws {WorldError} if an entry is there and cannot be read
   */
  async get(request: Json): Promise<CacheLookup> {
    const place = await this.#locate(cacheKey(request), { isCreating: false });
    const reading = place === null ? null : await this.#read(place);
    if (reading?.ok) {
      this.#counters.hits += 1;
      return { kind: "hit", value: reading.value };
    }
    this.#counters.misses += 1;
    if (place === null || reading === null) return { kind: "miss", reason: "absent" };
    await this.#quarantine(place);
    return { kind: "miss", reason: "corrupt" };
  }

  /**
   * Stores the good response to a request, in place of an older one.
   *
   * @param request What was asked
   * @param value What was answered
   * @throws {RangeError} if the entry would be larger than `entryMaxBytes`
   * @throws {FileError} with code and path; an older entry is intact
   */
  async put(request: Json, value: Json): Promise<void> {
    const key = cacheKey(request);
    const bytes = new TextEncoder().encode(encodeEntry(key, value));
    const { entryMaxBytes = INPUT_MAX_BYTES } = this.#options;
    if (bytes.length > entryMaxBytes) {
      throw new RangeError(
        `Cannot cache "${key}": wanted at most ${entryMaxBytes} bytes, found ${bytes.length} bytes`,
      );
    }
    const { path } = (await this.#locate(key, { isCreating: true }))!;
    await atomicWriteFile(path, bytes, { ...this.#options, purpose: "cache a response" });
    this.#counters.writes += 1;
  }

  // OC-CACHE-1704 impl
  /**
   * Gives the stored response, or computes one and stores it if it is good.
   *
   * No lock is held while `compute` runs, which may take minutes: two callers may compute the same
   * response, and both get their own.
   *
   * @param request What is asked
   * @param compute Gives a value and says whether it may be stored; if it throws, nothing is stored
   */
  async getOrCompute(request: Json, compute: () => Promise<Computed>): Promise<CacheAnswer> {
    const found = await this.get(request);
    if (found.kind === "hit") return { source: "cache", isGood: true, value: found.value };
    const computed = await compute();
    if (computed.isGood) await this.put(request, computed.value);
    else this.#counters.refused += 1;
    return { source: "computation", isGood: computed.isGood, value: computed.value };
  }

  /** Counts everything in the folder and checks every entry; changes nothing. */
  verify(): Promise<CacheCensus> {
    return takeCensus(this.#root, this.#files);
  }

  /** Removes what dead writers left in the cache's folders, see {@linkcode sweep}. */
  async sweep(): Promise<SweepResult> {
    const total = { removedTemporaries: 0, removedLocks: 0, livingFiles: 0 };
    for (const { name, kind } of await this.#files.list(this.#root)) {
      if (kind !== "directory") continue;
      const result = await sweep(join(this.#root, name), this.#options);
      total.removedTemporaries += result.removedTemporaries;
      total.removedLocks += result.removedLocks;
      total.livingFiles += result.livingFiles;
    }
    return total;
  }

  /** Where a key's entry lies; null where even its folder is missing and shall not be created. */
  async #locate(
    key: string,
    { isCreating }: { readonly isCreating: boolean },
  ): Promise<EntryPlace | null> {
    const folder = join(this.#root, key.slice(0, 2));
    await this.#checkFolder(folder);
    if (isCreating) await this.#files.makeFolders(folder);
    else if (await this.#files.lstat(folder) === null) return null;
    return { key, path: join(folder, `${key.slice(2)}.json`) };
  }

  // OC-CACHE-1705 impl
  /** See invariant 4. */
  async #checkFolder(folder: string): Promise<void> {
    const stat = await this.#files.lstat(folder);
    if (stat === null || stat.kind === "directory") return;
    throw new FileError(`Cannot cache in "${folder}": wanted a folder, found a ${stat.kind}`, {
      path: folder,
      code: stat.kind === "symlink" ? "ELOOP" : "ENOTDIR",
    });
  }

  /** Null where there is no entry. */
  async #read({ key, path }: EntryPlace): Promise<EntryReading | null> {
    const stat = await this.#files.lstat(path);
    if (stat === null) return null;
    if (stat.kind !== "file") return { ok: false, reason: "no file" };
    try {
      const { entryMaxBytes: maxBytes = INPUT_MAX_BYTES } = this.#options;
      return decodeEntry(key, await readInputBytes(this.#files, path, { maxBytes }));
    } catch (error) {
      // Too large, or replaced by a folder meanwhile.
      if (error instanceof InputError) return { ok: false, reason: error.message };
      throw error;
    }
  }

  // OC-CACHE-1702 impl
  /** Moves a corrupt entry away, unless somebody has put a good one in its place meanwhile. */
  async #quarantine(place: EntryPlace): Promise<void> {
    const folder = join(this.#root, QUARANTINE_FOLDER);
    const { entropy = systemPorts.entropy } = this.#options;
    try {
      await this.#checkFolder(folder);
      await using _lease = await acquireLock(place.path, {
        ...this.#options,
        purpose: "quarantine",
      });
      const reading = await this.#read(place);
      if (reading === null || reading.ok) return;
      await this.#files.makeFolders(folder);
      await this.#files.rename(place.path, join(folder, `${place.key}.${entropy.hex(8)}.json`));
      this.#counters.quarantined += 1;
    } catch (error) {
      throw fileErrorOf("quarantine", place.path, error);
    }
  }
}

interface EntryPlace {
  readonly key: string;
  readonly path: string;
}

/**
 * Opens the response cache in a folder, creating the folder with its parents.
 *
 * Needs `--allow-read` and `--allow-write` for the folder.
 *
 * @param root The folder
 * @param options Limits of the locks, durability and ports
 * @throws {FileError} if it cannot be created
 *
 * @example Ask once
 * ```ts
 * import { openResponseCache } from "@omega/readiness/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const cache = await openResponseCache(await Deno.makeTempDir());
 * const ask = () => cache.getOrCompute({ prompt: "2 + 2", run: 1 }, () =>
 *   Promise.resolve({ isGood: true, value: "4" }));
 * assertEquals((await ask()).source, "computation");
 * assertEquals(await ask(), { source: "cache", isGood: true, value: "4" });
 * assertEquals((await cache.verify()).validEntries, 1);
 * ```
 */
export async function openResponseCache(
  root: string,
  options: ResponseCacheOptions = {},
): Promise<ResponseCache> {
  const { files = systemPorts.files } = options;
  try {
    await files.makeFolders(root);
    return new ResponseCache(await files.realPath(root), options);
  } catch (error) {
    throw fileErrorOf("open cache in", root, error);
  }
}
