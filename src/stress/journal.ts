/**
 * The run journal `runs.jsonl`: what a stress knows, run by run.
 *
 * Invariants: append-only while runs are going on; one JSON object a line, whose last member
 * `crc32` is the checksum of the line's text without that member; the first line is a header that
 * says which stress the runs belong to. A run counts as done when its line is whole, and its files
 * are written before its line. When a write fails, the file is cut back to its last whole line.
 * A finished journal is in the order of the runs, whatever order they ended in.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { atomicWriteStream } from "../cache/atomic_write.ts";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import { JsonCursor } from "../internal/cursor.ts";
import type { FileHandle } from "../internal/files.ts";
import { writeAll } from "../internal/files.ts";
import type { JsonObject } from "../internal/json.ts";
import { lineJson, parseJson } from "../internal/json.ts";
import { LineReader } from "../internal/line_reader.ts";
import type { Ports } from "../internal/ports.ts";
import type { RunRecord } from "./run_record.ts";
import { decodeRunRecord, encodeRunRecord } from "./run_record.ts";

/** Schema of the journal's header line. */
export const JOURNAL_SCHEMA = "RUN-JOURNAL-1.0";

const CRC_MEMBER = /,"crc32":"([0-9a-f]{8})"\}$/;

/** A document on one line with its checksum as the last member, and a line feed. */
function frame(document: JsonObject): Uint8Array {
  const body = lineJson(document);
  const checksum = crc32(body).toString(16).padStart(8, "0");
  return new TextEncoder().encode(`${body.slice(0, -1)},"crc32":"${checksum}"}\n`);
}

/** The document of a framed line; refuses a line whose checksum does not hold. */
function unframe(line: Uint8Array, source: string): JsonCursor {
  const text = new TextDecoder().decode(line);
  const match = CRC_MEMBER.exec(text);
  const body = match ? `${text.slice(0, match.index)}}` : text;
  if (match === null || crc32(body) !== Number.parseInt(match[1]!, 16)) {
    throw new InputError(`Cannot read "${source}": wanted a line with its checksum, found another`);
  }
  return new JsonCursor(parseJson(body, source), source);
}

/** Identifies the stress that a journal belongs to. */
export interface JournalHeader {
  /** Digest of everything that decides what the runs give. */
  readonly fingerprint: string;
  /** Number of runs of the whole stress. */
  readonly runCount: number;
}

/** A journal that is being written. */
export class Journal implements Disposable {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #ports: Ports;
  /** Where each run's line begins, by run index; 0, the header's place, means not there. */
  readonly #offsets: Float64Array;
  #length = 0;
  #lastRun = 0;
  #isInOrder = true;
  /** Settles when the line before the next one is written. */
  #queue: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle, runCount: number, ports: Ports) {
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
    const { fingerprint, runCount } = header;
    try {
      const file = await ports.files.open(path, { read: true, write: true, createNew: true });
      const journal = new Journal(path, file, runCount, ports);
      try {
        await journal.#write(
          frame({ schema_version: JOURNAL_SCHEMA, fingerprint, run_count: runCount }),
        );
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
   * Appends a run. When the promise resolves, the line has been handed to the system whole.
   *
   * @throws {WorldError} if the line could not be written; the journal still ends with a whole line
   */
  append(record: RunRecord): Promise<void> {
    const line = frame(encodeRunRecord(record));
    const written = this.#queue.then(async () => {
      const offset = this.#length;
      await this.#write(line);
      this.#offsets[record.runId] = offset;
      this.#isInOrder &&= record.runId > this.#lastRun;
      this.#lastRun = record.runId;
    });
    // The failure reaches whoever awaits this append; the next one tries on its own.
    this.#queue = written.catch(() => {});
    return written.catch((error) => {
      throw unwritable(this.#path, error);
    });
  }

  /** Writes at the end, or leaves the file as long as it was. */
  async #write(line: Uint8Array): Promise<void> {
    try {
      await this.#file.seek(this.#length);
      await writeAll(this.#file, line);
    } catch (error) {
      await this.#file.truncate(this.#length);
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
        if (line === null) throw new WorldError("the journal became shorter while it was read");
        await writeAll(target, line.bytes);
        await writeAll(target, LINE_FEED);
      }
    }, this.#ports);
  }

  /** Closes the file. Harmless when done twice. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}

const LINE_FEED = new Uint8Array([0x0a]);

function unwritable(path: string, error: unknown): WorldError {
  return new WorldError(`Cannot write "${path}": ${reasonOf(error)}`, { cause: error });
}

/**
 * Reads a finished journal.
 *
 * @param path The journal
 * @param ports Where to read
 * @returns The runs in the order of the file
 * @throws {InputError} if a line is torn or altered, or is no record, naming the line
 */
export async function* readJournal(
  path: string,
  { files }: Pick<Ports, "files">,
): AsyncGenerator<RunRecord> {
  using file = await files.open(path, { read: true });
  const reader = new LineReader(file);
  let offset = 0;
  for (let lineNumber = 1;; lineNumber++) {
    const line = await reader.lineAt(offset);
    if (line === null) return;
    const cursor = unframe(line.bytes, `${path}:${lineNumber}`);
    offset = line.nextOffset;
    if (lineNumber === 1) cursor.field("schema_version").oneOf([JOURNAL_SCHEMA]);
    else yield decodeRunRecord(cursor);
  }
}
