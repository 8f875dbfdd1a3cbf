import { reasonOf } from "../../internal/errors.ts";
import type { ByteSource } from "./byte_source.ts";

/** Read at a time: an ordinary answer arrives in one piece. */
const WINDOW_BYTES = 64 * 1024;

/** Where connections go. */
export interface Origin {
  readonly isEncrypted: boolean;
  /** Host name or address, without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Certificates to trust beside the runtime's own, in PEM form. */
  readonly caCertificates: readonly string[];
}

/** The server speaks no TLS, or its certificate is not trusted. */
export class TlsError extends Error {
  override readonly name = "TlsError";
}

/**
 * One TCP or TLS connection that carries one exchange after another.
 *
 * While it idles a read is already under way, so that its end is noticed when it comes and not at
 * the next request. It never sends anything twice: a request that meets a connection which dies
 * before the answer fails, and whoever asked decides.
 */
export class Connection implements ByteSource, Disposable {
  readonly #conn: Deno.Conn;
  #window = new Uint8Array(WINDOW_BYTES);
  #start = 0;
  #end = 0;
  #read: Promise<number | null> | undefined;
  #isClosed = false;

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /**
   * Opens a connection, IPv4 and IPv6 side by side where the name has both.
   *
   * @throws {TlsError} if the TLS handshake fails
   * @throws the signal's reason when aborted
   */
  static async open(origin: Origin, signal: AbortSignal): Promise<Connection> {
    const { hostname, port, isEncrypted } = origin;
    const conn = await Deno.connect({ hostname, port, signal });
    return new Connection(isEncrypted ? await startTls(conn, origin, signal) : conn);
  }

  /** Whether the connection can still carry an exchange, as far as is known. */
  get isOpen(): boolean {
    return !this.#isClosed;
  }

  get held(): Uint8Array {
    return this.#window.subarray(this.#start, this.#end);
  }

  take(byteCount: number): void {
    this.#start += byteCount;
  }

  async fill(): Promise<boolean> {
    const read = this.#read ?? this.#startRead();
    this.#read = undefined;
    const count = await read;
    this.#end += count ?? 0;
    return count !== null;
  }

  /** Sends all bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length;) {
      written += await this.#conn.write(written === 0 ? bytes : bytes.subarray(written));
    }
  }

  /** Watches for the end of the connection while nothing is expected of it. */
  idle(): void {
    const read = this.#startRead();
    this.#read = read;
    // Whatever arrives unasked, an end, an error or bytes, makes the connection useless.
    const closeIfStillIdle = () => {
      if (this.#read === read) this[Symbol.dispose]();
    };
    read.then(closeIfStillIdle, closeIfStillIdle);
  }

  #startRead(): Promise<number | null> {
    if (this.#start === this.#end) {
      this.#start = this.#end = 0;
    } else if (this.#end === this.#window.length) {
      const held = this.held;
      // A head or a chunk line does not fit behind what was taken: move it, or make room.
      if (this.#start === 0) this.#window = new Uint8Array(this.#window.length * 2);
      this.#window.set(held);
      this.#end -= this.#start;
      this.#start = 0;
    }
    return this.#conn.read(this.#window.subarray(this.#end));
  }

  /** Closes the connection; reads and writes under way fail. Harmless when done twice. */
  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#conn.close();
  }
}

// OC-PROVIDER-3203 impl
async function startTls(
  plain: Deno.TcpConn,
  { hostname, caCertificates }: Origin,
  signal: AbortSignal,
): Promise<Deno.TlsConn> {
  let conn: Deno.Conn = plain;
  const close = () => conn.close();
  signal.addEventListener("abort", close);
  try {
    const options = { hostname, caCerts: [...caCertificates], alpnProtocols: ["http/1.1"] };
    const encrypted = await Deno.startTls(plain, options);
    conn = encrypted;
    await encrypted.handshake();
    signal.throwIfAborted();
    return encrypted;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    // Where the handshake never began the runtime has taken the connection and closed it.
    if (conn !== plain) close();
    throw new TlsError(reasonOf(error), { cause: error });
  } finally {
    signal.removeEventListener("abort", close);
  }
}
