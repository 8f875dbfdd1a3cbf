import type { ByteSource } from "./byte_source.ts";

/** A longer head is refused: no model server sends one, and it would have to be held whole. */
const HEAD_MAX_BYTES = 64 * 1024;

/** More interim answers (1xx) than this before the answer are nonsense. */
const INTERIM_MAX_COUNT = 8;

const LF = 0x0a;
const CR = 0x0d;

/** Status line and headers of an answer. */
export interface ResponseHead {
  readonly status: number;
  /** Values by lower-case name; those of one name are joined by `", "`. */
  readonly headers: ReadonlyMap<string, string>;
  /** Whether the server keeps the connection open (RFC 9112, section 9.3). */
  readonly isKeptAlive: boolean;
}

/** What came is not the HTTP/1.1 that was asked for. */
export class HttpSyntaxError extends Error {
  override readonly name = "HttpSyntaxError";
}

/**
 * Reads the head of an answer, skipping interim ones (1xx).
 *
 * @param source Where the bytes come from; stands behind the head afterwards
 * @returns The head, or null where the connection ended before its first byte
 * @throws {HttpSyntaxError} if the bytes are no head, too long, or end inside it
 */
export async function readResponseHead(source: ByteSource): Promise<ResponseHead | null> {
  for (let count = 0; count <= INTERIM_MAX_COUNT; count++) {
    const text = await readHeadText(source);
    if (text === null) return null;
    const head = parseHead(text);
    if (head.status >= 200) return head;
    if (head.status === 101) throw new HttpSyntaxError("a switch of protocols");
  }
  throw new HttpSyntaxError(`more than ${INTERIM_MAX_COUNT} interim answers`);
}

async function readHeadText(source: ByteSource): Promise<string | null> {
  let lineStart = 0;
  for (;;) {
    const { held } = source;
    for (let at = held.indexOf(LF, lineStart); at >= 0; at = held.indexOf(LF, lineStart)) {
      const isBlank = at === lineStart || (at === lineStart + 1 && held[lineStart] === CR);
      lineStart = at + 1;
      if (!isBlank) continue;
      const text = new TextDecoder().decode(held.subarray(0, lineStart));
      source.take(lineStart);
      return text;
    }
    if (held.length > HEAD_MAX_BYTES) {
      throw new HttpSyntaxError(`a head of more than ${HEAD_MAX_BYTES} bytes`);
    }
    if (await source.fill()) continue;
    if (held.length === 0) return null;
    throw new HttpSyntaxError("a head that ends too early");
  }
}

const STATUS_LINE = /^HTTP\/1\.([01]) (\d{3})(?: .*)?$/;
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Reads the text of a head. A folded line (RFC 9112, section 5.2) is refused. */
function parseHead(text: string): ResponseHead {
  const lines = text.split(/\r?\n/);
  const statusLine = STATUS_LINE.exec(lines[0]!);
  if (statusLine === null) throw new HttpSyntaxError("no status line of HTTP/1.1");
  const headers = new Map<string, string>();
  // The last two parts are the blank line and what follows it: nothing.
  for (let index = 1; index < lines.length - 2; index++) {
    const line = lines[index]!;
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 0 || !FIELD_NAME.test(name)) throw new HttpSyntaxError("a malformed header");
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const connection = headers.get("connection")?.toLowerCase() ?? "";
  const isKeptAlive = statusLine[1] === "1"
    ? !connection.includes("close")
    : connection.includes("keep-alive");
  return { status: Number(statusLine[2]), headers, isKeptAlive };
}
