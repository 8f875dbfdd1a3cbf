/**
 * The classification of failures: one order of questions for provider errors, errors of HTTP
 * clients and errors of the network.
 *
 * 1. aborted: the caller's signal, or an error that says so
 * 2. refused by a budget, or given up by a retry further inside: permanent
 * 3. a code that speaks of money or an allowance, or status 402: quota
 * 4. the server's own word, `x-should-retry`
 * 5. the HTTP status, from 300 on
 * 6. the code of a provider error
 * 7. the network: system codes, error classes, what `fetch` says
 * 8. anything else is permanent: a bug must not be run four times
 *
 * @module
 */
import { ProviderError } from "../provider/provider_error.ts";
import type { Classification, FailureClass } from "./failure_class.ts";
import { isRetryable } from "./failure_class.ts";
import { classifyNetworkError } from "./network_cause.ts";
import { isPermanentBodyCode, PROVIDER_CODE_CLASSES } from "./provider_code_class.ts";
import { isQuotaCode } from "./quota_code.ts";
import type { HeaderSource } from "./retry_after.ts";
import { parseRetryAfter, readHeader } from "./retry_after.ts";
import { classifyStatus } from "./status_class.ts";

/** What a classification may look at beside the error. */
export interface ClassifyOptions {
  /** The caller's signal: once it is aborted, every failure is its consequence. */
  readonly signal?: AbortSignal | undefined;
  /** The time in ms since 1970, for a `Retry-After` that is a date. */
  readonly nowMs: number;
}

/** Decides what a failure means for another attempt. */
export type ClassifyFailure = (error: unknown, options: ClassifyOptions) => Classification;

/** Deeper chains of causes are cycles or nonsense. */
const CAUSE_MAX_DEPTH = 16;

/** Codes that say that somebody has already decided. */
const PERMANENT_CODES: ReadonlySet<string> = new Set(["BUDGET_EXHAUSTED", "RETRY_EXHAUSTED"]);

// OC-RETRY-4001 impl
/**
 * Classifies a failure: a `ProviderError`, an error of an HTTP client (`status`, `headers`, `code`,
 * `type`), or an error of the network, also behind a chain of causes. Pure.
 *
 * @example A rate limit says when to come back, a quota is never retried
 * ```ts
 * import { classifyFailure } from "@omega/readiness/retry";
 * import { assertEquals } from "@std/assert";
 *
 * const limited = Object.assign(new Error("429"), { status: 429, headers: { "retry-after": "7" } });
 * assertEquals(classifyFailure(limited, { nowMs: 0 }), {
 *   failureClass: "transient",
 *   retryAfterMs: 7000,
 * });
 * const broke = Object.assign(new Error("429"), { status: 429, code: "insufficient_quota" });
 * assertEquals(classifyFailure(broke, { nowMs: 0 }).failureClass, "quota");
 * ```
 */
export function classifyFailure(error: unknown, options: ClassifyOptions): Classification {
  if (options.signal?.aborted) return { failureClass: "aborted" };
  let current = error;
  for (let depth = 0; depth < CAUSE_MAX_DEPTH && isObject(current); depth++) {
    const failureClass = classifyLink(current);
    if (failureClass !== undefined) return withHint(failureClass, current, options.nowMs);
    current = current["cause"];
  }
  return { failureClass: "permanent" };
}

type Link = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Link {
  return typeof value === "object" && value !== null;
}

// OC-RETRY-4004 impl
/** One error of a chain; undefined where it says nothing. */
function classifyLink(link: Link): FailureClass | undefined {
  if (link["name"] === "AbortError") return "aborted";
  const codes = codesOf(link);
  if (codes.some((code) => PERMANENT_CODES.has(code))) return "permanent";
  const status = statusOf(link);
  const isProviderError = link instanceof ProviderError;
  if (status !== undefined || isProviderError) {
    if (codes.some(isQuotaCode)) return "quota";
    const wish = shouldRetry(link);
    if (wish !== undefined) return wish ? "transient" : "permanent";
    if (status !== undefined && status >= 300) return classifyStatus(status);
  }
  if (isProviderError) {
    if (link.bodyCode !== undefined && isPermanentBodyCode(link.bodyCode)) return "permanent";
    return PROVIDER_CODE_CLASSES[link.code];
  }
  return link instanceof Error ? classifyNetworkError(link) : undefined;
}

/** The server's own code or type, wherever clients keep it. */
function codesOf(link: Link): readonly string[] {
  const inner = isObject(link["error"]) ? link["error"] : {};
  const found = [link["bodyCode"], link["code"], link["type"], inner["code"], inner["type"]];
  return found.filter((code) => typeof code === "string");
}

function statusOf(link: Link): number | undefined {
  const response = isObject(link["response"]) ? link["response"] : {};
  return [link["status"], link["statusCode"], response["status"]]
    .find((status) => Number.isInteger(status)) as number | undefined;
}

function headersOf(link: Link): HeaderSource | undefined {
  const response = isObject(link["response"]) ? link["response"] : {};
  return [link["headers"], response["headers"]].find(isObject) as HeaderSource | undefined;
}

/** `x-should-retry`, which is either word and nothing else. */
function shouldRetry(link: Link): boolean | undefined {
  const headers = headersOf(link);
  const text = headers && readHeader(headers, "x-should-retry")?.trim().toLowerCase();
  return text === "true" ? true : text === "false" ? false : undefined;
}

function withHint(failureClass: FailureClass, link: Link, nowMs: number): Classification {
  const headers = isRetryable(failureClass) ? headersOf(link) : undefined;
  const retryAfterMs = headers && parseRetryAfter(headers, nowMs);
  return retryAfterMs === undefined ? { failureClass } : { failureClass, retryAfterMs };
}
