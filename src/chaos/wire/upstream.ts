import type { HeaderLine } from "./message_head.ts";
import type { WireRequest } from "./wire_request.ts";

/** The body of an answer, piece by piece as it arrives. */
export interface WireBody {
  /** Its length in bytes, where it is known before the end. */
  readonly length: number | undefined;
  /** The next bytes, valid until the next call, or null at the end. */
  read(): Promise<Uint8Array | null>;
}

/** An answer whose body is still to be read. */
export interface WireAnswer {
  /** Status, 200 or above. */
  readonly status: number;
  /** Text behind the status, such as `OK`. */
  readonly reason: string;
  /** Headers that belong to the answer; those of the connection are left out. */
  readonly headers: readonly HeaderLine[];
  /** Its body, unread. */
  readonly body: WireBody;
}

/** How to send a request on. */
export interface SendOptions {
  /** Ends the exchange at once. */
  readonly signal: AbortSignal;
  /** Whether the answer must not be compressed, because a fault is going to change its text. */
  readonly isPlain: boolean;
}

/** Who answers what no fault strikes. */
export interface Upstream extends Disposable {
  /** Where it is, for people and the journal; no key is in it. */
  readonly name: string;
  /** Sends a request once and hands the answer to `consume`. */
  send<T>(
    request: WireRequest,
    options: SendOptions,
    consume: (answer: WireAnswer) => Promise<T>,
  ): Promise<T>;
}

/** The upstream gave no answer. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  /** Stable code for programs. */
  readonly code = "UPSTREAM_FAILED";
}

/** An answer that is there as a whole. */
export function wholeAnswer(
  status: number,
  content: string | Uint8Array,
  headers: readonly HeaderLine[],
): WireAnswer {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { status, reason: reasonOfStatus(status), headers, body: wholeBody(bytes) };
}

/** A body that is there as a whole. */
export function wholeBody(bytes: Uint8Array): WireBody {
  let rest: Uint8Array | null = bytes.length > 0 ? bytes : null;
  return {
    length: bytes.length,
    read() {
      const next = rest;
      rest = null;
      return Promise.resolve(next);
    },
  };
}

/** A body that comes in pieces and does not know its length. */
export function streamedBody(pieces: Iterable<Uint8Array>): WireBody {
  const iterator = pieces[Symbol.iterator]();
  return {
    length: undefined,
    read() {
      const { done, value } = iterator.next();
      return Promise.resolve(done ? null : value);
    },
  };
}

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Content Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

function reasonOfStatus(status: number): string {
  return REASONS[status] ?? "Unknown";
}
