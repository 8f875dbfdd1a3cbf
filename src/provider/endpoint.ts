import { InputError } from "../internal/errors.ts";
import type { Origin } from "./http/connection.ts";

/** Where a model server is. */
export interface Endpoint {
  readonly origin: Omit<Origin, "caCertificates">;
  /** Path of the base URL without a slash at its end; empty for the root. */
  readonly basePath: string;
  /** Query of the base URL with its question mark, or empty; sent with every request. */
  readonly query: string;
  /** Scheme, host and port, as errors name the server. */
  readonly name: string;
}

/**
 * Reads a base URL.
 *
 * @param text Such as `http://127.0.0.1:8080/v1`
 * @throws {InputError} if it is no absolute HTTP URL, or holds a user name, password or fragment.
 * The text of the error holds nothing that may be secret
 */
export function parseBaseUrl(text: string): Endpoint {
  const url = URL.parse(text);
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  if (url === null || !isHttp || url.hostname === "") {
    throw refused("wanted an absolute URL with http: or https:, found another text");
  }
  if (url.username !== "" || url.password !== "") {
    throw refused("wanted no user name or password in it, found one (use a header for that)");
  }
  if (url.hash !== "") throw refused("wanted no fragment, found one");
  const isEncrypted = url.protocol === "https:";
  return {
    origin: {
      isEncrypted,
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? (isEncrypted ? 443 : 80) : Number(url.port),
    },
    basePath: url.pathname.replace(/\/+$/, ""),
    query: url.search,
    name: url.origin,
  };
}

function refused(problem: string): InputError {
  return new InputError(`Cannot use the base URL: ${problem}`, { code: "USAGE" });
}
