import { Buffer } from "node:buffer";
import type { ByteSource } from "../../provider/http/byte_source.ts";
import { HttpSyntaxError } from "../../provider/http/response_head.ts";

/** A header as it stood on the wire: name and value, in its order. */
export type HeaderLine = readonly [name: string, value: string];

/** Start line and headers of a request or an answer. */
export interface MessageHead {
  readonly startLine: string;
  readonly headers: readonly HeaderLine[];
}

/** A longer head is refused: no client or model server sends one. */
const HEAD_MAX_BYTES = 64 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Reads a head and keeps names, order and bytes of its headers, because a proxy passes them on.
 *
 * @param source Where the bytes come from; stands behind the head afterwards
 * @returns The head, or null where the connection ended before its first byte
 * @throws {HttpSyntaxError} if the bytes are no head, too long, or end inside it
 */
export async function readMessageHead(source: ByteSource): Promise<MessageHead | null> {
  let lineStart = 0;
  for (;;) {
    const { held } = source;
    for (let at = held.indexOf(LF, lineStart); at >= 0; at = held.indexOf(LF, lineStart)) {
      const isBlank = at === lineStart || (at === lineStart + 1 && held[lineStart] === CR);
      lineStart = at + 1;
      if (!isBlank) continue;
      // Latin-1 keeps every byte what it is.
      const text = Buffer.from(held.buffer, held.byteOffset, lineStart).toString("latin1");
      source.take(lineStart);
      return parseHead(text);
    }
    if (held.length > HEAD_MAX_BYTES) {
      throw new HttpSyntaxError(`a head of more than ${HEAD_MAX_BYTES} bytes`);
    }
    if (await source.fill()) continue;
    if (held.length === 0) return null;
    throw new HttpSyntaxError("a head that ends too early");
  }
}

function parseHead(text: string): MessageHead {
  const [startLine, ...lines] = text.trimEnd().split(/\r?\n/);
  const headers = lines.map((line): HeaderLine => {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon));
    // A folded line (RFC 9112, section 5.2) begins with a blank and is refused with the rest.
    if (!FIELD_NAME.test(name)) throw new HttpSyntaxError("a malformed header");
    return [name, line.slice(colon + 1).trim()];
  });
  return { startLine: startLine!, headers };
}

/** The value of a header by its lower-case name; several are joined by commas. */
export function headerOf(headers: readonly HeaderLine[], name: string): string | undefined {
  let found: string | undefined;
  for (const [key, value] of headers) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue;
    found = found === undefined ? value : `${found}, ${value}`;
  }
  return found;
}

/** Headers that belong to one connection and are not passed on (RFC 9110, section 7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  // The length is that of what is sent on, and is written anew.
  "content-length",
]);

/** The headers that a proxy passes on. */
export function endToEnd(headers: readonly HeaderLine[]): readonly HeaderLine[] {
  const named = headerOf(headers, "connection")?.toLowerCase().split(",").map((one) => one.trim());
  return headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return !HOP_BY_HOP.has(lower) && !named?.includes(lower);
  });
}

/** The bytes of a head with its blank line. */
export function encodeHead(startLine: string, headers: readonly HeaderLine[]): Uint8Array {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.from(`${startLine}\r\n${lines}\r\n`, "latin1");
}
