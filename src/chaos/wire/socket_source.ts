import type { Socket } from "node:net";
import { connect } from "node:net";
import type { ByteSource } from "../../provider/http/byte_source.ts";

/** Bytes that nobody reads are left in the system's buffers above this. */
const UNREAD_MAX_BYTES = 256 * 1024;

/** The connection is closed. */
export class ConnectionClosedError extends Error {
  override readonly name = "ConnectionClosedError";
  /** Stable code for programs. */
  readonly code = "CONNECTION_CLOSED";

  constructor() {
    super("Cannot go on: the other side has closed the connection");
  }
}

/**
 * A TCP connection. `node:net` and not `Deno.listen` and `Deno.connect`, because only its sockets can
 * be reset, and because their writes take 15 µs instead of 26 (measured).
 */
export class SocketSource implements ByteSource, Disposable {
  readonly #socket: Socket;
  readonly #closing = new AbortController();
  readonly #unread: Uint8Array[] = [];
  #held: Uint8Array = new Uint8Array(0);
  #unreadBytes = 0;
  #isEnded = false;
  #wake: (() => void) | undefined;

  /** @param socket An open connection; nobody else listens to it */
  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Uint8Array) => this.#receive(bytes));
    socket.on("end", () => this.#end());
    socket.on("close", () => {
      this.#end();
      this.#closing.abort(new ConnectionClosedError());
    });
    // What went wrong with a connection is told by its end.
    socket.on("error", () => this.#end());
  }

  /**
   * Connects to a server.
   *
   * @throws the system's error, or the signal's reason when aborted
   */
  static async connect(
    { hostname, port }: { readonly hostname: string; readonly port: number },
    signal: AbortSignal,
  ): Promise<SocketSource> {
    signal.throwIfAborted();
    const socket = connect({ host: hostname, port, noDelay: true });
    const source = new SocketSource(socket);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("connect", resolve);
    socket.once("error", reject);
    try {
      await promise;
      return source;
    } catch (error) {
      source[Symbol.dispose]();
      throw error;
    } finally {
      signal.removeEventListener("abort", onAbort);
      socket.off("error", reject);
    }
  }

  /** Whether the connection can still be used, as far as is known. */
  get isOpen(): boolean {
    return !this.#isEnded && !this.closed.aborted;
  }

  /** Nothing to do: the end of an idle connection is told by its events. */
  idle(): void {}

  /** Aborted when the connection is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get held(): Uint8Array {
    return this.#held;
  }

  take(byteCount: number): void {
    this.#held = this.#held.subarray(byteCount);
  }

  async fill(): Promise<boolean> {
    while (this.#unread.length === 0) {
      if (this.#isEnded) return false;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const next = this.#unread.shift()!;
    this.#unreadBytes -= next.length;
    if (this.#socket.isPaused() && this.#unreadBytes < UNREAD_MAX_BYTES) this.#socket.resume();
    this.#held = this.#held.length === 0 ? next : join(this.#held, next);
    return true;
  }

  #receive(bytes: Uint8Array): void {
    this.#unread.push(bytes);
    this.#unreadBytes += bytes.length;
    if (this.#unreadBytes >= UNREAD_MAX_BYTES) this.#socket.pause();
    this.#wake?.();
  }

  #end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  /**
   * Sends bytes and waits where the other side does not keep up.
   *
   * @throws {ConnectionClosedError} if the connection is closed
   */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.closed.aborted || this.#socket.writableEnded) throw new ConnectionClosedError();
    if (this.#socket.write(bytes)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onClose = () => reject(new ConnectionClosedError());
    this.closed.addEventListener("abort", onClose, { once: true });
    this.#socket.once("drain", resolve);
    try {
      await promise;
    } finally {
      this.closed.removeEventListener("abort", onClose);
      this.#socket.off("drain", resolve);
    }
  }

  /** Closes the connection behind what was sent. */
  finish(): void {
    this.#socket.end();
  }

  /** Closes the connection and waits until the other side has, so that nothing is cut on its way. */
  async finishBoth(): Promise<void> {
    this.#socket.end();
    if (this.closed.aborted) return;
    await new Promise<void>((resolve) => {
      this.closed.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Ends the connection with a reset (RST): the other side gets an error and no end. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Closes the connection at once. Harmless when done twice. */
  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
