/**
 * Providers: what generates text. {@linkcode createProvider} makes one by name: the embedded model,
 * or an adapter for a model server over HTTP. Implement {@linkcode Provider} to bring your own.
 *
 * A call over HTTP that gives no whole answer rejects with a {@linkcode ProviderError}, whose `code`
 * says what happened.
 *
 * @module
 */
export { type AnswerCacheOptions, type AnswerSource, openAnswerCache } from "./answer_cache.ts";
export {
  createProvider,
  isHttpProvider,
  keyVariablesOf,
  type ProviderOptions,
} from "./create_provider.ts";
export { CHAT_TEMPLATES, type ChatTemplate } from "./chat_template.ts";
export {
  HTTP_PROVIDER_NAMES,
  type HttpProviderName,
  PROVIDER_NAMES,
  type ProviderName,
} from "./provider_names.ts";
export type { HttpProviderOptions } from "./http_provider.ts";
export {
  findProviderError,
  KEPT_HEADERS,
  ProviderError,
  type ProviderErrorCode,
  type ProviderErrorDetails,
} from "./provider_error.ts";
export { createReachGuard, type ReachGuard } from "./reach_guard.ts";
export { type AnswerStore, type CacheOptions, withCache } from "./with_cache.ts";
export type { Sampling } from "./sampling.ts";
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
