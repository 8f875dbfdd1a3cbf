/**
 * A small HTTP/1.1 server on a raw socket, for tests: it can answer properly and can also do what
 * no proper server would do, such as resetting a connection in the middle of a chunk.
 *
 * @module
 */
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Which connection it came on, from 1, and as which of its requests, from 1. */
  readonly connection: number;
  readonly exchange: number;
}

/** The way back to the client. */
export interface Reply {
  /** A whole answer with its length. */
  send(status: number, body: string, headers?: Readonly<Record<string, string>>): void;
  /** The head of a chunked answer. */
  begin(status: number, headers: Readonly<Record<string, string>>): void;
  /** One chunk; resolves when it has been handed to the system. */
  chunk(bytes: Uint8Array | string): Promise<void>;
  /** The end of a chunked answer. */
  end(): void;
  /** Bytes as they are. */
  raw(bytes: Uint8Array | string): void;
  /** Closes the connection in order. */
  close(): void;
  /** Resets the connection (TCP RST). */
  reset(): void;
  /** Whether the connection is gone. */
  readonly isClosed: boolean;
}

/** Answers a request. */
export type Handler = (request: ReceivedRequest, reply: Reply) => void | Promise<void>;

/** A listening server. */
export interface HttpListener extends AsyncDisposable {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Every request that arrived, in order. */
  readonly received: readonly ReceivedRequest[];
  /** Closes every connection that idles or not, and keeps listening. */
  killConnections(): void;
}

const decoder = new TextDecoder();

/** Listens on a free port of the loopback address. */
export async function listenHttp(handler: Handler): Promise<HttpListener> {
  const sockets = new Set<Socket>();
  const received: ReceivedRequest[] = [];
  const handling = new Set<Promise<void>>();
  let connectionCount = 0;
  const server = createServer((socket) => {
    const connection = ++connectionCount;
    let exchange = 0;
    let held = new Uint8Array(0);
    sockets.add(socket);
    // Answers in small pieces must not wait for the client's acknowledgements.
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
    // The client under test breaks connections on purpose.
    socket.on("error", () => {});
    socket.on("data", (bytes: Uint8Array) => {
      held = concat(held, bytes);
      for (let parsed = parseRequest(held); parsed !== null; parsed = parseRequest(held)) {
        held = held.slice(parsed.byteCount);
        const request = { ...parsed.request, connection, exchange: ++exchange };
        received.push(request);
        handling.add(Promise.resolve(handler(request, createReply(socket))));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const killConnections = () => sockets.forEach((socket) => socket.destroy());
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    received,
    killConnections,
    async [Symbol.asyncDispose]() {
      killConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all(handling);
    },
  };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The first request in the bytes, or null where it has not arrived whole. */
function parseRequest(bytes: Uint8Array) {
  const text = decoder.decode(bytes);
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return null;
  const [requestLine = "", ...lines] = text.slice(0, headEnd).split("\r\n");
  const [method = "", target = ""] = requestLine.split(" ");
  const headers = Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  // The head is ASCII, so that characters are bytes.
  const byteCount = headEnd + 4 + Number(headers["content-length"] ?? 0);
  if (bytes.length < byteCount) return null;
  const body = decoder.decode(bytes.subarray(headEnd + 4, byteCount));
  return { byteCount, request: { method, target, headers, body } };
}

function createReply(socket: Socket): Reply {
  const raw = (bytes: Uint8Array | string) => {
    if (!socket.destroyed) socket.write(bytes);
  };
  return {
    send(status, body, headers = {}) {
      const length = String(new TextEncoder().encode(body).length);
      raw(formatHead(status, { ...headers, "content-length": length }) + body);
    },
    begin: (status, headers) =>
      raw(formatHead(status, { ...headers, "transfer-encoding": "chunked" })),
    chunk(bytes) {
      const data = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
      return new Promise((resolve) => {
        if (socket.destroyed) return resolve();
        const head = new TextEncoder().encode(`${data.length.toString(16)}\r\n`);
        const message = concat(concat(head, data), new TextEncoder().encode("\r\n"));
        socket.write(message, () => resolve());
      });
    },
    end: () => raw("0\r\n\r\n"),
    raw,
    close: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
    get isClosed() {
      return socket.destroyed;
    },
  };
}

function formatHead(status: number, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n`;
}
