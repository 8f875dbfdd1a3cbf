/**
 * JSON in and out, strictly.
 *
 * In: UTF-8 only, no duplicate keys, bounded depth, errors with line and column.
 * Out: one text for one value. {@linkcode canonicalJson} is the form that is hashed (RFC 8785),
 * {@linkcode formatJson} the form that is written to files. Both refuse what JSON cannot hold
 * instead of writing `null` in its place.
 *
 * @module
 */
import { InputError, reasonOf } from "./errors.ts";

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object; a member whose value is `undefined` is left out. */
export interface JsonObject {
  /** A member. */
  readonly [key: string]: Json | undefined;
}

/** Deeper documents are refused on the way in: recursion over them would overflow the stack. */
const DEPTH_MAX = 200;

// OC-INPUT-0401 impl
/**
 * Parses JSON text and refuses duplicate keys and more than 200 levels.
 *
 * @param text The document
 * @param source What it is called in the error text, usually the file's path
 * @throws {InputError} naming `source`, line and column
 */
export function parseJson(text: string, source: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`Cannot read "${source}": wanted JSON, found ${syntaxReason(error)}`);
  }
  if (!isPlain(text, value)) checkStructure(text, source);
  return value;
}

/** V8's text without the excerpt of the document, which may be long or hold control characters. */
function syntaxReason(error: unknown): string {
  const reason = reasonOf(error);
  const place = /\(line (\d+) column (\d+)\)/.exec(reason);
  const kind = reason.replace(/,? ?"?\.\.\..*$|, ".*$| in JSON at position.*$| \(line.*$/s, "");
  return place ? `at line ${place[1]}, column ${place[2]}: ${kind}` : kind;
}

/**
 * Whether valid JSON text has no deep level and no key twice. Of equal keys the parser keeps one, so
 * that the text then has more members than the value; this is found ten times faster than the keys.
 */
function isPlain(text: string, value: unknown): boolean {
  let [memberCount, depth] = [0, 0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === COLON) memberCount += 1;
    else if (code === OPENING_BRACE || code === OPENING_BRACKET) {
      depth += 1;
      if (depth > DEPTH_MAX) return false;
    } else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) depth -= 1;
  }
  return memberCount === countMembers(value);
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const [OPENING_BRACKET, CLOSING_BRACKET] = [0x5b, 0x5d];
const [OPENING_BRACE, CLOSING_BRACE] = [0x7b, 0x7d];

/** Index of the quote that ends a string: the next one behind an even number of backslashes. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1);; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
}

/** Members of all objects in a value. */
function countMembers(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countMembers(item);
    return count;
  }
  for (const key of Object.keys(value)) {
    count += 1 + countMembers((value as Record<string, unknown>)[key]);
  }
  return count;
}

/** Walks text that is known to be valid JSON and checks depth and duplicate keys. */
function checkStructure(text: string, source: string): void {
  // One entry per open container: the keys seen in an object, undefined in an array.
  const open: (Set<string> | undefined)[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [part] = match;
    if (part === "{" || part === "[") {
      open.push(part === "{" ? new Set() : undefined);
      if (open.length > DEPTH_MAX) {
        throw new InputError(
          `Cannot read "${source}": wanted at most ${DEPTH_MAX} levels, found more ` +
            `at ${lineAndColumn(text, match.index)}`,
        );
      }
    } else if (part === "}" || part === "]") {
      open.pop();
    } else {
      const keys = open.at(-1);
      if (keys === undefined || !isKey(text, token.lastIndex)) continue;
      const key = JSON.parse(part) as string;
      if (keys.has(key)) {
        throw new InputError(
          `Cannot read "${source}": wanted each key once, found ${part} again ` +
            `at ${lineAndColumn(text, match.index)}`,
        );
      }
      keys.add(key);
    }
  }
}

/** Whether the string that ends at `index` is followed by a colon. */
function isKey(text: string, index: number): boolean {
  const rest = /[^ \t\r\n]/g;
  rest.lastIndex = index;
  return rest.exec(text)?.[0] === ":";
}

function lineAndColumn(text: string, index: number): string {
  const before = text.slice(0, index);
  const line = before.split("\n").length;
  return `line ${line}, column ${index - before.lastIndexOf("\n")}`;
}

// OC-DET-0305 impl
/**
 * The canonical text of a value: RFC 8785 (JSON Canonicalization Scheme). Members are sorted by
 * UTF-16 code unit, there is no white space, numbers have ECMAScript's shortest form.
 *
 * @throws {TypeError} for a value that JSON cannot hold (NaN, an infinity, a function, a lone
 * surrogate), naming its path
 */
export function canonicalJson(value: Json): string {
  expectWritable(value);
  return writeSorted(value);
}

// OC-DET-0306 impl
/**
 * The text of a value as it is written to files: two-space indent, members in the order in which
 * the value has them, final newline.
 *
 * @throws {TypeError} for a value that JSON cannot hold, naming its path
 */
export function formatJson(value: Json): string {
  expectWritable(value);
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * The text of a value on one line, members in the order in which the value has them: a line of a
 * journal.
 *
 * @throws {TypeError} for a value that JSON cannot hold, naming its path
 */
export function lineJson(value: Json): string {
  expectWritable(value);
  return JSON.stringify(value);
}

function writeSorted(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(writeSorted).join(",")}]`;
  // The default sort compares UTF-16 code units, as RFC 8785 asks; localeCompare would not.
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  const members = keys.map((key) => `${JSON.stringify(key)}:${writeSorted(value[key]!)}`);
  return `{${members.join(",")}}`;
}

/** `Array.isArray` does not narrow a readonly array out of a union. */
function isArray(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}

/** Something that JSON cannot hold. */
interface Fault {
  /** Where it is, below the value that was looked at. */
  readonly path: string;
  readonly found: string;
}

// OC-DET-0307 impl
function expectWritable(value: Json): void {
  const fault = findFault(value);
  if (fault === null) return;
  const { path, found } = fault;
  throw new TypeError(`Cannot write JSON at $${path}: wanted a JSON value, found ${found}`);
}

/** The first fault of a value. Its path is put together on the way out: there is none as a rule. */
function findFault(value: unknown): Fault | null {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? null : { path: "", found: "a string with a lone surrogate" };
    case "number":
      return Number.isFinite(value) ? null : { path: "", found: String(value) };
    case "boolean":
      return null;
    case "object":
      return value === null ? null : findFaultInside(value);
    default:
      return { path: "", found: `a value of type ${typeof value}` };
  }
}

function findFaultInside(value: object): Fault | null {
  if (Array.isArray(value)) {
    // By index: a hole is a fault, too.
    for (let index = 0; index < value.length; index++) {
      const fault = findFault(value[index]);
      if (fault !== null) return { ...fault, path: `[${index}]${fault.path}` };
    }
    return null;
  }
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    if (!key.isWellFormed()) return { path: "", found: "a key with a lone surrogate" };
    const fault = findFault(member);
    if (fault !== null) return { ...fault, path: `.${key}${fault.path}` };
  }
  return null;
}
