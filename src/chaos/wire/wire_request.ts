import { BodyReader } from "../../provider/http/body_reader.ts";
import { HttpSyntaxError } from "../../provider/http/response_head.ts";
import type { HeaderLine, MessageHead } from "./message_head.ts";
import { encodeHead, headerOf, readMessageHead } from "./message_head.ts";
import type { SocketSource } from "./socket_source.ts";

/** Larger requests are refused: the body is held whole, because the fault follows from it. */
const BODY_MAX_BYTES = 64 * 1024 * 1024;

/** One request as it came in. */
export interface WireRequest {
  /** Method, such as `POST`. */
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Path alone: a query may hold a key. */
  readonly path: string;
  /** All headers in their order. */
  readonly headers: readonly HeaderLine[];
  /** The whole body. */
  readonly body: Uint8Array;
  /** Whether the client keeps the connection for another request. */
  readonly isKeptAlive: boolean;
  /** Whether the client speaks HTTP/1.0, which has no chunks. */
  readonly isOldHttp: boolean;
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/1\.([01])$/;

/**
 * Reads a request with its whole body.
 *
 * @returns The request, or null where the connection ended before its first byte
 * @throws {HttpSyntaxError} if it is none
 * @throws {BodySizeError} if the body is too large
 * @throws {BodyCutError} if the connection ends inside the body
 */
export async function readRequest(source: SocketSource): Promise<WireRequest | null> {
  const head = await readMessageHead(source);
  if (head === null) return null;
  const match = REQUEST_LINE.exec(head.startLine);
  if (match === null) throw new HttpSyntaxError("no request line of HTTP/1.1");
  const [, method, target, minor] = match as unknown as [string, string, string, string];
  const connection = headerOf(head.headers, "connection")?.toLowerCase() ?? "";
  if (headerOf(head.headers, "expect")?.toLowerCase() === "100-continue") {
    await source.write(encodeHead("HTTP/1.1 100 Continue", []));
  }
  return {
    method,
    target,
    path: target.split("?")[0]!,
    headers: head.headers,
    body: await readBody(source, head),
    isKeptAlive: minor === "1" ? !connection.includes("close") : connection.includes("keep-alive"),
    isOldHttp: minor === "0",
  };
}

async function readBody(source: SocketSource, { headers }: MessageHead): Promise<Uint8Array> {
  const length = headerOf(headers, "content-length");
  const encoding = headerOf(headers, "transfer-encoding");
  // Without either a request has no body; an answer would go on to the end of the connection.
  if (encoding === undefined && (length === undefined || length === "0")) return new Uint8Array(0);
  if (encoding !== undefined && length !== undefined) {
    throw new HttpSyntaxError("a length beside a transfer encoding");
  }
  const named = new Map<string, string>();
  if (length !== undefined) named.set("content-length", length);
  if (encoding !== undefined) named.set("transfer-encoding", encoding);
  const head = { status: 200, headers: named, isKeptAlive: true };
  const reader = new BodyReader(source, head, { maxBytes: BODY_MAX_BYTES });
  const pieces: Uint8Array[] = [];
  for (let bytes = await reader.read(); bytes !== null; bytes = await reader.read()) {
    pieces.push(bytes);
  }
  return joinBytes(pieces);
}

/** Several pieces as one. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}
