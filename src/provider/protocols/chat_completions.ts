/**
 * OpenAI's chat completions, which most servers speak: `openai`, `vllm`, and `llamacpp` on its
 * compatible route. They differ in the sampling fields that they have.
 *
 * Usage: `prompt_tokens` **includes** `prompt_tokens_details.cached_tokens`. The end mark of a
 * stream is `data: [DONE]`.
 *
 * @module
 */
import type { JsonCursor } from "../../internal/cursor.ts";
import type { JsonObject } from "../../internal/json.ts";
import type { SseEvent } from "../http/sse_parser.ts";
import type { FinishReason, Usage } from "../provider.ts";
import type { SamplingNames } from "../sampling.ts";
import {
  checkText,
  membersOf,
  present,
  readFinishReason,
  refuseError,
  streamCut,
  tokenCount,
} from "./answer_parts.ts";
import type { Protocol, WireAnswer, WireCall } from "./protocol.ts";
import { AnswerFault, bearer } from "./protocol.ts";
import { TextStreamReader } from "./text_stream_reader.ts";

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  // Sent by some compatible servers for a stop sequence or the model's own end.
  eos: "stop",
  length: "length",
  content_filter: "content_filter",
};

/** What tells the speakers of this protocol apart. */
export interface ChatDialect {
  readonly name: string;
  readonly samplingNames: SamplingNames;
  /** The field that bounds the output: OpenAI's newer models refuse `max_tokens`. */
  readonly outputLimit: "max_tokens" | "max_completion_tokens";
  /** Further fields of every request. */
  readonly extra: JsonObject;
}

/** The mapping to chat completions. */
export function createChatProtocol(dialect: ChatDialect): Protocol {
  return {
    name: dialect.name,
    samplingNames: dialect.samplingNames,
    headers: {},
    keyHeaders: bearer,
    path: (basePath) => `${basePath === "" ? "/v1" : basePath}/chat/completions`,
    encode: (call) => encode(call, dialect),
    decode,
    openStream: (source) => new ChatStreamReader(source),
  };
}

function encode({ request, seed, isStreaming, sampling }: WireCall, dialect: ChatDialect) {
  const { model, messages, temperature, outputMaxTokens } = request;
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    [dialect.outputLimit]: outputMaxTokens,
    temperature,
    seed,
    ...sampling,
    ...dialect.extra,
    stream: isStreaming,
    stream_options: isStreaming ? { include_usage: true } : undefined,
  };
}

function decode(answer: JsonCursor): WireAnswer {
  refuseError(answer.value, "ERROR_BODY");
  const choice = present(answer, "choices")?.items()[0];
  if (choice === undefined) throw new AnswerFault("NO_CHOICES", "wanted a choice, found none");
  const message = choice.field("message");
  // A refusal takes the place of the content.
  const refusal = present(message, "refusal")?.string({ canBeEmpty: true });
  const finishReason = refusal
    ? "content_filter"
    : readFinishReason(choice.field("finish_reason"), FINISH_REASONS);
  const content = present(message, "content")?.string({ canBeEmpty: true });
  return {
    text: checkText(refusal || content, finishReason),
    model: present(answer, "model")?.string({ canBeEmpty: true }),
    usage: readUsage(answer.optional("usage")?.value),
    finishReason,
  };
}

function readUsage(value: unknown): Usage {
  const usage = membersOf(value);
  const details = membersOf(usage["prompt_tokens_details"]);
  return {
    inputTokens: tokenCount(usage["prompt_tokens"]),
    outputTokens: tokenCount(usage["completion_tokens"]),
    cachedInputTokens: tokenCount(details["cached_tokens"]),
  };
}

class ChatStreamReader extends TextStreamReader {
  #hasRefusal = false;
  #model: string | undefined;
  #usage: unknown;
  #finishReason: FinishReason | undefined;

  override accept(event: SseEvent): boolean {
    return event.data.trim() === "[DONE]" || super.accept(event);
  }

  protected acceptDocument(chunk: JsonCursor): boolean {
    this.#model ??= present(chunk, "model")?.string({ canBeEmpty: true });
    // The usage stands in the last chunk; servers that send it in each one count it up.
    this.#usage = present(chunk, "usage")?.value ?? this.#usage;
    const choice = present(chunk, "choices")?.items()[0];
    if (choice !== undefined) this.#acceptChoice(choice);
    return false;
  }

  #acceptChoice(choice: JsonCursor): void {
    const delta = present(choice, "delta");
    if (delta !== undefined) {
      const content = present(delta, "content")?.string({ canBeEmpty: true });
      const refusal = present(delta, "refusal")?.string({ canBeEmpty: true });
      if (refusal) this.#hasRefusal = true;
      this.add(content ?? "", refusal ?? "");
    }
    const finishReason = present(choice, "finish_reason");
    if (finishReason === undefined) return;
    this.#finishReason = readFinishReason(finishReason, FINISH_REASONS);
  }

  finish(hasEndMark: boolean): WireAnswer {
    if (!hasEndMark) throw streamCut("its end mark [DONE]");
    if (this.#finishReason === undefined) throw streamCut("a finish reason");
    const finishReason = this.#hasRefusal ? "content_filter" : this.#finishReason;
    return {
      text: checkText(this.text, finishReason),
      model: this.#model,
      usage: readUsage(this.#usage),
      finishReason,
    };
  }
}
