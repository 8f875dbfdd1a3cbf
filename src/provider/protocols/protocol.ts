/**
 * What an adapter is: the mapping between our requests and answers and one server's. Pure; the
 * HTTP around it is the same for all of them.
 *
 * @module
 */
import type { JsonCursor } from "../../internal/cursor.ts";
import type { JsonObject } from "../../internal/json.ts";
import type { ChatTemplate } from "../chat_template.ts";
import type { SseEvent } from "../http/sse_parser.ts";
import type { FinishReason, GenerateRequest, Usage } from "../provider.ts";
import type { ProviderErrorCode } from "../provider_error.ts";
import type { SamplingNames } from "../sampling.ts";

/** One call, as an adapter sees it. */
export interface WireCall {
  readonly request: GenerateRequest;
  readonly seed: number;
  readonly isStreaming: boolean;
  /** Sampling fields under the server's names. */
  readonly sampling: JsonObject;
  /** How messages become one prompt, for servers that need one. */
  readonly template: ChatTemplate;
}

/** What a whole answer says. */
export interface WireAnswer {
  readonly text: string;
  /** The model that answered; undefined where the server does not say. */
  readonly model: string | undefined;
  readonly usage: Usage;
  readonly finishReason: FinishReason;
}

/** Puts a streamed answer together. */
export interface StreamReader {
  /** What was generated so far. */
  readonly text: string;
  /**
   * Takes an event.
   *
   * @returns Whether it is the end mark of the stream
   */
  accept(event: SseEvent): boolean;
  /** The answer. Called once, after the end mark or at the end of the body. */
  finish(hasEndMark: boolean): WireAnswer;
}

/** The mapping to and from one kind of server. */
export interface Protocol {
  /** Name of the adapter, such as `"openai"`. */
  readonly name: string;
  /** The sampling fields that the server has. */
  readonly samplingNames: SamplingNames;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Headers that carry the key. */
  keyHeaders(apiKey: string): Readonly<Record<string, string>>;
  /** Path of the request, given the path of the base URL. */
  path(basePath: string, call: Pick<WireCall, "request" | "isStreaming">): string;
  /** The body of the request. */
  encode(call: WireCall): JsonObject;
  /** Reads a whole answer. */
  decode(answer: JsonCursor): WireAnswer;
  /** Starts to read a streamed answer; `source` names it in errors. */
  openStream(source: string): StreamReader;
}

/** An answer that arrived whole and is still none. */
export class AnswerFault extends Error {
  override readonly name = "AnswerFault";
  readonly code: ProviderErrorCode;
  /** The server's own code, where it gave one. */
  readonly bodyCode: string | undefined;

  constructor(code: ProviderErrorCode, problem: string, bodyCode?: string) {
    super(problem);
    this.code = code;
    this.bodyCode = bodyCode;
  }
}

/** The key as an OAuth 2.0 bearer token, which most servers take. */
export function bearer(apiKey: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${apiKey}` };
}
