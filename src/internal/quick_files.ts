/**
 * The file system for short steps inside asynchronous functions.
 *
 * A metadata call on a local disk takes 1 to 20 µs; handing it to the runtime's thread pool adds
 * about 30 µs and a turn of the event loop. Such calls, and reads and writes up to 64 KiB, are
 * therefore made at once. What waits for a device (`sync`, larger transfers) always goes to the
 * pool. Where a call that names a path turns out to be slow, as on a network file system, the next
 * hundred go to the pool too, so that a slow disk delays the event loop once in a while instead of
 * at every step.
 *
 * @module
 */
import type { BlockingFileHandle, BlockingFiles } from "./blocking_files.ts";
import type { FileHandle, FileOwner, Files, LockMode, OpenOptions } from "./files.ts";
import type { Ports } from "./ports.ts";
import type { MaybePromise, StepFiles, StepHandle } from "./steps.ts";

/** A transfer up to this is a copy into the page cache of at most some 20 µs. */
const QUICK_TRANSFER_MAX_BYTES = 64 * 1024;

/** A call above this was no quick one; scheduling on a busy machine stays mostly below it. */
const QUICK_CALL_MAX_MS = 20;

/** This many calls are spared after a slow one. */
const SPARED_CALL_COUNT = 100;

/** By port, because slowness is a property of the file system and not of one operation. */
const known = new WeakMap<BlockingFiles, QuickFiles>();

/**
 * The ports' file system for short steps; the asynchronous one alone where the blocking one is not
 * its twin, as when a test replaced some of its methods.
 */
export function quickFiles(ports: Pick<Ports, "files" | "blockingFiles">): StepFiles {
  const { files, blockingFiles } = ports;
  if (blockingFiles?.twin !== files) return files;
  let quick = known.get(blockingFiles);
  if (quick === undefined) known.set(blockingFiles, quick = new QuickFiles(blockingFiles));
  return quick;
}

class QuickFiles implements StepFiles {
  readonly #quick: BlockingFiles;
  readonly #pooled: Files;
  #sparedCount = 0;

  constructor(files: BlockingFiles) {
    this.#quick = files;
    this.#pooled = files.twin;
  }

  #choose<A, B>(quick: () => A, pooled: () => B): A | B {
    if (this.#sparedCount > 0) {
      this.#sparedCount -= 1;
      return pooled();
    }
    const startMs = performance.now();
    try {
      return quick();
    } finally {
      if (performance.now() - startMs > QUICK_CALL_MAX_MS) this.#sparedCount = SPARED_CALL_COUNT;
    }
  }

  open(path: string, options: OpenOptions): MaybePromise<StepHandle> {
    return this.#choose<StepHandle, Promise<StepHandle>>(
      () => new QuickHandle(this.#quick.open(path, options)),
      () => this.#pooled.open(path, options),
    );
  }

  stat(path: string) {
    return this.#choose(() => this.#quick.stat(path), () => this.#pooled.stat(path));
  }

  lstat(path: string) {
    return this.#choose(() => this.#quick.lstat(path), () => this.#pooled.lstat(path));
  }

  /** A folder may hold any number of names, so listing one is never quick. */
  list(path: string) {
    return this.#pooled.list(path);
  }

  makeFolders(path: string) {
    return this.#choose(() => this.#quick.makeFolders(path), () => this.#pooled.makeFolders(path));
  }

  rename(from: string, to: string) {
    return this.#choose(() => this.#quick.rename(from, to), () => this.#pooled.rename(from, to));
  }

  removeFile(path: string) {
    return this.#choose(() => this.#quick.removeFile(path), () => this.#pooled.removeFile(path));
  }

  changeMode(path: string, mode: number) {
    return this.#choose(
      () => this.#quick.changeMode(path, mode),
      () => this.#pooled.changeMode(path, mode),
    );
  }

  changeOwner(path: string, owner: FileOwner) {
    return this.#choose(
      () => this.#quick.changeOwner(path, owner),
      () => this.#pooled.changeOwner(path, owner),
    );
  }

  realPath(path: string) {
    return this.#choose(() => this.#quick.realPath(path), () => this.#pooled.realPath(path));
  }

  async syncFolder(path: string): Promise<void> {
    // One hop to the pool instead of two. Windows has no handle of a folder.
    if (Deno.build.os === "windows" || this.#sparedCount > 0) {
      return await this.#pooled.syncFolder(path);
    }
    using folder = this.#quick.open(path, { read: true });
    await folder.twin.sync();
  }
}

/** An open file. Its metadata is in memory by then, so no call but a large transfer is timed. */
class QuickHandle implements StepHandle {
  readonly #quick: BlockingFileHandle;
  readonly #pooled: FileHandle;

  constructor(file: BlockingFileHandle) {
    this.#quick = file;
    this.#pooled = file.twin;
  }

  #forTransfer(bytes: Uint8Array): BlockingFileHandle | FileHandle {
    return bytes.length <= QUICK_TRANSFER_MAX_BYTES ? this.#quick : this.#pooled;
  }

  read(buffer: Uint8Array) {
    return this.#forTransfer(buffer).read(buffer);
  }

  write(bytes: Uint8Array) {
    return this.#forTransfer(bytes).write(bytes);
  }

  seek(offset: number) {
    return this.#quick.seek(offset);
  }

  truncate(size: number) {
    return this.#quick.truncate(size);
  }

  sync() {
    return this.#pooled.sync();
  }

  stat() {
    return this.#quick.stat();
  }

  tryLock(mode: LockMode) {
    return this.#quick.tryLock(mode);
  }

  unlock() {
    return this.#quick.unlock();
  }

  close() {
    this.#quick.close();
  }
}
