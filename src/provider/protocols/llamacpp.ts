/**
 * llama.cpp's own `/completion`.
 *
 * Usage: `tokens_evaluated` is the whole prompt, cached part **included**; what came from the cache
 * is `timings.cache_n`, which older servers do not have. `tokens_cached` is something else: how much
 * of prompt and answer lies in the cache afterwards. The end mark of a stream is `"stop": true`.
 *
 * @module
 */
import type { JsonCursor } from "../../internal/cursor.ts";
import { renderPrompt } from "../chat_template.ts";
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
import { AnswerFault, bearer } from "./protocol.ts";
import { TextStreamReader } from "./text_stream_reader.ts";

/** The seed 2^32 - 1 asks the server for a random one, so that value is left out. */
const SEED_COUNT = 2 ** 32 - 1;

const STOP_TYPES: Readonly<Record<string, FinishReason>> = {
  eos: "stop",
  word: "stop",
  limit: "length",
};

/** The server's names of sampling fields, on either route. */
export const LLAMACPP_SAMPLING = {
  topP: "top_p",
  topK: "top_k",
  minP: "min_p",
  repetitionPenalty: "repeat_penalty",
} as const;

/**
 * Tokens that come from the cache were computed in a batch of another size, which changes the last
 * bits of the logits: with the cache on, one seed can give two texts.
 */
export const LLAMACPP_EXTRA = { cache_prompt: false } as const;

/** The mapping to `/completion`. */
export const llamacppProtocol: Protocol = {
  name: "llamacpp",
  samplingNames: LLAMACPP_SAMPLING,
  headers: {},
  keyHeaders: bearer,
  path: (basePath) => `${basePath}/completion`,
  encode,
  decode(answer) {
    refuseError(answer.value, "ERROR_BODY");
    return readAnswer(answer, present(answer, "content")?.string({ canBeEmpty: true }));
  },
  openStream: (source) => new LlamacppStreamReader(source),
};

function encode({ request, seed, isStreaming, sampling, template }: WireCall) {
  return {
    prompt: renderPrompt(request.messages, template),
    n_predict: request.outputMaxTokens,
    temperature: request.temperature,
    seed: seed % SEED_COUNT,
    ...sampling,
    ...LLAMACPP_EXTRA,
    stream: isStreaming,
  };
}

function readAnswer(answer: JsonCursor, text: string | undefined): WireAnswer {
  const finishReason = readStopType(answer);
  return {
    text: checkText(text, finishReason),
    model: present(answer, "model")?.string({ canBeEmpty: true }),
    usage: readUsage(answer),
    finishReason,
  };
}

function readStopType(answer: JsonCursor): FinishReason {
  // A prompt or an answer that did not fit into the context was cut, whatever else stopped it.
  if (present(answer, "truncated")?.boolean()) return "length";
  const stopType = present(answer, "stop_type");
  if (stopType !== undefined) return readFinishReason(stopType, STOP_TYPES);
  // Servers before December 2024 say it with three booleans.
  if (present(answer, "stopped_limit")?.boolean()) return "length";
  const isStopped = present(answer, "stopped_eos")?.boolean() ||
    present(answer, "stopped_word")?.boolean();
  if (isStopped) return "stop";
  throw new AnswerFault("BAD_ANSWER", "wanted a stop_type, found none");
}

function readUsage(answer: JsonCursor): Usage {
  return {
    inputTokens: tokenCount(answer.optional("tokens_evaluated")?.value),
    outputTokens: tokenCount(answer.optional("tokens_predicted")?.value),
    cachedInputTokens: tokenCount(membersOf(answer.optional("timings")?.value)["cache_n"]),
  };
}

class LlamacppStreamReader extends TextStreamReader {
  #last: JsonCursor | undefined;

  protected acceptDocument(document: JsonCursor): boolean {
    this.add(present(document, "content")?.string({ canBeEmpty: true }) ?? "");
    this.#last = document;
    return document.field("stop").boolean();
  }

  finish(hasEndMark: boolean): WireAnswer {
    if (!hasEndMark || this.#last === undefined) throw streamCut('its end mark "stop": true');
    return readAnswer(this.#last, this.text);
  }
}
