/**
 * Hugging Face's text-generation-inference, `/generate` and `/generate_stream`.
 *
 * Usage: the input is the number of `details.prefill` tokens, or `details.input_length` of a
 * stream; cached input is not told. The end mark of a stream is the event with `generated_text`.
 * A temperature of 0 is refused by the server: it is asked not to sample instead.
 *
 * @module
 */
import type { JsonCursor } from "../../internal/cursor.ts";
import { renderPrompt } from "../chat_template.ts";
import type { FinishReason, TokenCount } from "../provider.ts";
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
import { bearer } from "./protocol.ts";
import { TextStreamReader } from "./text_stream_reader.ts";

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  eos_token: "stop",
  stop_sequence: "stop",
  length: "length",
};

/** The mapping to `/generate` and `/generate_stream`. */
export const tgiProtocol: Protocol = {
  name: "tgi",
  samplingNames: { topP: "top_p", topK: "top_k", repetitionPenalty: "repetition_penalty" },
  headers: {},
  keyHeaders: bearer,
  path: (basePath, { isStreaming }) =>
    `${basePath}/${isStreaming ? "generate_stream" : "generate"}`,
  encode,
  decode(answer) {
    // One route of the server answers with a list of one.
    const only = Array.isArray(answer.value) ? answer.items()[0] ?? answer : answer;
    refuseError(only.value, "ERROR_BODY");
    return readAnswer(only);
  },
  openStream: (source) => new TgiStreamReader(source),
};

function encode({ request, seed, isStreaming, sampling, template }: WireCall) {
  const isSampling = request.temperature > 0;
  return {
    inputs: renderPrompt(request.messages, template),
    parameters: {
      max_new_tokens: request.outputMaxTokens,
      do_sample: isSampling,
      temperature: isSampling ? request.temperature : undefined,
      seed,
      ...sampling,
      return_full_text: false,
      details: true,
      // The only way to learn the size of the input; the server refuses it for a stream.
      decoder_input_details: !isStreaming,
    },
  };
}

function readAnswer(answer: JsonCursor): WireAnswer {
  const details = answer.field("details");
  const finishReason = readFinishReason(details.field("finish_reason"), FINISH_REASONS);
  const text = present(answer, "generated_text")?.string({ canBeEmpty: true });
  const { prefill, input_length: inputLength, generated_tokens: outputTokens } = membersOf(
    details.value,
  );
  const inputTokens: TokenCount = Array.isArray(prefill) && prefill.length > 0
    ? prefill.length
    : tokenCount(inputLength);
  return {
    text: checkText(text, finishReason),
    model: undefined,
    usage: {
      inputTokens,
      outputTokens: tokenCount(outputTokens),
      cachedInputTokens: "unmeasured",
    },
    finishReason,
  };
}

class TgiStreamReader extends TextStreamReader {
  #last: JsonCursor | undefined;

  protected acceptDocument(document: JsonCursor): boolean {
    const token = document.field("token");
    if (!present(token, "special")?.boolean()) {
      this.add(token.field("text").string({ canBeEmpty: true }));
    }
    this.#last = document;
    return present(document, "generated_text") !== undefined;
  }

  finish(hasEndMark: boolean): WireAnswer {
    if (!hasEndMark || this.#last === undefined) throw streamCut("the event with generated_text");
    if (present(this.#last, "details") === undefined) throw streamCut("a finish reason");
    return readAnswer(this.#last);
  }
}
