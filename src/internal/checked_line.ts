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

const CRC_MEMBER = /,"crc32":"([0-9a-f]{8})"\}$/;

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
  const text = new TextDecoder().decode(line);
  const match = CRC_MEMBER.exec(text);
  const body = match ? `${text.slice(0, match.index)}}` : text;
  if (match === null || crc32(body) !== Number.parseInt(match[1]!, 16)) {
    throw new InputError(`Cannot read "${source}": wanted a line with its checksum, found another`);
  }
  return new JsonCursor(parseJson(body, source), source);
}
