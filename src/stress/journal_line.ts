/**
 * The lines of the run journal `runs.jsonl`.
 *
 * One JSON object a line, whose last member `crc32` is the checksum of the line's text without that
 * member. The first line is a header that says which stress the runs belong to.
 *
 * @module
 */
import { decodeCheckedLine, encodeCheckedLine } from "../internal/checked_line.ts";
import type { RunRecord } from "./run_record.ts";
import { decodeRunRecord, encodeRunRecord } from "./run_record.ts";

/** Name of the journal in a run folder. */
export const JOURNAL_NAME = "runs.jsonl";

const SCHEMA = "RUN-JOURNAL-1.0";

/** Identifies the stress that a journal belongs to. */
export interface JournalHeader {
  /** Digest of everything that decides what the runs give. */
  readonly fingerprint: string;
  /** Number of runs of the whole stress. */
  readonly runCount: number;
}

/** The first line of a journal. */
export function encodeHeader({ fingerprint, runCount }: JournalHeader): Uint8Array {
  return encodeCheckedLine({ schema_version: SCHEMA, fingerprint, run_count: runCount });
}

/** The line of a run. */
export function encodeLine(record: RunRecord): Uint8Array {
  return encodeCheckedLine(encodeRunRecord(record));
}

/**
 * Reads the first line of a journal.
 *
 * @throws {InputError} naming the source
 */
export function decodeHeader(line: Uint8Array, source: string): JournalHeader {
  const cursor = decodeCheckedLine(line, source);
  cursor.field("schema_version").oneOf([SCHEMA]);
  return {
    fingerprint: cursor.field("fingerprint").string(),
    runCount: cursor.field("run_count").number({ min: 1, isInteger: true }),
  };
}

// OC-STRESS-5101 impl
/**
 * Reads the line of a run.
 *
 * @throws {InputError} naming the source
 */
export function decodeLine(line: Uint8Array, source: string): RunRecord {
  return decodeRunRecord(decodeCheckedLine(line, source));
}
