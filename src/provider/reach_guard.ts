import { WorldError } from "../internal/errors.ts";
import type { Provider } from "./provider.ts";
import type { ProviderErrorCode } from "./provider_error.ts";
import { findProviderError } from "./provider_error.ts";

/**
 * Failures that the next call meets as well: the address, the key or the model is wrong, or nobody
 * is there. Before the first answer they are a mistake of whoever started the runs.
 */
const SETUP_CODES: ReadonlySet<ProviderErrorCode> = new Set([
  "DNS_FAILED",
  "CONNECT_REFUSED",
  "CONNECT_FAILED",
  "CONNECT_TIMEOUT",
  "TLS_REFUSED",
  "REDIRECT_REFUSED",
  "UNAUTHORIZED",
  "NOT_FOUND",
]);

/** Tells a server that cannot be used from one that fails now and then. */
export interface ReachGuard {
  /** Watches the calls of a provider; any number of providers may share one guard. */
  watch(provider: Provider): Provider;
}

/**
 * Creates a guard. As long as no call was answered, a failure to reach the server, a refused key or
 * an unknown model calls `onUnreachable`, also when the engine swallows it: a hundred runs would
 * meet it a hundred times. After the first answer the same failure belongs to its run alone.
 *
 * Put it outside of retries, so that a server that is just starting gets its second chance.
 *
 * @param onUnreachable Called with a {@linkcode WorldError} that names URL and cause in one sentence,
 * or with the runtime's own error where a permission is missing; must stop the runs
 */
export function createReachGuard(onUnreachable: (error: Error) => void): ReachGuard {
  let hasAnswer = false;
  return {
    watch: (provider) => ({
      name: provider.name,
      isDeterministic: provider.isDeterministic,
      async generate(request, context) {
        try {
          const result = await provider.generate(request, context);
          hasAnswer = true;
          return result;
        } catch (error) {
          // Without permission for the network no call can be made; the runtime says what to add.
          if (error instanceof Deno.errors.NotCapable) onUnreachable(error);
          const cause = findProviderError(error);
          if (!hasAnswer && cause !== undefined && SETUP_CODES.has(cause.code)) {
            onUnreachable(new WorldError(cause.message, { code: cause.code, cause }));
          }
          throw error;
        }
      },
    }),
  };
}
