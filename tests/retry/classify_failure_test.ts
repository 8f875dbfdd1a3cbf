import { assertEquals } from "@std/assert";
import { ProviderError } from "../../src/provider/provider_error.ts";
import type { ProviderErrorCode, ProviderErrorDetails } from "../../src/provider/provider_error.ts";
import type { FailureClass } from "../../src/retry/mod.ts";
import { classifyFailure, RetryExhaustedError } from "../../src/retry/mod.ts";
import { PROVIDER_CODE_CLASSES } from "../../src/retry/provider_code_class.ts";

function provider(code: ProviderErrorCode, details: ProviderErrorDetails = {}): ProviderError {
  return new ProviderError(code, code, details);
}

function http(status: number, members: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(`status ${status}`), { status, ...members });
}

const says = (value: string) => ({ headers: { "x-should-retry": value } });

const exhausted = new RetryExhaustedError({
  key: "inner",
  bound: "attempts",
  limit: "at most 1 attempts",
  attempts: [],
  elapsedMs: 0,
  cause: http(503),
});

/** One row per promise: what failed, and what that means. */
const ROWS: readonly (readonly [string, FailureClass, unknown])[] = [
  // HTTP statuses, as every client has them.
  ["status 300", "permanent", http(300)],
  ["status 400", "permanent", http(400)],
  ["status 401", "permanent", http(401)],
  ["status 402", "quota", http(402)],
  ["status 403", "permanent", http(403)],
  ["status 404", "permanent", http(404)],
  ["status 408", "transient", http(408)],
  ["status 409", "transient", http(409)],
  ["status 413", "permanent", http(413)],
  ["status 422", "permanent", http(422)],
  ["status 425", "transient", http(425)],
  ["status 429", "transient", http(429)],
  ["status 499", "permanent", http(499)],
  ["status 500", "transient", http(500)],
  ["status 501", "transient", http(501)],
  ["status 502", "transient", http(502)],
  ["status 503", "transient", http(503)],
  ["status 504", "transient", http(504)],
  ["status 529", "transient", http(529)],
  ["statusCode 503", "transient", Object.assign(new Error(""), { statusCode: 503 })],
  ["response.status 503", "transient", Object.assign(new Error(""), { response: { status: 503 } })],
  // Provider errors with a status: the status decides.
  ["REQUEST_REFUSED 400", "permanent", provider("REQUEST_REFUSED", { status: 400 })],
  ["REQUEST_REFUSED 408", "transient", provider("REQUEST_REFUSED", { status: 408 })],
  ["REQUEST_REFUSED 409", "transient", provider("REQUEST_REFUSED", { status: 409 })],
  ["RATE_LIMITED 429", "transient", provider("RATE_LIMITED", { status: 429 })],
  ["OVERLOADED 529", "transient", provider("OVERLOADED", { status: 529 })],
  ["BODY_CUT 200", "truncated", provider("BODY_CUT", { status: 200 })],
  // Money: permanent whatever the status says, and even where the server says to come back.
  ...[
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
    "billing_hard_limit_reached",
    "billing_not_active",
    "billing_error",
    "enforced_spend_limit_reached",
    "insufficient_credits",
    "payment_required",
    "Insufficient Balance",
  ].map((bodyCode) =>
    [bodyCode, "quota", provider("RATE_LIMITED", { status: 429, bodyCode })] as const
  ),
  ["quota, told to retry", "quota", http(429, { code: "insufficient_quota", ...says("true") })],
  ["quota by type", "quota", http(429, { type: "insufficient_quota" })],
  ["quota inside error", "quota", http(429, { error: { type: "insufficient_quota" } })],
  ["rate_limit_exceeded", "transient", http(429, { code: "rate_limit_exceeded" })],
  ["slow_down", "transient", http(429, { code: "slow_down" })],
  ["load_balancer_error", "transient", http(503, { code: "load_balancer_error" })],
  // The server's own word.
  ["400 and x-should-retry: true", "transient", http(400, says("true"))],
  ["503 and x-should-retry: false", "permanent", http(503, says("false"))],
  ["503 and x-should-retry: maybe", "permanent", http(400, says("maybe"))],
  [
    "529 and x-should-retry: false of a provider",
    "permanent",
    provider("OVERLOADED", { status: 529, ...says("false") }),
  ],
  [
    "Headers object",
    "permanent",
    http(503, { headers: new Headers({ "X-Should-Retry": "false" }) }),
  ],
  // Errors that came with status 200.
  ["overloaded_error", "transient", provider("STREAM_ERROR", { bodyCode: "overloaded_error" })],
  [
    "invalid_request_error",
    "permanent",
    provider("ERROR_BODY", { bodyCode: "invalid_request_error" }),
  ],
  [
    "authentication_error",
    "permanent",
    provider("STREAM_ERROR", { bodyCode: "authentication_error" }),
  ],
  ["quota in a stream", "quota", provider("STREAM_ERROR", { bodyCode: "insufficient_quota" })],
  // Somebody has already decided.
  ["budget", "permanent", Object.assign(new Error(""), { code: "BUDGET_EXHAUSTED" })],
  ["budget with 503", "permanent", http(503, { code: "BUDGET_EXHAUSTED" })],
  ["a retry inside", "permanent", exhausted],
  // The network, by code, by class, by what fetch says.
  ...[
    "ECONNRESET",
    "ECONNREFUSED",
    "ETIMEDOUT",
    "EPIPE",
    "EAI_AGAIN",
    "ENOTFOUND",
    "UND_ERR_SOCKET",
  ]
    .map((code) => [code, "transient", Object.assign(new Error(""), { code })] as const),
  ["ConnectionReset", "transient", new Deno.errors.ConnectionReset("reset")],
  ["ConnectionRefused", "transient", new Deno.errors.ConnectionRefused("refused")],
  ["BrokenPipe", "transient", new Deno.errors.BrokenPipe("pipe")],
  ["UnexpectedEof", "truncated", new Deno.errors.UnexpectedEof("eof")],
  ["TimeoutError", "transient", new DOMException("late", "TimeoutError")],
  ["AbortError", "aborted", new DOMException("stop", "AbortError")],
  ["APIUserAbortError", "aborted", Object.assign(new Error(""), { name: "APIUserAbortError" })],
  ["fetch of Deno", "transient", new TypeError("error sending request for url (http://x/)")],
  [
    "fetch of Node",
    "transient",
    new TypeError("fetch failed", { cause: new Error("other side closed") }),
  ],
  [
    "fetch and a bad certificate",
    "permanent",
    new TypeError("fetch failed", { cause: new Error("invalid peer certificate: UnknownIssuer") }),
  ],
  ["cut body of Deno", "truncated", new TypeError("error reading a body from connection")],
  ["cut body of Node", "truncated", new TypeError("terminated")],
  ["a cause", "transient", new Error("wrapped", { cause: http(503) })],
  [
    "a deep cause",
    "truncated",
    new Error("a", { cause: new Error("b", { cause: provider("STREAM_CUT") }) }),
  ],
  // Nothing else is tried again.
  ["a bug", "permanent", new TypeError("x is not a function")],
  ["a bug that speaks of a connection", "permanent", new Error("connection reset counter is NaN")],
  ["text", "permanent", "thrown text"],
  ["undefined", "permanent", undefined],
  ["a cycle", "permanent", ((error) => Object.assign(error, { cause: error }))(new Error("round"))],
];

for (const [name, failureClass, error] of ROWS) {
  Deno.test(`classifyFailure() takes ${name} for ${failureClass} [OC-RETRY-4001]`, () => {
    assertEquals(classifyFailure(error, { nowMs: 0 }).failureClass, failureClass);
  });
}

const CODES: Readonly<Record<FailureClass, readonly ProviderErrorCode[]>> = {
  transient: [
    "DNS_FAILED",
    "CONNECT_REFUSED",
    "CONNECT_FAILED",
    "CONNECTION_LOST",
    "CONNECT_TIMEOUT",
    "FIRST_BYTE_TIMEOUT",
    "TOTAL_TIMEOUT",
    "BAD_HTTP",
    "RATE_LIMITED",
    "OVERLOADED",
    "SERVER_ERROR",
    "BAD_STATUS",
    "ERROR_BODY",
    "HTML_BODY",
    "NOT_JSON",
    "NO_CHOICES",
    "NO_CONTENT",
    "EMPTY_CONTENT",
    "BAD_ANSWER",
    "STREAM_ERROR",
  ],
  truncated: ["IDLE_TIMEOUT", "BODY_CUT", "JSON_CUT", "STREAM_CUT"],
  permanent: [
    "CACHE_MISS",
    "TLS_REFUSED",
    "REDIRECT_REFUSED",
    "UNAUTHORIZED",
    "NOT_FOUND",
    "REQUEST_REFUSED",
    "BODY_TOO_LARGE",
  ],
  quota: [],
  aborted: [],
};

for (const [failureClass, codes] of Object.entries(CODES)) {
  for (const code of codes) {
    Deno.test(`classifyFailure() takes ${code} without a status for ${failureClass}`, () => {
      assertEquals(classifyFailure(provider(code), { nowMs: 0 }).failureClass, failureClass);
    });
  }
}

Deno.test("classifyFailure() is tested for every code of a provider error [OC-RETRY-4002]", () => {
  assertEquals(Object.values(CODES).flat().sort(), Object.keys(PROVIDER_CODE_CLASSES).sort());
});

Deno.test("classifyFailure() takes everything for aborted once the caller has aborted [OC-RETRY-4004]", () => {
  const signal = AbortSignal.abort();
  assertEquals(classifyFailure(http(503), { nowMs: 0, signal }), { failureClass: "aborted" });
});

Deno.test("classifyFailure() reads the hint of what can be retried, and of nothing else", () => {
  const headers = { "Retry-After": "7" };
  const options = { nowMs: 0 };
  assertEquals(classifyFailure(http(429, { headers }), options).retryAfterMs, 7000);
  assertEquals(classifyFailure(http(400, { headers }), options).retryAfterMs, undefined);
  const wrapped = new Error("outer", {
    cause: provider("RATE_LIMITED", { status: 429, headers: { "retry-after-ms": "250" } }),
  });
  assertEquals(classifyFailure(wrapped, options).retryAfterMs, 250);
});
