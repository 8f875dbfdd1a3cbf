/**
 * The run journal: what a stress knows, run by run.
 *
 * Invariants: append-only while runs are going on. A run counts as done when its line is whole, and
 * its files are written before its line. When a write fails, the file is cut back to its last whole
 * line. A finished journal is in the order of the runs, whatever order they ended in, and has one
 * line for each.
 *
 * A line is handed to the system before the next run begins, by a blocking call where the ports have
 * them: it takes 1 µs, by way of the thread pool 25 µs. Rejected: lines that wait in memory for
 * others, which a kill would lose with runs that had ended.
 *
 * @module
 */
import { atomicWriteStream } from "../cache/atomic_write.ts";
import { reasonOf, WorldError } from "../internal/errors.ts";
import { writeAll } from "../internal/files.ts";
import { LineReader } from "../internal/line_reader.ts";
import type { Ports } from "../internal/ports.ts";
import { quickFiles } from "../internal/quick_files.ts";
import {
  type MaybePromise,
  runSteps,
  runStepsEagerly,
  step,
  type StepHandle,
  type Steps,
  writeAllSteps,
} from "../internal/steps.ts";
import { encodeHeader, encodeLine, type JournalHeader } from "./journal_line.ts";
import { scanJournal } from "./read_journal.ts";
import type { RunRecord } from "./run_record.ts";

/** A journal that is being written. */
export class Journal implements Disposable {
  readonly #path: string;
  readonly #file: StepHandle;
  readonly #ports: Ports;
  /** Where each run's line begins, by run index; 0, the header's place, means not there. */
  #offsets: Float64Array;
  #length = 0;
  #lastRun = 0;
  #isInOrder = true;
  /** Settles when the last line is written; null where none is being written. */
  #queue: Promise<void> | null = null;

  private constructor(path: string, file: StepHandle, runCount: number, ports: Ports) {
    this.#path = path;
    this.#file = file;
    this.#ports = ports;
    this.#offsets = new Float64Array(runCount + 1);
  }

  /**
   * Starts a journal in a file that must not exist.
   *
   * @throws {WorldError} if the file is there or cannot be written
   */
  static async create(path: string, header: JournalHeader, ports: Ports): Promise<Journal> {
    try {
      const options = { read: true, write: true, createNew: true };
      const file = await quickFiles(ports).open(path, options);
      const journal = new Journal(path, file, header.runCount, ports);
      try {
        await runSteps(journal.#write(encodeHeader(header)));
        return journal;
      } catch (error) {
        journal[Symbol.dispose]();
        throw error;
      }
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  /**
   * Goes on with a journal that a stress left behind. A last line that a kill tore is cut off; of
   * two lines for one run the later one counts.
   *
   * @param path The journal
   * @param header Must be the one that the journal begins with
   * @param options Told each whole line; decides whether its run counts as done
   * @throws {InputError} if it is another stress's journal, or if a line before the last is damaged
   */
  static async reopen(
    path: string,
    header: JournalHeader,
    { ports, isDone }: {
      readonly ports: Ports;
      readonly isDone: (record: RunRecord) => Promise<boolean> | boolean;
    },
  ): Promise<Journal> {
    const file = await openForWriting(path, ports);
    const journal = new Journal(path, file, header.runCount, ports);
    try {
      for await (const { record, offset, nextOffset } of scanJournal(file, path, header)) {
        journal.#length = nextOffset;
        if (record !== null) journal.#note(record.runId, await isDone(record) ? offset : 0);
      }
      await file.truncate(journal.#length);
      await file.seek(journal.#length);
      // Killed before its first line was whole.
      if (journal.#length === 0) await runSteps(journal.#write(encodeHeader(header)));
      return journal;
    } catch (error) {
      journal[Symbol.dispose]();
      throw error;
    }
  }

  /** Whether a run has a line that counts. */
  hasRun(runId: number): boolean {
    return (this.#offsets[runId] ?? 0) > 0;
  }

  #note(runId: number, offset: number): void {
    // A line that does not count stays in the file until the journal is finished.
    this.#isInOrder &&= offset > 0 && runId > this.#lastRun;
    this.#lastRun = runId;
    this.#offsets[runId] = offset;
  }

  /**
   * Appends a run. When this has returned, or when the promise that it returned has resolved, the
   * line has been handed to the system whole.
   *
   * @throws {WorldError} if the line could not be written; the journal still ends with a whole line
   */
  append(record: RunRecord): MaybePromise<void> {
    const write = () => runStepsEagerly(this.#append(record));
    const written = this.#queue === null ? write() : this.#queue.then(write);
    if (!(written instanceof Promise)) return;
    // The failure reaches whoever awaits this line; the next one tries on its own.
    const settled = written.catch(() => {}).then(() => {
      if (this.#queue === settled) this.#queue = null;
    });
    this.#queue = settled;
    return written;
  }

  *#append(record: RunRecord): Steps<void> {
    const offset = this.#length;
    try {
      yield* this.#write(encodeLine(record));
    } catch (error) {
      throw unwritable(this.#path, error);
    }
    this.#note(record.runId, offset);
  }

  /** Writes at the end, or leaves the file as long as it was. */
  *#write(line: Uint8Array): Steps<void> {
    try {
      yield* writeAllSteps(this.#file, line);
    } catch (error) {
      yield* step(this.#file.truncate(this.#length));
      yield* step(this.#file.seek(this.#length));
      throw error;
    }
    this.#length += line.length;
  }

  /**
   * Puts the journal into the order of the runs and onto the device.
   *
   * @throws {WorldError} if it cannot be written; what was journalled is intact
   */
  async finish(): Promise<void> {
    if (this.#isInOrder) {
      try {
        return await this.#file.sync();
      } catch (error) {
        throw unwritable(this.#path, error);
      }
    }
    await atomicWriteStream(this.#path, async (target) => {
      const reader = new LineReader(this.#file);
      for (const offset of [0, ...this.#offsets.subarray(1).filter((at) => at > 0)]) {
        const line = await reader.lineAt(offset);
        if (line === null) {
          throw new WorldError("Cannot order the journal: wanted all its lines again, found fewer");
        }
        await writeAll(target, line.bytes);
        await writeAll(target, LINE_FEED);
      }
    }, this.#ports);
  }

  /** Closes the file. Harmless when done twice. */
  [Symbol.dispose](): void {
    // Whoever still holds the journal need not hold a number for each of a million runs.
    this.#offsets = new Float64Array(0);
    this.#file.close();
  }
}

const LINE_FEED = new Uint8Array([0x0a]);

// OC-STRESS-5006 impl
function unwritable(path: string, error: unknown): WorldError {
  return new WorldError(`Cannot write "${path}": ${reasonOf(error)}`, { cause: error });
}

async function openForWriting(path: string, ports: Ports): Promise<StepHandle> {
  try {
    return await quickFiles(ports).open(path, { read: true, write: true });
  } catch (error) {
    throw new WorldError(`Cannot open "${path}": ${reasonOf(error)}`, { cause: error });
  }
}
