/**
 * Providers: what generates text. {@linkcode createProvider} makes one by name; implement
 * {@linkcode Provider} to bring your own.
 *
 * @module
 */
export { createProvider, PROVIDER_NAMES, type ProviderName } from "./create_provider.ts";
export type {
  CallContext,
  FinishReason,
  GenerateRequest,
  GenerateResult,
  Message,
  Provider,
  TokenCount,
  Usage,
} from "./provider.ts";
