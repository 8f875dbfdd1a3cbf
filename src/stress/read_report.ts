/**
 * Reads stress reports of any length, ours and those of other tools that write the format.
 *
 * The runs of a report are read in pieces: a piece ends behind a closing brace, and JSON itself
 * says whether that was the end of a run. If the brace stood inside a string, the string is not
 * closed and the piece is no JSON; then it is tried with the next brace.
 *
 * @module
 */
import { JsonCursor } from "../internal/cursor.ts";
import { InputError, reasonOf, WorldError } from "../internal/errors.ts";
import type { FileHandle } from "../internal/files.ts";
import { parseJson } from "../internal/json.ts";
import type { Ports } from "../internal/ports.ts";

/** Runs are read in pieces of about this size. */
const PIECE_BYTES = 1024 * 1024;

/** Everything before and behind the runs must fit into this. */
const REST_MAX_BYTES = 64 * 1024 * 1024;

/** Braces behind the last run or inside strings of a piece; more are no report of runs. */
const PIECE_MAX_TRIES = 1000;

const RUNS_KEY = /"runs"\s*:\s*\[/;

const CLOSING_BRACE = 0x7d;

/** A stress report that is being read. */
export interface ReportReader {
  /** The runs of the report, as they are. */
  runs(): AsyncGenerator<Readonly<Record<string, unknown>>>;
  /** The report without its runs; to be asked for when all runs were read. */
  rest(): JsonCursor;
}

/**
 * Opens a stress report.
 *
 * @param path The report
 * @param ports Where to read
 * @throws {InputError} while reading, if it is no report
 */
export function openReport(path: string, { files }: Pick<Ports, "files">): ReportReader {
  let rest: string | undefined;

  async function* runs(): AsyncGenerator<Readonly<Record<string, unknown>>> {
    using file = await openFile(path, files);
    const text = new TextSource(file, path);
    const head = await text.readUntil(RUNS_KEY);
    for (;;) {
      const piece = await text.nextPiece();
      if (piece === null) break;
      yield* piece;
    }
    rest = head + (await text.readToEnd());
  }

  return {
    runs,
    rest() {
      if (rest === undefined) throw new Error("the runs of the report were not read to their end");
      return new JsonCursor(parseJson(rest, path), path);
    },
  };
}

async function openFile(path: string, files: Ports["files"]): Promise<FileHandle> {
  try {
    const stat = await files.stat(path);
    if (stat?.kind === "file") return await files.open(path, { read: true });
    const found = stat === null ? "nothing there" : `a ${stat.kind}`;
    throw new InputError(`Cannot read "${path}": wanted a stress report, found ${found}`);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new WorldError(`Cannot read "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

type Run = Readonly<Record<string, unknown>>;

/** The bytes of a report, piece by piece. */
class TextSource {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #bytes = new Uint8Array(0);
  #isAtEnd = false;

  constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** The text up to and with what the pattern finds. */
  async readUntil(pattern: RegExp): Promise<string> {
    for (;;) {
      // Latin-1 keeps one character a byte, so that the place found is a place in the bytes.
      const match = pattern.exec(new TextDecoder("latin1").decode(this.#bytes));
      if (match !== null) return this.#take(match.index + match[0].length);
      if (!(await this.#read())) throw this.#broken('an array "runs"');
      if (this.#bytes.length > REST_MAX_BYTES) throw this.#broken('an array "runs" near its start');
    }
  }

  /** The next runs, or null behind the last. */
  async nextPiece(): Promise<readonly Run[] | null> {
    while (this.#bytes.length < PIECE_BYTES && (await this.#read()));
    // The closing bracket of the runs comes first, or another run does.
    const first = this.#bytes.find((byte) => byte > 0x20 && byte !== 0x2c);
    if (first === undefined) throw this.#broken("the end of the runs");
    if (first === 0x5d) return null;
    let end = this.#bytes.lastIndexOf(CLOSING_BRACE);
    for (let tries = 0; end >= 0 && tries < PIECE_MAX_TRIES; tries++) {
      const runs = this.#parse(end + 1);
      if (runs !== null) return runs;
      end = this.#bytes.lastIndexOf(CLOSING_BRACE, end - 1);
    }
    throw this.#broken("runs that are objects");
  }

  /** The runs in the first bytes, or null where those do not end behind a run. */
  #parse(length: number): readonly Run[] | null {
    const text = this.#decode(this.#bytes.subarray(0, length)).replace(/^\s*,/, "");
    try {
      const runs = JSON.parse(`[${text}]`) as readonly Run[];
      this.#bytes = this.#bytes.subarray(length);
      return runs;
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }

  /** All that is left. */
  async readToEnd(): Promise<string> {
    while (await this.#read()) {
      if (this.#bytes.length > REST_MAX_BYTES) throw this.#broken("an end behind the runs");
    }
    return this.#take(this.#bytes.length);
  }

  async #read(): Promise<boolean> {
    if (this.#isAtEnd) return false;
    const more = new Uint8Array(this.#bytes.length + PIECE_BYTES);
    more.set(this.#bytes);
    const count = await this.#file.read(more.subarray(this.#bytes.length));
    this.#isAtEnd = count === null;
    this.#bytes = more.subarray(0, this.#bytes.length + (count ?? 0));
    return !this.#isAtEnd;
  }

  #take(length: number): string {
    const text = this.#decode(this.#bytes.subarray(0, length));
    this.#bytes = this.#bytes.subarray(length);
    return text;
  }

  #decode(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes);
    } catch (error) {
      throw new InputError(`Cannot read "${this.#path}": wanted UTF-8 text, found other bytes`, {
        cause: error,
      });
    }
  }

  #broken(wanted: string): InputError {
    return new InputError(`Cannot read "${this.#path}": wanted ${wanted}, found none`);
  }
}
