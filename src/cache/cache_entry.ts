/**
 * The entry file of the response cache.
 *
 * One JSON object: `schema_version`, `key` (SHA-256 of the canonical request), `content_sha256`
 * (SHA-256 of the canonical value) and `value`. An entry is good when it is whole JSON, bears the
 * key that it was asked for by, and its value has its digest; anything else is corrupt, whatever
 * caused it.
 *
 * @module
 */
import { sha256Hex } from "../internal/hash.ts";
import type { Json } from "../internal/json.ts";
import { canonicalJson, formatJson, parseJson } from "../internal/json.ts";

/** Schema of an entry. */
export const ENTRY_SCHEMA = "RESPONSE-CACHE-1.0";

// OC-CACHE-1701 impl
/** Key of a request: 64 hexadecimal digits, whatever the request holds. */
export function cacheKey(request: Json): string {
  return sha256Hex(canonicalJson(request));
}

/**
 * The text of an entry.
 *
 * @throws {TypeError} for a value that JSON cannot hold
 */
export function encodeEntry(key: string, value: Json): string {
  const digest = sha256Hex(canonicalJson(value));
  return formatJson({ schema_version: ENTRY_SCHEMA, key, content_sha256: digest, value });
}

/** What reading an entry gives. */
export type EntryReading =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly reason: string };

// OC-CACHE-1703 impl
/** Reads and checks an entry. */
export function decodeEntry(key: string, bytes: Uint8Array): EntryReading {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const entry = parseJson(text, key);
    if (typeof entry !== "object" || entry === null) return corrupt("no object");
    const { schema_version, key: found, content_sha256, value } = entry as Record<string, Json>;
    if (schema_version !== ENTRY_SCHEMA) return corrupt("another schema");
    if (found !== key) return corrupt("another key");
    if (value === undefined) return corrupt("no value");
    if (sha256Hex(canonicalJson(value)) !== content_sha256) return corrupt("another digest");
    return { ok: true, value };
  } catch {
    return corrupt("no JSON");
  }
}

function corrupt(reason: string): EntryReading {
  return { ok: false, reason };
}
