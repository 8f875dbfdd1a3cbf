import { InputError } from "../internal/errors.ts";
import { createCacheOnlyProvider } from "./cache_only_provider.ts";
import { createEmbeddedProvider } from "./embedded/embedded_provider.ts";
import { protocolOf } from "./choose_protocol.ts";
import type { HttpProvider, HttpProviderOptions } from "./http_provider.ts";
import { createHttpProvider } from "./http_provider.ts";
import type { Provider } from "./provider.ts";
import type { HttpProviderName, ProviderName } from "./provider_names.ts";

/** Options of {@linkcode createProvider}. */
export interface ProviderOptions extends HttpProviderOptions {
  /**
   * Where the server is. For `llamacpp` a path that ends in `/v1` chooses its compatible route.
   *
   * @default OpenAI's and Anthropic's own; the others have none
   */
  readonly baseUrl?: string | undefined;
}

/** Where the hosted services are; no other provider has a server of its own. */
export const DEFAULT_BASE_URLS: Readonly<Partial<Record<ProviderName, string>>> = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com",
};

/** The environment variables that hold a key for a provider, the first one that is set wins. */
const KEY_VARIABLES: Readonly<Partial<Record<ProviderName, readonly string[]>>> = {
  // A key of OpenAI or Anthropic goes to the provider of that name only, never to another server.
  openai: ["OMEGA_API_KEY", "OPENAI_API_KEY"],
  anthropic: ["OMEGA_API_KEY", "ANTHROPIC_API_KEY"],
};

/**
 * Names of the environment variables that may hold the key of a provider, the most telling first.
 * Reading them is up to the caller: this package reads no environment.
 */
export function keyVariablesOf(name: ProviderName): readonly string[] {
  return KEY_VARIABLES[name] ?? ["OMEGA_API_KEY"];
}

/**
 * Whether a provider calls a server. `embedded` writes by itself, and `cache` has only what
 * {@linkcode withCache} around it finds.
 */
export function isHttpProvider(name: ProviderName): name is HttpProviderName {
  return name !== "embedded" && name !== "cache";
}

/**
 * Creates a provider by its name.
 *
 * @example Call a server that speaks OpenAI's protocol
 * ```ts no-eval
 * import { createProvider } from "@omega/readiness/provider";
 *
 * using provider = createProvider("openai", { baseUrl: "http://127.0.0.1:8080/v1" });
 * ```
 *
 * @param name Which one
 * @param options Where the server is, key and limits; `embedded` and `cache` take none
 * @returns The provider; dispose it to close its connections
 * @throws {InputError} for an option that cannot be used
 */
export function createProvider(
  name: ProviderName,
  options: ProviderOptions = {},
): Provider & Disposable {
  if (isHttpProvider(name)) return createOverHttp(name, options);
  const provider = name === "cache" ? createCacheOnlyProvider() : createEmbeddedProvider();
  return { ...provider, [Symbol.dispose]() {} };
}

function createOverHttp(name: HttpProviderName, options: ProviderOptions): HttpProvider {
  const { baseUrl = DEFAULT_BASE_URLS[name], ...others } = options;
  if (baseUrl === undefined) {
    throw new InputError(
      `Cannot use provider "${name}": wanted a base URL, found none; --base-url URL names it`,
      {
        code: "USAGE",
      },
    );
  }
  return createHttpProvider(protocolOf(name, baseUrl), baseUrl, others);
}
