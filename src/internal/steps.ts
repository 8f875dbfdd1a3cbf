/**
 * Protocols that are written once and run by asynchronous or by blocking calls.
 *
 * A protocol is a generator. It hands out every call's result, a value or a promise of one, and
 * gets the value back. The blocking twin of a function is then the same protocol over a port whose
 * calls return values, and cannot drift away from it: same steps, same order, same clean-up.
 *
 * @module
 */
import type { FileOwner, FileStat, FolderEntry, LockMode, OpenOptions } from "./files.ts";

/** A value now or later. */
export type MaybePromise<T> = T | Promise<T>;

/** A protocol that ends with a `T`. */
export type Steps<T> = Generator<unknown, T, unknown>;

/** An open file as a protocol sees it; `FileHandle` and its blocking twin both are one. */
export interface StepHandle {
  read(buffer: Uint8Array): MaybePromise<number | null>;
  write(bytes: Uint8Array): MaybePromise<number>;
  seek(offset: number): MaybePromise<void>;
  truncate(size: number): MaybePromise<void>;
  sync(): MaybePromise<void>;
  stat(): MaybePromise<FileStat>;
  tryLock(mode: LockMode): MaybePromise<boolean>;
  unlock(): MaybePromise<void>;
  close(): void;
}

/** The file system as a protocol sees it; `Files` and its blocking twin both are one. */
export interface StepFiles {
  open(path: string, options: OpenOptions): MaybePromise<StepHandle>;
  stat(path: string): MaybePromise<FileStat | null>;
  lstat(path: string): MaybePromise<FileStat | null>;
  list(path: string): MaybePromise<readonly FolderEntry[]>;
  makeFolders(path: string): MaybePromise<void>;
  rename(from: string, to: string): MaybePromise<void>;
  removeFile(path: string): MaybePromise<void>;
  changeMode(path: string, mode: number): MaybePromise<void>;
  changeOwner(path: string, owner: FileOwner): MaybePromise<void>;
  realPath(path: string): MaybePromise<string>;
  syncFolder(path: string): MaybePromise<void>;
}

/** One call inside a protocol: `const stat = yield* step(files.stat(path))`. */
export function step<T>(result: MaybePromise<T>): Iterable<unknown, T, unknown> {
  return new Step(result);
}

/**
 * A generator of at most one step, written out by hand: a value that is there already never reaches
 * the driver, and a protocol has some thirty of them.
 */
class Step<T> implements Iterator<unknown, T, unknown> {
  readonly #result: MaybePromise<T>;
  #isAwaited = false;

  constructor(result: MaybePromise<T>) {
    this.#result = result;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(value: unknown): IteratorResult<unknown, T> {
    if (this.#isAwaited) return { done: true, value: value as T };
    if (!(this.#result instanceof Promise)) return { done: true, value: this.#result };
    this.#isAwaited = true;
    return { done: false, value: this.#result };
  }

  throw(error: unknown): never {
    throw error;
  }
}

/** Runs a protocol, waiting for what is not there yet. */
export async function runSteps<T>(steps: Steps<T>): Promise<T> {
  return await finishSteps(steps, steps.next());
}

/** Runs a protocol at once, up to its end where every call returns its value, otherwise waiting. */
export function runStepsEagerly<T>(steps: Steps<T>): MaybePromise<T> {
  const turn = steps.next();
  return turn.done ? turn.value : finishSteps(steps, turn);
}

async function finishSteps<T>(steps: Steps<T>, first: IteratorResult<unknown, T>): Promise<T> {
  let turn = first;
  while (!turn.done) {
    let value: unknown;
    try {
      value = await turn.value;
    } catch (error) {
      turn = steps.throw(error);
      continue;
    }
    turn = steps.next(value);
  }
  return turn.value;
}

/**
 * Runs a protocol whose calls all return their values.
 *
 * @throws {TypeError} if one returned a promise, which would be a bug
 */
export function runStepsBlocking<T>(steps: Steps<T>): T {
  const turn = steps.next();
  if (turn.done) return turn.value;
  steps.throw(new TypeError("Cannot run steps: wanted a value, found a promise"));
  throw new TypeError("Cannot run steps: wanted their end, found another step");
}

/** Writes all bytes: one call of `write` may be short. */
export function* writeAllSteps(file: StepHandle, bytes: Uint8Array): Steps<void> {
  for (let written = 0; written < bytes.length;) {
    const count = yield* step(file.write(bytes.subarray(written)));
    if (count === 0) throw Object.assign(new Error("the file took no bytes"), { code: "EIO" });
    written += count;
  }
}

/** Reads to the buffer's or the file's end and returns what was read. */
export function* readUpTo(file: StepHandle, buffer: Uint8Array): Steps<Uint8Array> {
  let length = 0;
  while (length < buffer.length) {
    const count = yield* step(file.read(buffer.subarray(length)));
    if (count === null) break;
    length += count;
  }
  return buffer.subarray(0, length);
}
