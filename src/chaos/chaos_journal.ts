/**
 * The write-ahead journal of chaos, `chaos-journal.jsonl`.
 *
 * Invariants: append-only, one JSON object a line; the line of an attempt is handed to the system
 * before the attempt is made, a second line says how it ended. After a crash the file says what was
 * struck and what was under way; a torn last line is an attempt that was never made. When a stress
 * is complete, its `chaos-log.json` has everything and the journal is removed.
 *
 * The lines are written by blocking calls where the ports have them (5 µs): a run on a virtual clock
 * must not wait for a real disk while its other calls sleep, or the clock would jump meanwhile.
 *
 * @module
 */
import type { BlockingFileHandle } from "../internal/blocking_files.ts";
import { JsonCursor } from "../internal/cursor.ts";
import { reasonOf, WorldError } from "../internal/errors.ts";
import type { FileHandle } from "../internal/files.ts";
import { writeAll } from "../internal/files.ts";
import { lineJson, parseJson } from "../internal/json.ts";
import { LineReader } from "../internal/line_reader.ts";
import type { Ports } from "../internal/ports.ts";
import type { ChaosAttemptOutcome, ChaosEntry } from "./chaos_entry.ts";
import { decodeChaosEntry, encodeChaosEntry } from "./chaos_entry.ts";

// OC-CHAOS-4604 impl
/** A journal that is being written; any number of runs may share it. */
export class ChaosJournal implements Disposable {
  readonly #path: string;
  readonly #ports: Pick<Ports, "files" | "blockingFiles">;
  #file: BlockingFileHandle | Promise<FileHandle> | undefined;
  #queue: Promise<void> = Promise.resolve();

  /**
   * The file is opened with the first line, and keeps what a process before has written into it.
   *
   * @param path Where to write
   * @param ports Where to write; needs `--allow-write`
   */
  constructor(path: string, ports: Pick<Ports, "files" | "blockingFiles">) {
    this.#path = path;
    this.#ports = ports;
  }

  /**
   * Writes that an attempt begins. The attempt may be made when this has returned, or when the
   * promise that it returned has resolved.
   *
   * @throws {WorldError} if it cannot be written
   */
  begin(entry: ChaosEntry): Promise<void> | undefined {
    return this.#append(`${lineJson({ phase: "begin", ...encodeChaosEntry(entry) })}\n`);
  }

  /** Writes how an attempt ended. */
  end({ run, key, attempt, outcome, errorCode }: ChaosEntry): Promise<void> | undefined {
    const line = { phase: "end", run, key, attempt, outcome, error_code: errorCode };
    return this.#append(`${lineJson(line)}\n`);
  }

  #append(line: string): Promise<void> | undefined {
    const bytes = new TextEncoder().encode(line);
    try {
      const file = this.#file ??= this.#open();
      if (file instanceof Promise) return this.#appendLater(file, bytes);
      for (let written = 0; written < bytes.length;) written += file.write(bytes.subarray(written));
      return undefined;
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }

  #open(): BlockingFileHandle | Promise<FileHandle> {
    const { files, blockingFiles } = this.#ports;
    const options = { append: true, create: true };
    // A test that replaced the asynchronous files means what it has put there.
    return blockingFiles?.twin === files
      ? blockingFiles.open(this.#path, options)
      : files.open(this.#path, options);
  }

  #appendLater(file: Promise<FileHandle>, bytes: Uint8Array): Promise<void> {
    const written = this.#queue.then(async () => writeAll(await file, bytes)).catch((error) => {
      throw unwritable(this.#path, error);
    });
    // The failure reaches whoever awaits this line; the next one tries on its own.
    this.#queue = written.catch(() => {});
    return written;
  }

  /** Closes the file. Harmless when done twice. */
  [Symbol.dispose](): void {
    const file = this.#file;
    if (file instanceof Promise) {
      file.then((opened) => this.#queue.then(() => opened.close()), () => {});
    } else {
      file?.close();
    }
  }
}

function unwritable(path: string, error: unknown): WorldError {
  return new WorldError(`Cannot write "${path}": ${reasonOf(error)}`, { cause: error });
}

/**
 * Removes a journal whose attempts stand in a finished log; nothing there is fine.
 *
 * @throws {WorldError} if it cannot be removed
 */
export async function removeChaosJournal(
  path: string,
  { files }: Pick<Ports, "files">,
): Promise<void> {
  try {
    if ((await files.stat(path)) !== null) await files.removeFile(path);
  } catch (error) {
    throw new WorldError(`Cannot remove "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

// OC-CHAOS-4605 impl
/**
 * Reads what a process that died has left.
 *
 * @returns The attempts in the order in which they began; `unknown` where no end was written
 * @throws {InputError} if a line other than a torn last one is none
 */
export async function readChaosJournal(
  path: string,
  { files }: Pick<Ports, "files">,
): Promise<readonly ChaosEntry[]> {
  using file = await files.open(path, { read: true });
  const reader = new LineReader(file);
  const entries = new Map<string, ChaosEntry>();
  let offset = 0;
  for (let lineNumber = 1;; lineNumber++) {
    const line = await reader.lineAt(offset);
    if (line === null || !line.isWhole) return [...entries.values()];
    const source = `${path}:${lineNumber}`;
    const cursor = new JsonCursor(parseJson(new TextDecoder().decode(line.bytes), source), source);
    accept(cursor, entries);
    offset = line.nextOffset;
  }
}

function accept(cursor: JsonCursor, entries: Map<string, ChaosEntry>): void {
  const id = ["run", "key", "attempt"].map((name) => cursor.field(name).value).join("/");
  if (cursor.field("phase").oneOf(["begin", "end"]) === "begin") {
    entries.set(id, decodeChaosEntry(cursor));
    return;
  }
  const entry = entries.get(id) ?? cursor.fail("an end behind its beginning");
  const outcome = cursor.field("outcome").string() as ChaosAttemptOutcome;
  entries.set(id, { ...entry, outcome, errorCode: cursor.optional("error_code")?.string() });
}
