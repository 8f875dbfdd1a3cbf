/**
 * The HTTP/1.1 client of the provider adapters.
 *
 * Invariants: every request is sent at most once, whatever happens to its connection; redirects
 * are answers like any other; every wait has a deadline and ends at once when the caller aborts; a
 * connection is used again only when its last answer was read to the end.
 *
 * Why not the runtime's `fetch`: it sends a request a second time, POST too, when a pooled
 * connection dies before the answer, so that a call may be served and charged twice and nobody
 * learns of it. A streamed request body stops that (the runtime cannot clone it) and costs 30 %
 * more time a request, no pooling costs 130 %. `fetch` errors also carry no code, and it follows
 * the rules of browsers for ports. `node:http` never re-sends and is as fast as `fetch`; its errors
 * and timeouts would need the same amount of code around them as the two hundred lines below.
 *
 * What it leaves out: HTTP/2, proxies, compression (it asks for none) and cookies.
 *
 * @module
 */
import type { Connection } from "./connection.ts";
import { ConnectionPool } from "./connection_pool.ts";
import type { ExchangeOptions, HttpRequest, HttpResponse } from "./exchange.ts";
import { Exchange } from "./exchange.ts";

/** Sends requests to one origin. Any number of exchanges may be under way. */
export class HttpClient implements Disposable {
  readonly #options: ExchangeOptions;
  readonly #pool: ConnectionPool<Connection> = new ConnectionPool();
  readonly #host: string;

  /** @param options Where to, and the limits */
  constructor(options: ExchangeOptions) {
    this.#options = options;
    const { hostname, port, isEncrypted } = options.origin;
    const name = hostname.includes(":") ? `[${hostname}]` : hostname;
    this.#host = port === (isEncrypted ? 443 : 80) ? name : `${name}:${port}`;
  }

  /**
   * Sends a request once and hands the answer to `consume`, which reads what it needs; the
   * connection is released behind it. What `consume` throws is passed on.
   *
   * @throws {ProviderError} if there is no answer, or it ends too early or too late
   * @throws the signal's reason when aborted
   */
  async exchange<T>(
    request: HttpRequest,
    consume: (response: HttpResponse) => Promise<T>,
  ): Promise<T> {
    request.signal?.throwIfAborted();
    using exchange = new Exchange(request, this.#options, this.#pool);
    await exchange.send(this.#encode(request));
    return await consume(await exchange.receive());
  }

  #encode({ target, headerLines, body }: HttpRequest): Uint8Array {
    const bytes = new TextEncoder().encode(body);
    const head = new TextEncoder().encode(
      `POST ${target} HTTP/1.1\r\nhost: ${this.#host}\r\n${headerLines}` +
        `content-length: ${bytes.length}\r\n\r\n`,
    );
    // One write, so that head and body never wait for each other on the wire.
    const message = new Uint8Array(head.length + bytes.length);
    message.set(head);
    message.set(bytes, head.length);
    return message;
  }

  /** Closes the connections that idle; those in use are closed when their exchange ends. */
  [Symbol.dispose](): void {
    this.#pool[Symbol.dispose]();
  }
}
