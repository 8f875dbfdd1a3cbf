import type { FileHandle, Files } from "../internal/files.ts";

/** Written between two flushes: a fraction of a second of a disk's work. */
const FLUSH_BYTES = 64 * 1024 * 1024;

/**
 * Has the system write a growing file to the disk while more of it is made. Left alone it keeps
 * gigabytes in memory, and the one flush at the end takes as long as everything before it.
 *
 * Flushing uses a handle of its own: the runtime lets the calls on one handle wait for each other. An
 * error is not told here, because the last flush on the writer's own handle reports it again.
 */
export class WriteBehind implements AsyncDisposable {
  readonly #open: () => Promise<FileHandle>;
  #file: FileHandle | null = null;
  #flushing: Promise<void> | null = null;
  #waitingBytes = 0;

  /** @param open Opens the file that grows once more */
  constructor(open: () => Promise<FileHandle>) {
    this.#open = open;
  }

  /** Notes that so many bytes were written, and begins to flush where it is worth it. */
  add(count: number): void {
    this.#waitingBytes += count;
    if (this.#waitingBytes < FLUSH_BYTES || this.#flushing !== null) return;
    this.#waitingBytes = 0;
    this.#flushing = this.#flush().catch(() => {}).finally(() => this.#flushing = null);
  }

  /** Waits for a flush that is under way and closes the handle. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#flushing;
    this.#file?.close();
  }

  async #flush(): Promise<void> {
    this.#file ??= await this.#open();
    await this.#file.sync();
  }
}

/** A file system that remembers which file it created last. */
export interface RememberingFiles {
  /** The file system. */
  readonly files: Files;
  /** Opens the file that was created last once more, to flush it. */
  openAgain(): Promise<FileHandle>;
}

/** Wraps a file system, so that the temporary file behind an atomic write can be flushed. */
export function rememberCreated(files: Files): RememberingFiles {
  let created = "";
  return {
    files: {
      ...files,
      async open(path, options) {
        const file = await files.open(path, options);
        if (options.createNew) created = path;
        return file;
      },
    },
    openAgain: () => files.open(created, { read: true }),
  };
}
