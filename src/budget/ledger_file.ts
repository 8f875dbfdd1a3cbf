/**
 * The file of a budget ledger.
 *
 * Invariants, all under the ledger's lock: the file is a first line with a state and further lines
 * with events; a line counts once its line feed is there. The events of one turn are appended in one
 * write, and what a crash left of one without its line feed is cut off by the next writer: nobody
 * acted on it, because a reservation is acknowledged after its line. When the file has grown, it is replaced by
 * its own state, all or nothing. It is never removed: a ledger that is gone would forget what was
 * spent, so that going on is refused.
 *
 * @module
 */
import { replaceFile } from "../cache/replace_file.ts";
import { encodeCheckedLine } from "../internal/checked_line.ts";
import { reasonOf, WorldError } from "../internal/errors.ts";
import type { FileStat } from "../internal/files.ts";
import type { Ports } from "../internal/ports.ts";
import { quickFiles } from "../internal/quick_files.ts";
import type { StepFiles, StepHandle } from "../internal/steps.ts";
import type { LedgerEvent } from "./ledger_event.ts";
import { encodeLedgerEvent } from "./ledger_event.ts";
import type { LedgerProgress } from "./ledger_lines.ts";
import { readLedgerLines, wholeLinesLength } from "./ledger_lines.ts";
import { LedgerState } from "./ledger_state.ts";

/** A larger file is replaced by its state: some 2,000 events, read in about 10 ms. */
const COMPACTION_MIN_BYTES = 256 * 1024;

/** How to write. */
export interface LedgerFileOptions {
  /** Where the ledger is. */
  readonly ports: Pick<Ports, "files" | "blockingFiles" | "entropy">;
  /** Whether reservations wait for the device. */
  readonly isDurable: boolean;
}

/** A ledger that is read and appended to. Every method needs the ledger's lock. */
export class LedgerFile {
  readonly #path: string;
  readonly #options: LedgerFileOptions;
  readonly #files: StepFiles;
  #handle: StepHandle | null = null;
  #device = 0;
  #inode: number | null = null;
  /** Bytes that are in the state: a whole number of lines. */
  #length = 0;
  /** Where the handle stands; null where a failure leaves that open. */
  #position: number | null = null;
  /** Lines of events that are in the state and not in the file yet. */
  #staged: Uint8Array[] = [];
  #progress: LedgerProgress = { state: new LedgerState(), lineCount: 0 };

  /**
   * @param path The ledger; its folder must exist
   * @param options Ports and durability
   */
  constructor(path: string, options: LedgerFileOptions) {
    this.#path = path;
    this.#options = options;
    this.#files = quickFiles(options.ports);
  }

  /** The state as of the last `refresh`, with what was staged since. */
  get state(): LedgerState {
    return this.#progress.state;
  }

  /**
   * Creates the file where there is none, or an empty one.
   *
   * @throws {WorldError} if it cannot be written
   */
  async create(): Promise<void> {
    const stat = await this.#guard(() => this.#files.stat(this.#path));
    if (stat !== null && stat.size > 0) return;
    await this.#replace(new LedgerState());
  }

  /**
   * Reads what others have written, and forgets what was staged and never committed.
   *
   * @throws {InputError} if a line was altered
   * @throws {WorldError} if the file is gone or cannot be read
   */
  async refresh(): Promise<void> {
    const stat = await this.#stat();
    if (this.#staged.length > 0) this.close();
    if (!this.#isSame(stat)) await this.#reopen(stat);
    if (stat.size > this.#length) await this.#readOn(stat.size);
  }

  /**
   * Applies events, which have happened once they are committed.
   *
   * @param events What happens, in its order
   */
  stage(events: readonly LedgerEvent[]): void {
    for (const one of events) {
      this.#staged.push(encodeCheckedLine(encodeLedgerEvent(one)));
      this.state.apply(one);
    }
  }

  /**
   * Appends what was staged, in one write.
   *
   * @throws {WorldError} if it cannot be written; then none of it has happened
   */
  async commit(): Promise<void> {
    if (this.#staged.length === 0) return;
    const bytes = concatenate(this.#staged);
    const handle = this.#handle!;
    await this.#guard(async () => {
      try {
        await this.#moveTo(this.#length);
        for (let written = 0; written < bytes.length;) {
          const count = await handle.write(bytes.subarray(written));
          if (count === 0) throw new Error("the file took no bytes");
          written += count;
        }
      } catch (error) {
        await handle.truncate(this.#length);
        throw error;
      }
    });
    const { state, lineCount } = this.#progress;
    this.#progress = { state, lineCount: lineCount + this.#staged.length };
    this.#staged = [];
    this.#length += bytes.length;
    this.#position = this.#length;
    if (this.#length > COMPACTION_MIN_BYTES) await this.#replace(state);
  }

  /**
   * Waits until what was appended is on the device, where the ledger is durable. The lock is not
   * needed: others may append meanwhile, and the device serves all that wait at once.
   *
   * @throws {WorldError} if the device fails
   */
  async flush(): Promise<void> {
    const handle = this.#handle;
    // A file that was replaced since is on the device already.
    if (handle === null || !this.#options.isDurable) return;
    await this.#guard(() => handle.sync());
  }

  /** Closes the file and forgets what was staged; harmless when done twice. */
  close(): void {
    this.#handle?.close();
    this.#handle = null;
    this.#staged = [];
  }

  async #stat(): Promise<FileStat> {
    const stat = await this.#guard(() => this.#files.stat(this.#path));
    if (stat !== null) return stat;
    throw new WorldError(`Cannot use ledger "${this.#path}": it was there and is gone`);
  }

  /** On a system without inode numbers nothing is known to be the same. */
  #isSame(stat: FileStat): boolean {
    return this.#handle !== null && stat.inode !== null && stat.inode === this.#inode &&
      stat.device === this.#device && stat.size >= this.#length;
  }

  async #reopen({ device, inode }: FileStat): Promise<void> {
    this.close();
    const open = () => this.#files.open(this.#path, { read: true, write: true });
    this.#handle = await this.#guard(open);
    [this.#device, this.#inode, this.#length, this.#position] = [device, inode, 0, 0];
  }

  /** Moves the handle, which is a call of the system, only where it does not stand there already. */
  async #moveTo(offset: number): Promise<void> {
    const position = this.#position;
    this.#position = null;
    if (position !== offset) await this.#handle!.seek(offset);
  }

  async #readOn(size: number): Promise<void> {
    const handle = this.#handle!;
    const bytes = await this.#guard(async () => {
      const buffer = new Uint8Array(size - this.#length);
      await this.#moveTo(this.#length);
      let length = 0;
      while (length < buffer.length) {
        const count = await handle.read(buffer.subarray(length));
        if (count === null) break;
        length += count;
      }
      this.#position = this.#length + length;
      return buffer.subarray(0, length);
    });
    const end = wholeLinesLength(bytes);
    this.#apply(bytes.subarray(0, end));
    this.#length += end;
    if (end < bytes.length) await this.#guard(() => handle.truncate(this.#length));
  }

  // OC-BUDGET-2404 impl
  #apply(lines: Uint8Array): void {
    const before = this.#length === 0 ? null : this.#progress;
    try {
      this.#progress = readLedgerLines(lines, this.#path, before);
    } catch (error) {
      // Some of the lines may be in the state: whoever tries again begins anew.
      this.close();
      throw error;
    }
  }

  // OC-BUDGET-2406 impl
  /** Makes a state the whole file, and goes on in the new one. */
  async #replace(state: LedgerState): Promise<void> {
    const { ports, isDurable } = this.#options;
    const bytes = encodeCheckedLine(state.encode());
    await replaceFile(this.#path, bytes, { ...ports, isDurable });
    await this.#reopen(await this.#stat());
    [this.#progress, this.#length] = [{ state, lineCount: 1 }, bytes.length];
  }

  async #guard<T>(operation: () => T | Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      if (error instanceof WorldError || error instanceof Deno.errors.NotCapable) throw error;
      throw new WorldError(`Cannot use ledger "${this.#path}": ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
