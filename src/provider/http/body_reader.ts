import type { ByteSource } from "./byte_source.ts";
import type { ResponseHead } from "./response_head.ts";
import { HttpSyntaxError } from "./response_head.ts";

/** Longest line that announces a chunk, extensions and trailer fields included. */
const LINE_MAX_BYTES = 16 * 1024;

/** The body ended before the length that it had promised. */
export class BodyCutError extends Error {
  override readonly name = "BodyCutError";
}

// OC-PROVIDER-3108 impl
/** The body has more bytes than allowed. */
export class BodySizeError extends Error {
  override readonly name = "BodySizeError";
}

/** How the end of a body is told (RFC 9112, section 6.3). */
type Framing =
  | { readonly kind: "length"; leftBytes: number }
  | { readonly kind: "chunked"; leftBytes: number; state: "size" | "data" | "data end" | "trailer" }
  | { readonly kind: "close" }
  | { readonly kind: "ended" };

// OC-PROVIDER-3107 impl
/** Reads the body of one answer piece by piece, and knows whether it came whole. */
export class BodyReader {
  readonly #source: ByteSource;
  readonly #maxBytes: number;
  #framing: Framing;
  #readBytes = 0;

  /**
   * @param source Where the bytes come from; stands behind the head
   * @param head The head of the answer
   * @param options Bodies with more than `maxBytes` are refused
   * @throws {HttpSyntaxError} if the head does not say where the body ends
   * @throws {BodySizeError} if it says that the body is too large
   */
  constructor(source: ByteSource, head: ResponseHead, options: { readonly maxBytes: number }) {
    this.#source = source;
    this.#maxBytes = options.maxBytes;
    this.#framing = framingOf(head);
    if (this.#framing.kind === "length") this.#checkSize(this.#framing.leftBytes);
  }

  /** Whether the body was read to its end, and the connection can carry another exchange. */
  get isReusable(): boolean {
    return this.#framing.kind === "ended";
  }

  /**
   * The next bytes of the body, valid until the next call, or null at its end.
   *
   * @throws {BodyCutError} if the connection ends before the body does
   * @throws {BodySizeError} if the body is larger than allowed
   * @throws {HttpSyntaxError} if a chunk is malformed
   */
  async read(): Promise<Uint8Array | null> {
    for (;;) {
      const bytes = this.#readHeld();
      if (bytes === null) return null;
      if (bytes.length > 0) {
        this.#readBytes += bytes.length;
        this.#checkSize(this.#readBytes);
        return bytes;
      }
      if (await this.#source.fill()) continue;
      if (this.#framing.kind === "close") return null;
      throw new BodyCutError("the connection ended before the body did");
    }
  }

  /** Reads on to the end of the body as far as it has already arrived, without waiting. */
  skipHeld(): void {
    while ((this.#readHeld()?.length ?? 0) > 0);
  }

  #checkSize(byteCount: number): void {
    if (byteCount > this.#maxBytes) {
      throw new BodySizeError(`wanted at most ${this.#maxBytes} bytes, found more`);
    }
  }

  /** Takes what has arrived: nothing where more must come first, null at the end. */
  #readHeld(): Uint8Array | null {
    const framing = this.#framing;
    switch (framing.kind) {
      case "ended":
        return null;
      case "close":
        return this.#takeData(Infinity);
      case "length": {
        const bytes = this.#takeData(framing.leftBytes);
        framing.leftBytes -= bytes.length;
        if (framing.leftBytes > 0) return bytes;
        this.#framing = { kind: "ended" };
        return bytes.length > 0 ? bytes : null;
      }
      case "chunked":
        return this.#readChunk(framing);
      default:
        return framing satisfies never;
    }
  }

  #takeData(maxBytes: number): Uint8Array {
    const { held } = this.#source;
    const bytes = held.length > maxBytes ? held.subarray(0, maxBytes) : held;
    this.#source.take(bytes.length);
    return bytes;
  }

  #readChunk(framing: Extract<Framing, { kind: "chunked" }>): Uint8Array | null {
    for (;;) {
      if (framing.state === "data") {
        const bytes = this.#takeData(framing.leftBytes);
        framing.leftBytes -= bytes.length;
        if (framing.leftBytes === 0) framing.state = "data end";
        if (bytes.length > 0 || framing.leftBytes > 0) return bytes;
      }
      const line = this.#takeLine();
      if (line === null) return NOTHING;
      if (framing.state === "data end") {
        if (line !== "") throw new HttpSyntaxError("a chunk longer than it said");
        framing.state = "size";
      } else if (framing.state === "size") {
        framing.leftBytes = parseChunkSize(line);
        framing.state = framing.leftBytes > 0 ? "data" : "trailer";
      } else if (line === "") {
        this.#framing = { kind: "ended" };
        return null;
      }
    }
  }

  /** A line without its end, or null where it has not arrived whole. */
  #takeLine(): string | null {
    const { held } = this.#source;
    const end = held.indexOf(0x0a);
    if (end < 0 && held.length <= LINE_MAX_BYTES) return null;
    if (end < 0 || end > LINE_MAX_BYTES) throw new HttpSyntaxError("a chunk line that is too long");
    const line = new TextDecoder().decode(held.subarray(0, end));
    this.#source.take(end + 1);
    return line.endsWith("\r") ? line.slice(0, -1) : line;
  }
}

const NOTHING = new Uint8Array(0);

function parseChunkSize(line: string): number {
  const digits = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;.*)?$/.exec(line)?.[1];
  if (digits === undefined) throw new HttpSyntaxError("a malformed chunk size");
  return Number.parseInt(digits, 16);
}

function framingOf({ status, headers }: ResponseHead): Framing {
  if (status === 204 || status === 304) return { kind: "ended" };
  const transferEncoding = headers.get("transfer-encoding");
  if (transferEncoding !== undefined) {
    if (transferEncoding.toLowerCase() !== "chunked") {
      throw new HttpSyntaxError(`the transfer encoding ${transferEncoding}`);
    }
    return { kind: "chunked", leftBytes: 0, state: "size" };
  }
  const length = headers.get("content-length");
  if (length === undefined) return { kind: "close" };
  if (!/^\d{1,15}$/.test(length)) throw new HttpSyntaxError("a malformed content length");
  return { kind: "length", leftBytes: Number(length) };
}
