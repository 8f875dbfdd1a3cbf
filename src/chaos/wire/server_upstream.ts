import type { Clock } from "../../internal/clock.ts";
import { reasonOf } from "../../internal/errors.ts";
import { parseBaseUrl } from "../../provider/endpoint.ts";
import { BodyReader } from "../../provider/http/body_reader.ts";
import type { ByteSource } from "../../provider/http/byte_source.ts";
import type { Origin } from "../../provider/http/connection.ts";
import { Connection } from "../../provider/http/connection.ts";
import { ConnectionPool } from "../../provider/http/connection_pool.ts";
import { HttpSyntaxError } from "../../provider/http/response_head.ts";
import type { HeaderLine, MessageHead } from "./message_head.ts";
import { encodeHead, endToEnd, headerOf, readMessageHead } from "./message_head.ts";
import { SocketSource } from "./socket_source.ts";
import type { SendOptions, Upstream, WireAnswer } from "./upstream.ts";
import { UpstreamError } from "./upstream.ts";
import type { WireRequest } from "./wire_request.ts";

/** Bodies are passed on piece by piece; this is only what a number can hold. */
const BODY_MAX_BYTES = Number.MAX_SAFE_INTEGER;

/** More interim answers (1xx) than this before the answer are nonsense. */
const INTERIM_MAX_COUNT = 8;

/** A connection to the upstream, encrypted or not. */
type UpstreamConnection = Connection | SocketSource;

function openConnection(origin: Origin, signal: AbortSignal): Promise<UpstreamConnection> {
  return origin.isEncrypted
    ? Connection.open(origin, signal)
    : SocketSource.connect(origin, signal);
}

/** Options of {@linkcode createServerUpstream}. */
export interface ServerUpstreamOptions {
  /** What the age of idle connections is measured on. */
  readonly clock: Clock;
  /** Certificates that are trusted beside those of the system, as PEM. @default none */
  readonly caCertificates?: readonly string[] | undefined;
}

const STATUS_LINE = /^HTTP\/1\.([01]) (\d{3})(?: (.*))?$/;

/**
 * A real server as upstream. Every request is sent once: a connection that dies before the answer
 * is an error for the client to decide on, never a second call. Time limits are up to the caller's
 * signal.
 *
 * Needs `--allow-net` for the server.
 *
 * @param baseUrl Where it is; the client's path is appended to its path
 * @param options Clock and certificates
 * @throws {InputError} if the URL cannot be used
 */
export function createServerUpstream(
  baseUrl: string,
  { clock, caCertificates = [] }: ServerUpstreamOptions,
): Upstream {
  const { origin: bare, basePath, name } = parseBaseUrl(baseUrl);
  const origin: Origin = { ...bare, caCertificates };
  const pool = new ConnectionPool<UpstreamConnection>();
  const isDefaultPort = origin.port === (origin.isEncrypted ? 443 : 80);
  const hostname = origin.hostname.includes(":") ? `[${origin.hostname}]` : origin.hostname;
  const host = isDefaultPort ? hostname : `${hostname}:${origin.port}`;

  async function send<T>(
    request: WireRequest,
    { signal, isPlain }: SendOptions,
    consume: (answer: WireAnswer) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    let connection: UpstreamConnection | undefined = pool.take(clock);
    const close = () => connection?.[Symbol.dispose]();
    signal.addEventListener("abort", close);
    try {
      connection ??= await openConnection(origin, signal);
      await connection.write(encodeRequest(request, { host, basePath, isPlain }));
      const { answer, reader, isKeptAlive } = await readAnswer(connection, request);
      const result = await consume(answer);
      if (isKeptAlive && reader.isReusable && connection.isOpen) {
        pool.put(connection, clock);
        connection = undefined;
      }
      return result;
    } finally {
      signal.removeEventListener("abort", close);
      close();
    }
  }

  return {
    name: name + basePath,
    async send(request, options, consume) {
      let isAnswered = false;
      try {
        return await send(request, options, (answer) => {
          isAnswered = true;
          return consume(answer);
        });
      } catch (error) {
        options.signal.throwIfAborted();
        if (isAnswered) throw error;
        const text = `Cannot reach the upstream "${name}": ${reasonOf(error)}`;
        throw new UpstreamError(text, { cause: error });
      }
    },
    [Symbol.dispose]: () => pool[Symbol.dispose](),
  };
}

function encodeRequest(
  { method, target, headers, body }: WireRequest,
  options: { readonly host: string; readonly basePath: string; readonly isPlain: boolean },
): Uint8Array {
  const { host, basePath, isPlain } = options;
  const kept = endToEnd(headers).filter(([name]) => {
    const lower = name.toLowerCase();
    const isOurs = lower.startsWith("x-omega-");
    return lower !== "host" && !isOurs && !(isPlain && lower === "accept-encoding");
  });
  const lines: HeaderLine[] = [["host", host], ...kept];
  if (isPlain) lines.push(["accept-encoding", "identity"]);
  if (body.length > 0 || method === "POST") lines.push(["content-length", String(body.length)]);
  const head = encodeHead(`${method} ${basePath}${target} HTTP/1.1`, lines);
  // One write, so that head and body never wait for each other on the wire.
  const message = new Uint8Array(head.length + body.length);
  message.set(head);
  message.set(body, head.length);
  return message;
}

interface OpenAnswer {
  readonly answer: WireAnswer;
  readonly reader: BodyReader;
  readonly isKeptAlive: boolean;
}

async function readAnswer(connection: ByteSource, request: WireRequest): Promise<OpenAnswer> {
  const { head, minor, status, reason } = await readFinalHead(connection);
  const { headers } = head;
  const framing = new Map<string, string>();
  for (const name of ["content-length", "transfer-encoding"]) {
    const value = headerOf(headers, name);
    if (value !== undefined) framing.set(name, value);
  }
  const hasNoBody = request.method === "HEAD" || status === 204 || status === 304;
  const reader = new BodyReader(
    connection,
    { status: hasNoBody ? 204 : status, headers: framing, isKeptAlive: true },
    { maxBytes: BODY_MAX_BYTES },
  );
  const length = framing.has("transfer-encoding") ? undefined : framing.get("content-length");
  const connectionOptions = headerOf(headers, "connection")?.toLowerCase() ?? "";
  const kept = endToEnd(headers);
  return {
    answer: {
      status,
      reason,
      // An answer without a body still says how long it would be.
      headers: hasNoBody && length !== undefined ? [...kept, ["content-length", length]] : kept,
      body: {
        length: hasNoBody ? 0 : length === undefined ? undefined : Number(length),
        read: () => reader.read(),
      },
    },
    reader,
    isKeptAlive: minor === "1"
      ? !connectionOptions.includes("close")
      : connectionOptions.includes("keep-alive"),
  };
}

async function readFinalHead(connection: ByteSource) {
  for (let count = 0; count <= INTERIM_MAX_COUNT; count++) {
    const head: MessageHead | null = await readMessageHead(connection);
    if (head === null) throw new Error("the connection ended before the answer");
    const match = STATUS_LINE.exec(head.startLine);
    if (match === null) throw new HttpSyntaxError("no status line of HTTP/1.1");
    const status = Number(match[2]);
    if (status >= 200) return { head, minor: match[1], status, reason: match[3] ?? "" };
  }
  throw new HttpSyntaxError(`more than ${INTERIM_MAX_COUNT} interim answers`);
}
