import type { FailureClass } from "./failure_class.ts";

/** System and undici codes of failures on the way. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_SOCKET",
]);

/** Names of error classes: the DOM's, Deno's, and those of the official SDKs. */
const NAMES: ReadonlyMap<string, FailureClass> = new Map([
  ["TimeoutError", "transient"],
  ["ConnectionRefused", "transient"],
  ["ConnectionReset", "transient"],
  ["ConnectionAborted", "transient"],
  ["NotConnected", "transient"],
  ["NetworkUnreachable", "transient"],
  ["BrokenPipe", "transient"],
  ["TimedOut", "transient"],
  ["UnexpectedEof", "truncated"],
  ["AbortError", "aborted"],
  ["APIUserAbortError", "aborted"],
  ["APIConnectionError", "transient"],
  ["APIConnectionTimeoutError", "transient"],
]);

/** What `fetch` says, which has no code. The first row that matches decides. */
const FETCH_TEXTS: readonly (readonly [RegExp, FailureClass])[] = [
  [/certificate|invalid peer|unknown ?issuer/i, "permanent"],
  [/error reading a body|body from connection|^terminated$|unexpected end of file/i, "truncated"],
  [/error sending request|^fetch failed$|^failed to fetch$|network ?error/i, "transient"],
  [/connection (?:reset|closed|refused|error|was)|broken pipe|dns error|timed out/i, "transient"],
];

/**
 * What a failure without an HTTP status means, by code, by class or by what `fetch` says.
 *
 * @returns The class, or undefined where the error is none of the network
 */
export function classifyNetworkError(error: Error): FailureClass | undefined {
  if ("code" in error && typeof error.code === "string" && TRANSIENT_CODES.has(error.code)) {
    return "transient";
  }
  const named = NAMES.get(error.name);
  if (named !== undefined) return named;
  // Only `fetch` and what it was caused by are judged by their text; another error that happens to
  // speak of a connection may be a bug.
  if (!(error instanceof TypeError)) return undefined;
  const texts = [error.message, error.cause instanceof Error ? error.cause.message : ""];
  return FETCH_TEXTS.find(([pattern]) => texts.some((text) => pattern.test(text)))?.[1];
}
