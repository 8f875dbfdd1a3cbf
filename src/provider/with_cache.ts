import type { ResponseCache } from "../cache/response_cache.ts";
import { JsonCursor } from "../internal/cursor.ts";
import { InputError } from "../internal/errors.ts";
import type { Json, JsonObject } from "../internal/json.ts";
import type { CallContext, GenerateRequest, GenerateResult, Provider } from "./provider.ts";
import type { TokenCount } from "./provider.ts";

/** What is needed of a cache. Content that is damaged must be a miss there, never an answer. */
export type AnswerStore = Pick<ResponseCache, "get" | "put">;

/** Options of {@linkcode withCache}. */
export interface CacheOptions {
  /** Where answers are kept, all of one source; see {@linkcode openAnswerCache}. */
  readonly cache: AnswerStore;
  /** Index of the run: repeats of a call in other runs must not answer each other. */
  readonly run: number;
  /** Told of each call whether a kept answer was found. @default nobody is told */
  readonly onLookup?: ((isHit: boolean) => void) | undefined;
}

/** Shape of a kept answer; another shape is a miss. */
const SCHEMA = "RESPONSE-1.0";

// OC-PROVIDER-3301, OC-PROVIDER-3305 impl
/**
 * Puts a cache around a provider: the outermost layer, so that a hit costs nothing and counts for no
 * budget. A hit is marked by `isCached`.
 *
 * Only a text that came to its end is kept: errors, filtered and cut texts are asked for again. The
 * run is part of the key, because a stress whose repeats answer each other measures nothing; so is
 * the seed, the place of the call and everything that is sent. What the cache holds must all be of
 * one source, as neither server nor provider are part of the key.
 *
 * @param provider What to ask where nothing is kept
 * @param options The cache, and whose calls they are
 */
export function withCache(provider: Provider, options: CacheOptions): Provider {
  const { cache, run, onLookup } = options;
  return {
    name: provider.name,
    isDeterministic: provider.isDeterministic,
    async generate(request, context) {
      const { clock } = context.ports;
      const key = keyOf(request, context, run);
      const startMs = clock.monotonicMs();
      context.signal?.throwIfAborted();
      const found = await cache.get(key);
      const kept = found.kind === "hit" ? decode(found.value) : null;
      onLookup?.(kept !== null);
      if (kept !== null) return { ...kept, latencyMs: clock.monotonicMs() - startMs };
      const result = await provider.generate(request, context);
      const isWhole = result.finishReason === "stop" || result.finishReason === "unknown";
      if (isWhole && result.text !== "") await cache.put(key, encode(result));
      return result;
    },
  };
}

// OC-PROVIDER-3302 impl
/** The attempt is no part of it: what an earlier attempt got whole is the answer of the call. */
function keyOf(
  { model, messages, outputMaxTokens, temperature }: GenerateRequest,
  { key, seed }: CallContext,
  run: number,
): JsonObject {
  return {
    run,
    seed,
    key,
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    output_max_tokens: outputMaxTokens,
    temperature,
  };
}

// OC-PROVIDER-3303 impl
function encode({ text, model, usage, finishReason }: GenerateResult): JsonObject {
  const { inputTokens, outputTokens, cachedInputTokens } = usage;
  return {
    schema_version: SCHEMA,
    text,
    model,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cached_input_tokens: cachedInputTokens,
    finish_reason: finishReason,
  };
}

function decode(document: Json): Omit<GenerateResult, "latencyMs"> | null {
  const cursor = new JsonCursor(document, "cache");
  try {
    cursor.field("schema_version").oneOf([SCHEMA]);
    return {
      text: cursor.field("text").string(),
      model: cursor.field("model").string({ canBeEmpty: true }),
      usage: {
        inputTokens: readTokens(cursor.field("input_tokens")),
        outputTokens: readTokens(cursor.field("output_tokens")),
        cachedInputTokens: readTokens(cursor.field("cached_input_tokens")),
      },
      finishReason: cursor.field("finish_reason").oneOf(["stop", "unknown"]),
      isCached: true,
    };
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function readTokens(cursor: JsonCursor): TokenCount {
  return cursor.value === "unmeasured" ? "unmeasured" : cursor.number({ min: 0, isInteger: true });
}
