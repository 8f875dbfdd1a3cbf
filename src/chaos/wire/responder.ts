import type { HeaderLine } from "./message_head.ts";
import { encodeHead } from "./message_head.ts";
import type { SocketSource } from "./socket_source.ts";
import type { WireAnswer } from "./upstream.ts";
import type { WireRequest } from "./wire_request.ts";

const CRLF = new Uint8Array([0x0d, 0x0a]);
const LAST_CHUNK = new TextEncoder().encode("0\r\n\r\n");

/** How the end of a body is told. */
type Framing = "length" | "chunked" | "close";

/** How to begin an answer. */
export interface BeginOptions {
  /** Length of the body; undefined for one that comes in chunks. */
  readonly length: number | undefined;
  /** Whether the connection ends behind the answer. @default false */
  readonly isLast?: boolean;
}

// OC-CHAOS-4701 impl
/** Sends one answer to the client, whole or as a fault wants it. */
export class Responder {
  readonly #source: SocketSource;
  readonly #request: WireRequest;
  #framing: Framing = "length";
  /** The head waits for the first bytes of the body, so that they leave in one piece. */
  #waiting: Uint8Array | undefined;
  #isKept: boolean;

  /**
   * @param source The client's connection
   * @param request What it asked for
   */
  constructor(source: SocketSource, request: WireRequest) {
    this.#source = source;
    this.#request = request;
    this.#isKept = request.isKeptAlive;
  }

  /** Whether the connection can carry another request. */
  get isKept(): boolean {
    return this.#isKept && !this.#source.closed.aborted;
  }

  /** Aborted when the client has gone. */
  get closed(): AbortSignal {
    return this.#source.closed;
  }

  /** Sends an answer as it comes: each piece when it is there, none of them changed. */
  async send(answer: WireAnswer): Promise<void> {
    this.begin(answer, { length: answer.body.length });
    for (let bytes = await answer.body.read(); bytes !== null; bytes = await answer.body.read()) {
      await this.write(bytes);
    }
    await this.end();
  }

  /** Begins an answer; nothing is sent before the first bytes of its body or its end. */
  begin(answer: Omit<WireAnswer, "body">, { length, isLast = false }: BeginOptions): void {
    const { status, reason, headers } = answer;
    const lines: HeaderLine[] = [...headers];
    const hasLength = headers.some(([name]) => name.toLowerCase() === "content-length");
    if (length !== undefined) {
      this.#framing = "length";
      if (!hasLength && status !== 204 && status !== 304) {
        lines.push(["content-length", String(length)]);
      }
    } else if (this.#request.isOldHttp) {
      this.#framing = "close";
      this.#isKept = false;
    } else {
      this.#framing = "chunked";
      lines.push(["transfer-encoding", "chunked"]);
    }
    if (isLast) this.#isKept = false;
    if (!this.#isKept) lines.push(["connection", "close"]);
    else if (this.#request.isOldHttp) lines.push(["connection", "keep-alive"]);
    this.#waiting = encodeHead(`HTTP/1.1 ${status} ${reason}`, lines);
  }

  /** Sends a piece of the body. */
  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    if (this.#framing !== "chunked") return await this.#put([bytes]);
    const size = new TextEncoder().encode(`${bytes.length.toString(16)}\r\n`);
    await this.#put([size, bytes, CRLF]);
  }

  /** Ends the body. */
  async end(): Promise<void> {
    await this.#put(this.#framing === "chunked" ? [LAST_CHUNK] : []);
  }

  /** Closes the connection in the middle of the body, which is a cut for whoever reads it. */
  async cut(): Promise<void> {
    await this.#put([]);
    this.#isKept = false;
    this.#source.finish();
  }

  /** Resets the connection. */
  reset(): void {
    this.#isKept = false;
    this.#source.reset();
  }

  async #put(parts: readonly Uint8Array[]): Promise<void> {
    const all = this.#waiting === undefined ? parts : [this.#waiting, ...parts];
    this.#waiting = undefined;
    if (all.length === 0) return;
    const message = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
    let offset = 0;
    // Copied, because the upstream's buffer is used again for its next bytes.
    for (const part of all) {
      message.set(part, offset);
      offset += part.length;
    }
    await this.#source.write(message);
  }
}
