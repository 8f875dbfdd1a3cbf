import { parseHttpDate } from "./http_date.ts";

/** Header values by name, in any of the forms in use. */
export type HeaderSource =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null | undefined };

/** The value of a header, whatever the letters of its name; undefined where it is absent. */
export function readHeader(headers: HeaderSource, name: string): string | undefined {
  if (typeof headers.get === "function") return headers.get(name) ?? undefined;
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() === name && typeof value === "string") return value;
  }
  return undefined;
}

/** Milliseconds as servers of OpenAI's kind write them; a fraction is allowed. */
const MILLISECONDS = /^\d{1,15}(?:\.\d{1,9})?$/;

/** RFC 9110, section 10.2.3: whole seconds. */
const SECONDS = /^\d{1,15}$/;

// OC-RETRY-4106 impl
/**
 * How long a server asks to wait: `retry-after-ms`, else `Retry-After` in seconds or as a date in
 * any of the three forms of HTTP. Anything else, a negative number, an exponent, a fraction of a
 * second, a list, is no hint; so is zero or a date that has passed, because neither says how long to
 * wait. The caller's own back-off decides then.
 *
 * @param headers The answer's headers
 * @param nowMs The time in milliseconds since 1970, for dates
 * @returns Milliseconds above 0, or undefined where there is no usable hint
 */
export function parseRetryAfter(headers: HeaderSource, nowMs: number): number | undefined {
  return positive(parseMilliseconds(readHeader(headers, "retry-after-ms"))) ??
    positive(parseSecondsOrDate(readHeader(headers, "retry-after"), nowMs));
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function parseMilliseconds(value: string | undefined): number | undefined {
  const text = value?.trim();
  return text !== undefined && MILLISECONDS.test(text) ? Number(text) : undefined;
}

function parseSecondsOrDate(value: string | undefined, nowMs: number): number | undefined {
  const text = value?.trim();
  if (text === undefined) return undefined;
  if (SECONDS.test(text)) return Number(text) * 1000;
  const instantMs = parseHttpDate(text, nowMs);
  return instantMs === undefined ? undefined : instantMs - nowMs;
}
