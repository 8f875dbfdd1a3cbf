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
  checkStructure(text, source);
  return value;
}

/** V8's text without the excerpt of the document, which may be long or hold control characters. */
function syntaxReason(error: unknown): string {
  const reason = reasonOf(error);
  const place = /\(line (\d+) column (\d+)\)/.exec(reason);
  const kind = reason.replace(/,? ?"?\.\.\..*$|, ".*$| in JSON at position.*$| \(line.*$/s, "");
  return place ? `at line ${place[1]}, column ${place[2]}: ${kind}` : kind;
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
  return write(value, "$", { isSorted: true, indent: "" });
}

// OC-DET-0306 impl
/**
 * The text of a value as it is written to files: two-space indent, members in the order in which
 * the value has them, final newline.
 *
 * @throws {TypeError} for a value that JSON cannot hold, naming its path
 */
export function formatJson(value: Json): string {
  return write(value, "$", { isSorted: false, indent: "\n" }) + "\n";
}

/**
 * The text of a value on one line, members in the order in which the value has them: a line of a
 * journal.
 *
 * @throws {TypeError} for a value that JSON cannot hold, naming its path
 */
export function lineJson(value: Json): string {
  return write(value, "$", { isSorted: false, indent: "" });
}

interface Style {
  readonly isSorted: boolean;
  /** `""` for one line, otherwise the line break and indent of the current level. */
  readonly indent: string;
}

function write(value: Json, path: string, style: Style): string {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) throw unwritable(path, "a string with a lone surrogate");
      return JSON.stringify(value);
    case "number":
      if (!Number.isFinite(value)) throw unwritable(path, String(value));
      return JSON.stringify(value);
    case "boolean":
      return String(value);
    case "object":
      break;
    default:
      throw unwritable(path, `a value of type ${typeof value}`);
  }
  if (value === null) return "null";
  const inner = { ...style, indent: style.indent && style.indent + "  " };
  if (isArray(value)) {
    return enclose("[", value.map((item, index) => write(item, `${path}[${index}]`, inner)), "]", {
      style,
      inner,
    });
  }
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  // The default sort compares UTF-16 code units, as RFC 8785 asks; localeCompare would not.
  if (style.isSorted) keys.sort();
  const colon = style.indent ? ": " : ":";
  const members = keys.map((key) => {
    if (!key.isWellFormed()) throw unwritable(path, "a key with a lone surrogate");
    return JSON.stringify(key) + colon + write(value[key]!, `${path}.${key}`, inner);
  });
  return enclose("{", members, "}", { style, inner });
}

/** `Array.isArray` does not narrow a readonly array out of a union. */
function isArray(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}

function enclose(
  open: string,
  parts: readonly string[],
  close: string,
  { style, inner }: { readonly style: Style; readonly inner: Style },
): string {
  if (parts.length === 0) return open + close;
  return open + inner.indent + parts.join("," + inner.indent) + style.indent + close;
}

// OC-DET-0307 impl
function unwritable(path: string, found: string): TypeError {
  return new TypeError(`Cannot write JSON at ${path}: wanted a JSON value, found ${found}`);
}
