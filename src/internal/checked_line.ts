/**
 * Lines that carry their own checksum: one JSON object a line, whose last member `crc32` is the
 * checksum of the line's text without that member. A line that was torn or altered is noticed.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { JsonCursor } from "./cursor.ts";
import { InputError } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { lineJson, parseJson } from "./json.ts";

/** What a line ends with: `,"crc32":"0123abcd"}`. */
const CRC_MEMBER = /^,"crc32":"([0-9a-f]{8})"\}$/;
const CRC_MEMBER_LENGTH = 20;

const OPENING_BRACE = 0x7b;

const decoder = new TextDecoder();

/** A document that is not empty, on one line with its checksum, and a line feed. */
export function encodeCheckedLine(document: JsonObject): Uint8Array {
  const body = lineJson(document);
  const checksum = crc32(body).toString(16).padStart(8, "0");
  return new TextEncoder().encode(`${body.slice(0, -1)},"crc32":"${checksum}"}\n`);
}

/**
 * The document of a line, without its checksum.
 *
 * @param line The line without its line feed
 * @param source What it is called in error texts
 * @throws {InputError} if the checksum does not hold
 */
export function decodeCheckedLine(line: Uint8Array, source: string): JsonCursor {
  const end = line.length - CRC_MEMBER_LENGTH;
  const match = CRC_MEMBER.exec(decoder.decode(line.subarray(Math.max(0, end))));
  const head = line.subarray(0, Math.max(0, end));
  // By bytes: nothing that a decoder repairs has the checksum of what was written.
  const isIntact = match !== null && line[0] === OPENING_BRACE &&
    crc32("}", crc32(head)) === Number.parseInt(match[1]!, 16);
  if (isIntact) return new JsonCursor(parseJson(`${decoder.decode(head)}}`, source), source);
  throw new InputError(`Cannot read "${source}": wanted a line with its checksum, found another`);
}
