/**
 * The provider port: what an engine calls to have text generated.
 *
 * @module
 */
import type { Ports } from "../internal/ports.ts";

/** One turn of a conversation. */
export interface Message {
  /** Who speaks. */
  readonly role: "system" | "user" | "assistant";
  /** What is said. */
  readonly content: string;
}

/** What to generate. */
export interface GenerateRequest {
  /** Name of the model as the provider and the calibration know it. */
  readonly model: string;
  /** The conversation so far, oldest turn first. */
  readonly messages: readonly Message[];
  /** Upper bound of generated tokens; also the worst case that a budget reserves. */
  readonly outputMaxTokens: number;
  /** Sampling temperature; 0 asks for the most likely text. */
  readonly temperature: number;
}

/** Under which circumstances one physical attempt of a call is made. */
export interface CallContext {
  /** Names the call inside its run, such as `"scene-2/attempt-0"`; stable over re-runs. */
  readonly key: string;
  /** Physical attempt of this call, from 1. */
  readonly attempt: number;
  /** Seed of the run that the call belongs to. */
  readonly seed: number;
  /** Clock, files and entropy of the run. */
  readonly ports: Ports;
  /** Ends the call at once. */
  readonly signal?: AbortSignal | undefined;
}

/** A number of tokens, or that the provider did not say. Unmeasured is not zero. */
export type TokenCount = number | "unmeasured";

/** What a call consumed. */
export interface Usage {
  /** Tokens of the request, cached ones included. */
  readonly inputTokens: TokenCount;
  /** Tokens of the answer. */
  readonly outputTokens: TokenCount;
  /** Those of the input that came from the provider's prompt cache. */
  readonly cachedInputTokens: TokenCount;
}

/**
 * Why generation ended. `length` means that the bound of output tokens cut the text off, `unknown`
 * that the answer is whole and the server does not tell why it ends.
 */
export type FinishReason = "stop" | "length" | "content_filter" | "unknown";

/** What a provider answers. */
export interface GenerateResult {
  /** What was generated. */
  readonly text: string;
  /** The model that answered, as the provider names it. */
  readonly model: string;
  /** What the call consumed. */
  readonly usage: Usage;
  /** Why the text ends. */
  readonly finishReason: FinishReason;
  /** Time from request to last byte in milliseconds, on the run's clock. */
  readonly latencyMs: number;
  /** Whether the answer was kept from an earlier call, so that this one cost nothing. @default false */
  readonly isCached?: boolean;
}

/** Something that generates text. */
export interface Provider {
  /** Name of the adapter, such as `"embedded"`. */
  readonly name: string;
  /** Whether the same request and seed always give the same text. */
  readonly isDeterministic: boolean;
  /** Makes one physical attempt. Rejects where no whole answer was given. */
  generate(request: GenerateRequest, context: CallContext): Promise<GenerateResult>;
}
