import type { ProviderErrorCode } from "../provider/provider_error.ts";
import type { FailureClass } from "./failure_class.ts";

// OC-RETRY-4002 impl
/**
 * What each code of a provider error means where no status of 300 and above says more. The type
 * makes the compiler ask for a row when a code is added.
 */
export const PROVIDER_CODE_CLASSES: Readonly<Record<ProviderErrorCode, FailureClass>> = {
  DNS_FAILED: "transient",
  CONNECT_REFUSED: "transient",
  CONNECT_FAILED: "transient",
  // The certificate is as wrong the second time.
  TLS_REFUSED: "permanent",
  CONNECTION_LOST: "transient",
  CONNECT_TIMEOUT: "transient",
  FIRST_BYTE_TIMEOUT: "transient",
  IDLE_TIMEOUT: "truncated",
  TOTAL_TIMEOUT: "transient",
  // The end of another answer on a connection that is out of step; the next one is fresh.
  BAD_HTTP: "transient",
  REDIRECT_REFUSED: "permanent",
  UNAUTHORIZED: "permanent",
  NOT_FOUND: "permanent",
  RATE_LIMITED: "transient",
  OVERLOADED: "transient",
  SERVER_ERROR: "transient",
  REQUEST_REFUSED: "permanent",
  BAD_STATUS: "transient",
  ERROR_BODY: "transient",
  // The page of a gateway that has lost its server.
  HTML_BODY: "transient",
  BODY_CUT: "truncated",
  BODY_TOO_LARGE: "permanent",
  JSON_CUT: "truncated",
  NOT_JSON: "transient",
  NO_CHOICES: "transient",
  NO_CONTENT: "transient",
  EMPTY_CONTENT: "transient",
  BAD_ANSWER: "transient",
  STREAM_CUT: "truncated",
  STREAM_ERROR: "transient",
  CACHE_MISS: "permanent",
};

/** Codes of error bodies that a second attempt does not change, where the status was 200. */
const PERMANENT_BODY_CODES: ReadonlySet<string> = new Set([
  "authentication_error",
  "content_filter",
  "content_policy_violation",
  "context_length_exceeded",
  "invalid_api_key",
  "invalid_request_error",
  "model_not_found",
  "not_found_error",
  "permission_error",
  "request_too_large",
  "validation",
]);

/** Whether the code of an error that came with status 200 says that the call fails again. */
export function isPermanentBodyCode(code: string): boolean {
  return PERMANENT_BODY_CODES.has(code.toLowerCase());
}
