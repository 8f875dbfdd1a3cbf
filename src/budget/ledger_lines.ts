import { decodeCheckedLine } from "../internal/checked_line.ts";
import { InputError, reasonOf } from "../internal/errors.ts";
import { decodeLedgerEvent } from "./ledger_event.ts";
import { LedgerState } from "./ledger_state.ts";

const LF = 0x0a;

/** What the lines before have come to. */
export interface LedgerProgress {
  /** The state; it is changed in place. */
  readonly state: LedgerState;
  /** Number of lines. */
  readonly lineCount: number;
}

/**
 * Length of the lines that count: a line without its line feed is what a crash left of it.
 *
 * @param bytes The file, or what was appended to it
 */
export function wholeLinesLength(bytes: Uint8Array): number {
  return bytes.lastIndexOf(LF) + 1;
}

/**
 * Reads whole lines of a ledger: the first one of the file is a state, all others are events.
 *
 * @param bytes Lines with their line feeds
 * @param path The file, for error texts
 * @param before What the lines before have come to; null at the beginning of the file
 * @throws {InputError} naming file and line if one was altered, or cannot have happened
 */
export function readLedgerLines(
  bytes: Uint8Array,
  path: string,
  before: LedgerProgress | null,
): LedgerProgress {
  let progress = before;
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LF, start);
    progress = readLine(bytes.subarray(start, end), path, progress);
    start = end + 1;
  }
  // The first line was written all or nothing, so that a file without one is of another kind.
  if (progress !== null) return progress;
  throw new InputError(`Cannot use "${path}" as a ledger: wanted lines, found other text`);
}

function readLine(
  line: Uint8Array,
  path: string,
  before: LedgerProgress | null,
): LedgerProgress {
  const lineCount = (before?.lineCount ?? 0) + 1;
  const source = `${path}:${lineCount}`;
  const cursor = decodeCheckedLine(line, source);
  if (before === null) return { state: LedgerState.decode(cursor), lineCount };
  const entry = decodeLedgerEvent(cursor);
  try {
    before.state.apply(entry);
  } catch (error) {
    throw new InputError(`Cannot read "${source}": ${reasonOf(error)}`, { cause: error });
  }
  return { state: before.state, lineCount };
}
