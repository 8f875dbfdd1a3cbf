import { ProviderError } from "./provider_error.ts";

/** Shorter values are not searched for: they stand in any text, and are dummies like `none`. */
const SECRET_MIN_LENGTH = 8;

const REDACTED = "[redacted]";

// OC-PROVIDER-3207 impl
/**
 * Makes a function that removes keys from text that came from outside: servers like to quote the
 * key that they refuse, and what they say ends up in journals.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  // The longer one first, so that a header "Bearer KEY" does not leave its beginning.
  const searched = secrets.filter(({ length }) => length >= SECRET_MIN_LENGTH)
    .toSorted((a, b) => b.length - a.length);
  return (text) => searched.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
}

/** The same error without keys. The cause stays: causes are the runtime's own and quote nothing. */
export function redactError(error: unknown, redact: (text: string) => string): unknown {
  if (!(error instanceof ProviderError)) return error;
  const { code, message, status, bodyCode, headers, partialText, cause } = error;
  const clean = Object.entries(headers).map(([name, value]) => [name, redact(value)]);
  return new ProviderError(code, redact(message), {
    cause,
    status,
    bodyCode: bodyCode === undefined ? undefined : redact(bodyCode),
    headers: Object.fromEntries(clean),
    partialText: partialText === undefined ? undefined : redact(partialText),
  });
}
