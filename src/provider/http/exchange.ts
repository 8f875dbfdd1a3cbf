import type { Clock } from "../../internal/clock.ts";
import { reasonOf } from "../../internal/errors.ts";
import type { ProviderErrorCode } from "../provider_error.ts";
import { ProviderError } from "../provider_error.ts";
import { BodyCutError, BodyReader, BodySizeError } from "./body_reader.ts";
import type { ByteSource } from "./byte_source.ts";
import type { Origin } from "./connection.ts";
import { Connection, TlsError } from "./connection.ts";
import type { ConnectionPool } from "./connection_pool.ts";
import type { ResponseHead } from "./response_head.ts";
import { HttpSyntaxError, readResponseHead } from "./response_head.ts";
import type { ExchangeLimits, ExpiredLimit } from "./watchdog.ts";
import { Watchdog } from "./watchdog.ts";

/** One POST request. */
export interface HttpRequest {
  /** Path and query. */
  readonly target: string;
  /** The URL as errors name it: without query, which may hold a key. */
  readonly url: string;
  /** Header lines, each with its line end; `host` and `content-length` are added. */
  readonly headerLines: string;
  readonly body: string;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** An answer whose body is still to be read. */
export interface HttpResponse {
  readonly status: number;
  /** Values by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** The next bytes of the body, valid until the next call, or null at its end. */
  read(): Promise<Uint8Array | null>;
}

/** Where to, and the limits. */
export interface ExchangeOptions {
  readonly origin: Origin;
  readonly limits: ExchangeLimits;
  /** Larger bodies are refused. */
  readonly bodyMaxBytes: number;
}

// OC-PROVIDER-3205 impl
/** One request and its answer over one connection. */
export class Exchange implements ByteSource, HttpResponse, Disposable {
  readonly #request: HttpRequest;
  readonly #options: ExchangeOptions;
  readonly #pool: ConnectionPool<Connection>;
  readonly #watchdog: Watchdog;
  readonly #opening = new AbortController();
  #connection: Connection | undefined;
  #hasFirstByte = false;
  #writeError: unknown;
  #head: ResponseHead | undefined;
  #body: BodyReader | undefined;

  constructor(request: HttpRequest, options: ExchangeOptions, pool: ConnectionPool<Connection>) {
    this.#request = request;
    this.#options = options;
    this.#pool = pool;
    this.#connection = pool.take(request.clock);
    this.#watchdog = new Watchdog(options.limits, request.clock, {
      phase: this.#connection ? "firstByte" : "connect",
      onExpire: this.#stop,
    });
    request.signal?.addEventListener("abort", this.#stop);
  }

  /** Makes whatever the exchange waits for fail; the reason is read from signal and watchdog. */
  readonly #stop = (): void => {
    this.#opening.abort();
    this.#connection?.[Symbol.dispose]();
  };

  /** Connects where no connection idles, and sends the request. */
  async send(message: Uint8Array): Promise<void> {
    if (this.#connection === undefined) {
      try {
        this.#connection = await Connection.open(this.#options.origin, this.#opening.signal);
        // The stop may have come after the connection stood and before it was known here.
        this.#opening.signal.throwIfAborted();
      } catch (error) {
        throw this.#explain(error, connectCode(error));
      }
      this.#watchdog.enter("firstByte");
    }
    try {
      await this.#connection.write(message);
    } catch (error) {
      // A server may answer and close before it has read the whole request: see what it says.
      this.#writeError = error;
    }
  }

  /** Waits for the head of the answer. */
  async receive(): Promise<HttpResponse> {
    try {
      this.#head = await readResponseHead(this) ?? undefined;
      if (this.#head !== undefined) {
        const maxBytes = this.#options.bodyMaxBytes;
        this.#body = new BodyReader(this, this.#head, { maxBytes });
        return this;
      }
    } catch (error) {
      throw this.#explain(error, "CONNECTION_LOST");
    }
    const cause = this.#writeError ?? new Error("the connection ended before the answer");
    throw this.#explain(cause, "CONNECTION_LOST");
  }

  get status(): number {
    return this.#head!.status;
  }

  get headers(): ReadonlyMap<string, string> {
    return this.#head!.headers;
  }

  async read(): Promise<Uint8Array | null> {
    try {
      return await this.#body!.read();
    } catch (error) {
      throw this.#explain(error, "BODY_CUT");
    }
  }

  get held(): Uint8Array {
    return this.#connection!.held;
  }

  take(byteCount: number): void {
    this.#connection!.take(byteCount);
  }

  async fill(): Promise<boolean> {
    if (this.#hasFirstByte) this.#watchdog.enter("idle");
    const hasMore = await this.#connection!.fill();
    this.#hasFirstByte = true;
    return hasMore;
  }

  /** The error for the caller: the reason of an abort, a limit, or what happened on the wire. */
  #explain(error: unknown, wireCode: ProviderErrorCode): unknown {
    const { signal, url } = this.#request;
    if (signal?.aborted) return signal.reason;
    const { expired } = this.#watchdog;
    if (expired !== undefined) {
      const { code, wanted } = LIMITS[expired.limit];
      const message = `Cannot call "${url}": wanted ${wanted} within ${expired.timeoutMs} ms`;
      return new ProviderError(code, message, { cause: error });
    }
    if (error instanceof Deno.errors.NotCapable) return error;
    const code = syntaxCode(error) ?? wireCode;
    const reason = code === "CONNECT_REFUSED" ? "the connection was refused" : reasonOf(error);
    return new ProviderError(code, `Cannot call "${url}": ${TEXTS[code] ?? ""}${reason}`, {
      cause: error,
      status: this.#head?.status,
    });
  }

  /** Releases the connection: to the pool after an answer that was read whole, closed otherwise. */
  [Symbol.dispose](): void {
    this.#request.signal?.removeEventListener("abort", this.#stop);
    this.#watchdog[Symbol.dispose]();
    if (this.#connection === undefined) return;
    if (this.#isReusable()) this.#pool.put(this.#connection, this.#request.clock);
    else this.#connection[Symbol.dispose]();
  }

  #isReusable(): boolean {
    if (!this.#head?.isKeptAlive || this.#writeError !== undefined) return false;
    try {
      // The end of a stream often stands behind its end mark, where nobody read it.
      this.#body?.skipHeld();
    } catch {
      return false;
    }
    return this.#connection!.isOpen && this.#body?.isReusable === true;
  }
}

const LIMITS: Readonly<
  Record<ExpiredLimit["limit"], { readonly code: ProviderErrorCode; readonly wanted: string }>
> = {
  connect: { code: "CONNECT_TIMEOUT", wanted: "a connection" },
  firstByte: { code: "FIRST_BYTE_TIMEOUT", wanted: "the first byte of an answer" },
  idle: { code: "IDLE_TIMEOUT", wanted: "the next piece of the answer" },
  total: { code: "TOTAL_TIMEOUT", wanted: "the whole answer" },
};

/** What goes before the reason where that alone would not say what happened. */
const TEXTS: Readonly<Partial<Record<ProviderErrorCode, string>>> = {
  BAD_HTTP: "wanted an answer in HTTP/1.1, found ",
  BODY_CUT: "the answer was cut: ",
  BODY_TOO_LARGE: "the answer is too large: ",
  CONNECTION_LOST: "no answer: ",
  TLS_REFUSED: "TLS failed: ",
};

function syntaxCode(error: unknown): ProviderErrorCode | undefined {
  if (error instanceof HttpSyntaxError) return "BAD_HTTP";
  if (error instanceof BodyCutError) return "BODY_CUT";
  if (error instanceof BodySizeError) return "BODY_TOO_LARGE";
  return undefined;
}

// OC-PROVIDER-3201 impl
function connectCode(error: unknown): ProviderErrorCode {
  if (error instanceof TlsError) return "TLS_REFUSED";
  if (error instanceof Deno.errors.ConnectionRefused) return "CONNECT_REFUSED";
  // The runtime has no class for this; its text is that of the resolver.
  return /lookup address|resolve|name or service/i.test(reasonOf(error))
    ? "DNS_FAILED"
    : "CONNECT_FAILED";
}
