import type { Clock } from "../../internal/clock.ts";

/**
 * An idle connection is not used again after this long. Common model servers close theirs after
 * 5 s (uvicorn, Node.js); a request that crosses such a close on the wire is lost.
 */
const IDLE_MAX_MS = 4_000;

/** More idle connections than this are closed: the command line's largest concurrency is 1024. */
const IDLE_MAX_COUNT = 1024;

/** What the pool needs of a connection. */
export interface PooledConnection extends Disposable {
  /** Whether it can still carry an exchange, as far as is known. */
  readonly isOpen: boolean;
  /** Bytes that arrived and belong to no exchange. */
  readonly held: Uint8Array;
  /** Watches for the end of the connection while nothing is expected of it. */
  idle(): void;
}

// OC-PROVIDER-3206 impl
/** Connections to one origin that wait for their next exchange, the last one used first. */
export class ConnectionPool<T extends PooledConnection> implements Disposable {
  readonly #idle: { readonly connection: T; readonly sinceMs: number }[] = [];
  #isClosed = false;

  /** A connection that is believed to be alive, or undefined. */
  take(clock: Clock): T | undefined {
    for (let entry = this.#idle.pop(); entry !== undefined; entry = this.#idle.pop()) {
      const { connection, sinceMs } = entry;
      if (connection.isOpen && clock.monotonicMs() - sinceMs < IDLE_MAX_MS) return connection;
      connection[Symbol.dispose]();
    }
    return undefined;
  }

  /** Keeps a connection whose exchange has ended whole. */
  put(connection: T, clock: Clock): void {
    if (this.#isClosed || this.#idle.length >= IDLE_MAX_COUNT || connection.held.length > 0) {
      return connection[Symbol.dispose]();
    }
    connection.idle();
    this.#idle.push({ connection, sinceMs: clock.monotonicMs() });
  }

  /** Closes the idle connections, and from now on every one that comes back. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const { connection } of this.#idle.splice(0)) connection[Symbol.dispose]();
  }
}
