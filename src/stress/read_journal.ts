import { InputError } from "../internal/errors.ts";
import { LineReader } from "../internal/line_reader.ts";
import type { Ports } from "../internal/ports.ts";
import type { StepHandle } from "../internal/steps.ts";
import { decodeHeader, decodeLine, type JournalHeader } from "./journal_line.ts";
import type { RunRecord } from "./run_record.ts";

/** A whole line of a journal. */
export interface JournalEntry {
  /** The run, null for the header. */
  readonly record: RunRecord | null;
  /** Where the line begins. */
  readonly offset: number;
  /** Where the next one begins. */
  readonly nextOffset: number;
}

/**
 * Reads the whole lines of a journal that may have been cut off: a last line without its line feed
 * is what a kill in the middle of a write leaves, and is passed over.
 *
 * @param file The open journal
 * @param path What it is called in error texts
 * @param expected The header that it must begin with
 * @throws {InputError} if it belongs to another stress, or if a whole line is damaged
 */
export async function* scanJournal(
  file: StepHandle,
  path: string,
  expected: JournalHeader,
): AsyncGenerator<JournalEntry> {
  const reader = new LineReader(file);
  let offset = 0;
  for (let lineNumber = 1;; lineNumber++) {
    const line = reader.lineInMemory(offset) ?? await reader.lineAt(offset);
    if (line === null || !line.isWhole) return;
    const source = `${path}:${lineNumber}`;
    const record = lineNumber === 1 ? null : decodeLine(line.bytes, source);
    if (lineNumber === 1) checkHeader(decodeHeader(line.bytes, source), expected, path);
    if (record !== null && record.runId > expected.runCount) {
      throw new InputError(
        `Cannot read "${source}": wanted a run up to ${expected.runCount}, found ${record.runId}`,
      );
    }
    yield { record, offset, nextOffset: line.nextOffset };
    offset = line.nextOffset;
  }
}

function checkHeader(found: JournalHeader, expected: JournalHeader, path: string): void {
  if (found.fingerprint === expected.fingerprint && found.runCount === expected.runCount) return;
  throw new InputError(
    `Cannot read "${path}": wanted the journal of stress ${expected.fingerprint}, ` +
      `found that of ${found.fingerprint}`,
  );
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
    const line = reader.lineInMemory(offset) ?? await reader.lineAt(offset);
    if (line === null) return;
    const source = `${path}:${lineNumber}`;
    if (lineNumber === 1) decodeHeader(line.bytes, source);
    else yield decodeLine(line.bytes, source);
    offset = line.nextOffset;
  }
}
