/** Why a call to a model server gave no whole answer. Stable: retry and reports go by it. */
export type ProviderErrorCode =
  /** The host name has no address. */
  | "DNS_FAILED"
  /** Nothing listens there. */
  | "CONNECT_REFUSED"
  /** No connection for another reason, such as no route. */
  | "CONNECT_FAILED"
  /** The server speaks no TLS, or its certificate is not trusted. */
  | "TLS_REFUSED"
  /** The connection ended before the answer began; the server may or may not have worked. */
  | "CONNECTION_LOST"
  /** No connection in time. */
  | "CONNECT_TIMEOUT"
  /** Not one byte of an answer in time. */
  | "FIRST_BYTE_TIMEOUT"
  /** The answer stood still for too long. */
  | "IDLE_TIMEOUT"
  /** The call as a whole took too long. */
  | "TOTAL_TIMEOUT"
  /** What came is not HTTP/1.1. */
  | "BAD_HTTP"
  /** Status 3xx: redirects are not followed, so that a key never goes to another place. */
  | "REDIRECT_REFUSED"
  /** Status 401 or 403. */
  | "UNAUTHORIZED"
  /** Status 404: no such model or route. */
  | "NOT_FOUND"
  /** Status 429. */
  | "RATE_LIMITED"
  /** Status 503 or 529. */
  | "OVERLOADED"
  /** Any other status 5xx. */
  | "SERVER_ERROR"
  /** Any other status 4xx. */
  | "REQUEST_REFUSED"
  /** A status that is no answer at all, such as 204. */
  | "BAD_STATUS"
  /** Status 200 with an error in the body. */
  | "ERROR_BODY"
  /** Status 200 with a web page in the body. */
  | "HTML_BODY"
  /** The body ended before the length it had promised, or inside a chunk. */
  | "BODY_CUT"
  /** The body has more bytes than allowed; it was not read to its end. */
  | "BODY_TOO_LARGE"
  /** The body was whole as HTTP has it, and its JSON ends too early. */
  | "JSON_CUT"
  /** The body is no JSON. */
  | "NOT_JSON"
  /** The JSON has no answer in it. */
  | "NO_CHOICES"
  /** The answer's text is null or absent. */
  | "NO_CONTENT"
  /** The answer's text is empty although generation came to its end. */
  | "EMPTY_CONTENT"
  /** The answer has another shape than the protocol's. */
  | "BAD_ANSWER"
  /** The stream ended without its end mark or without a finish reason. */
  | "STREAM_CUT"
  /** The stream said that the server failed. */
  | "STREAM_ERROR"
  /** Nobody is asked but the cache, and it has no answer to this call. */
  | "CACHE_MISS";

/** What is known about a failed call. */
export interface ProviderErrorDetails extends ErrorOptions {
  /** HTTP status, where there was one. */
  readonly status?: number | undefined;
  /** The server's own code or type, such as `insufficient_quota`. */
  readonly bodyCode?: string | undefined;
  /** Headers that say when to come back, raw; see {@linkcode KEPT_HEADERS}. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What was generated before the stream broke. */
  readonly partialText?: string | undefined;
}

/** The headers of an answer that an error keeps. */
export const KEPT_HEADERS = [
  "retry-after",
  "retry-after-ms",
  "x-should-retry",
  "x-request-id",
  "request-id",
] as const;

/**
 * A call to a model server gave no whole answer.
 *
 * Says nothing about whether it is worth another attempt: that is decided from `code`, `status`,
 * `bodyCode` and `headers`. No field holds a key.
 */
export class ProviderError extends Error {
  /** Always `"ProviderError"`. */
  override readonly name = "ProviderError";
  /** What happened. */
  readonly code: ProviderErrorCode;
  /** HTTP status, where there was one. */
  readonly status: number | undefined;
  /** The server's own code or type, such as `insufficient_quota`. */
  readonly bodyCode: string | undefined;
  /** Raw headers that say when to come back, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** What was generated before the stream broke; undefined outside of streams. */
  readonly partialText: string | undefined;

  /**
   * Creates the error.
   *
   * @param code What happened
   * @param message One sentence that names the URL and the cause
   * @param details Status, server's code, headers, partial text and cause
   */
  constructor(code: ProviderErrorCode, message: string, details: ProviderErrorDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.status = details.status;
    this.bodyCode = details.bodyCode;
    this.headers = { ...details.headers };
    this.partialText = details.partialText;
  }
}

/** Longest chain of causes that is searched: deeper ones are cycles or nonsense. */
const CAUSE_MAX_DEPTH = 16;

/** The provider error in an error or in its chain of causes, or undefined. */
export function findProviderError(error: unknown): ProviderError | undefined {
  let current = error;
  for (let depth = 0; depth < CAUSE_MAX_DEPTH; depth++) {
    if (current instanceof ProviderError) return current;
    if (!(current instanceof Error)) return undefined;
    current = current.cause;
  }
  return undefined;
}
