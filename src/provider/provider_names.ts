/**
 * The names of the providers, apart from their code: the command line knows them before it loads any.
 *
 * @module
 */

/** The providers that call a server, by name. */
export const HTTP_PROVIDER_NAMES = [
  "openai",
  "anthropic",
  "llamacpp",
  "vllm",
  "tgi",
  "triton",
] as const;

/** Name of a provider that calls a server. */
export type HttpProviderName = (typeof HTTP_PROVIDER_NAMES)[number];

/** The providers by name. */
export const PROVIDER_NAMES = ["embedded", ...HTTP_PROVIDER_NAMES, "cache"] as const;

/** Name of a provider. */
export type ProviderName = (typeof PROVIDER_NAMES)[number];
