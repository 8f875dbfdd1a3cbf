import { InputError } from "../internal/errors.ts";

/** Headers that the client itself writes: another value would break the message. */
const RESERVED = [
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "te",
  "upgrade",
  "expect",
  "accept-encoding",
];

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Visible ASCII with blanks in between; no line end can start a header of its own. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;

/**
 * Checks headers that a user gave and writes their names in lower case.
 *
 * @throws {InputError} naming the header, never its value, which may be a key
 */
export function checkHeaders(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (!NAME.test(name)) throw unusable("", "wanted a header name, found other characters");
    if (RESERVED.includes(lower)) throw unusable(name, "this header cannot be set");
    if (!VALUE.test(value)) throw unusable(name, "wanted ASCII text on one line, found another");
    if (Object.hasOwn(checked, lower)) throw unusable(name, "wanted it once, found it twice");
    checked[lower] = value;
  }
  return checked;
}

/**
 * Reads a header as people write it.
 *
 * @param line Such as `X-Team: readers`
 * @throws {InputError} if there is no colon in it
 */
export function parseHeader(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(":");
  if (colon < 1) throw unusable("", "wanted NAME: VALUE, found no colon");
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}

/** Header lines, each with its line end. */
export function formatHeaders(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
}

function unusable(name: string, problem: string): InputError {
  const which = name === "" ? "the header" : `the header "${name}"`;
  return new InputError(`Cannot use ${which}: ${problem}`, { code: "USAGE" });
}
