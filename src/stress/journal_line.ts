/**
 * The lines of the run journal `runs.jsonl`.
 *
 * One JSON object a line, whose last member `crc32` is the checksum of the line's text without that
 * member. The first line is a header that says which stress the runs belong to.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import type { JsonObject } from "../internal/json.ts";
import { lineJson, parseJson } from "../internal/json.ts";
import type { RunRecord } from "./run_record.ts";
import { decodeRunRecord, encodeRunRecord } from "./run_record.ts";

/** Name of the journal in a run folder. */
export const JOURNAL_NAME = "runs.jsonl";

const SCHEMA = "RUN-JOURNAL-1.0";

const CRC_MEMBER = /,"crc32":"([0-9a-f]{8})"\}$/;

/** Identifies the stress that a journal belongs to. */
export interface JournalHeader {
  /** Digest of everything that decides what the runs give. */
  readonly fingerprint: string;
  /** Number of runs of the whole stress. */
  readonly runCount: number;
}

/** The first line of a journal. */
export function encodeHeader({ fingerprint, runCount }: JournalHeader): Uint8Array {
  return frame({ schema_version: SCHEMA, fingerprint, run_count: runCount });
}

/** The line of a run. */
export function encodeLine(record: RunRecord): Uint8Array {
  return frame(encodeRunRecord(record));
}

/**
 * Reads the first line of a journal.
 *
 * @throws {InputError} naming the source
 */
export function decodeHeader(line: Uint8Array, source: string): JournalHeader {
  const cursor = unframe(line, source);
  cursor.field("schema_version").oneOf([SCHEMA]);
  return {
    fingerprint: cursor.field("fingerprint").string(),
    runCount: cursor.field("run_count").number({ min: 1, isInteger: true }),
  };
}

/**
 * Reads the line of a run.
 *
 * @throws {InputError} naming the source
 */
export function decodeLine(line: Uint8Array, source: string): RunRecord {
  return decodeRunRecord(unframe(line, source));
}

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
