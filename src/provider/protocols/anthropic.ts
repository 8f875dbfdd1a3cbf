/**
 * Anthropic's messages.
 *
 * Usage: `input_tokens` counts what was neither read from nor written to the prompt cache;
 * `cache_read_input_tokens` and `cache_creation_input_tokens` stand **beside** it, so the input is
 * the sum of the three. The end mark of a stream is the event `message_stop`. There is no seed.
 *
 * @module
 */
import type { JsonCursor } from "../../internal/cursor.ts";
import type { FinishReason, Usage } from "../provider.ts";
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
import { TextStreamReader } from "./text_stream_reader.ts";

/** The version of the protocol that this adapter was written for. */
const ANTHROPIC_VERSION = "2023-06-01";

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  refusal: "content_filter",
};

/** The mapping to messages. */
export const anthropicProtocol: Protocol = {
  name: "anthropic",
  samplingNames: { topP: "top_p", topK: "top_k" },
  headers: { "anthropic-version": ANTHROPIC_VERSION },
  keyHeaders: (apiKey) => ({ "x-api-key": apiKey }),
  path: (basePath) => `${basePath.endsWith("/v1") ? basePath : `${basePath}/v1`}/messages`,
  encode,
  decode,
  openStream: (source) => new AnthropicStreamReader(source),
};

function encode({ request, isStreaming, sampling }: WireCall) {
  const { model, messages, temperature, outputMaxTokens } = request;
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const turns = messages.filter(({ role }) => role !== "system");
  return {
    model,
    system: system.length > 0 ? system.join("\n\n") : undefined,
    messages: turns.map(({ role, content }) => ({ role, content })),
    max_tokens: outputMaxTokens,
    temperature,
    ...sampling,
    stream: isStreaming,
  };
}

function decode(answer: JsonCursor): WireAnswer {
  refuseError(answer.value, "ERROR_BODY");
  const finishReason = readFinishReason(answer.field("stop_reason"), FINISH_REASONS);
  const texts = (present(answer, "content")?.items() ?? [])
    .filter((block) => block.field("type").string() === "text")
    .map((block) => block.field("text").string({ canBeEmpty: true }));
  return {
    text: checkText(texts.length > 0 ? texts.join("") : undefined, finishReason),
    model: present(answer, "model")?.string({ canBeEmpty: true }),
    usage: readUsage(answer.optional("usage")?.value),
    finishReason,
  };
}

function readUsage(value: unknown): Usage {
  const usage = membersOf(value);
  const input = tokenCount(usage["input_tokens"]);
  const cacheRead = tokenCount(usage["cache_read_input_tokens"] ?? 0);
  const cacheWritten = tokenCount(usage["cache_creation_input_tokens"] ?? 0);
  const isMeasured = input !== "unmeasured" && cacheRead !== "unmeasured" &&
    cacheWritten !== "unmeasured";
  return {
    inputTokens: isMeasured ? input + cacheRead + cacheWritten : "unmeasured",
    outputTokens: tokenCount(usage["output_tokens"]),
    cachedInputTokens: isMeasured ? cacheRead : "unmeasured",
  };
}

class AnthropicStreamReader extends TextStreamReader {
  #model: string | undefined;
  #usage: Record<string, unknown> = {};
  #finishReason: FinishReason | undefined;

  /** Events of kinds that are not known are skipped, as the protocol asks for. */
  protected acceptDocument(document: JsonCursor): boolean {
    switch (document.field("type").string()) {
      case "message_start": {
        const message = document.field("message");
        this.#model = present(message, "model")?.string({ canBeEmpty: true });
        this.#addUsage(message);
        return false;
      }
      case "content_block_delta": {
        const delta = document.field("delta");
        if (delta.field("type").string() === "text_delta") {
          this.add(delta.field("text").string({ canBeEmpty: true }));
        }
        return false;
      }
      case "message_delta": {
        const reason = present(document.field("delta"), "stop_reason");
        if (reason !== undefined) this.#finishReason = readFinishReason(reason, FINISH_REASONS);
        this.#addUsage(document);
        return false;
      }
      case "message_stop":
        return true;
      default:
        return false;
    }
  }

  /** Counts are cumulative: those of a later event take the place of the earlier ones. */
  #addUsage(document: JsonCursor): void {
    const counts = Object.entries(membersOf(document.optional("usage")?.value));
    for (const [name, count] of counts) {
      if (count !== null) this.#usage[name] = count;
    }
  }

  finish(hasEndMark: boolean): WireAnswer {
    if (!hasEndMark) throw streamCut("its end mark message_stop");
    if (this.#finishReason === undefined) throw streamCut("a stop reason");
    return {
      text: checkText(this.text, this.#finishReason),
      model: this.#model,
      usage: readUsage(this.#usage),
      finishReason: this.#finishReason,
    };
  }
}
