/**
 * Triton's generate extension, `/v2/models/MODEL/generate` and `generate_stream`.
 *
 * The protocol itself has only text in and text out. The vLLM backend tells finish reason and token
 * counts when asked; other backends ignore the question, and then both are unknown. In a stream the
 * output counts are those of each event and are added up. A stream has no end mark of its own, so
 * its finish reason is one: without it a cut stream could not be told from a whole one, which is
 * why other backends can only be used without streaming.
 *
 * @module
 */
import type { JsonCursor } from "../../internal/cursor.ts";
import { renderPrompt } from "../chat_template.ts";
import type { FinishReason, TokenCount } from "../provider.ts";
import { checkText, present, refuseError, streamCut, tokenCount } from "./answer_parts.ts";
import type { Protocol, WireAnswer, WireCall } from "./protocol.ts";
import { bearer } from "./protocol.ts";
import { TextStreamReader } from "./text_stream_reader.ts";

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  length: "length",
};

/** The mapping to the generate extension. */
export const tritonProtocol: Protocol = {
  name: "triton",
  samplingNames: {
    topP: "top_p",
    topK: "top_k",
    minP: "min_p",
    repetitionPenalty: "repetition_penalty",
  },
  headers: {},
  keyHeaders: bearer,
  path(basePath, { request, isStreaming }) {
    const route = isStreaming ? "generate_stream" : "generate";
    return `${basePath}/v2/models/${encodeURIComponent(request.model)}/${route}`;
  },
  encode,
  decode(answer) {
    refuseError(answer.value, "ERROR_BODY");
    const finishReason = readFinish(answer) ?? "unknown";
    const text = firstOf(present(answer, "text_output"))?.string({ canBeEmpty: true });
    return {
      text: checkText(text, finishReason),
      model: present(answer, "model_name")?.string({ canBeEmpty: true }),
      usage: {
        inputTokens: countOf(answer, "num_input_tokens"),
        outputTokens: countOf(answer, "num_output_tokens"),
        cachedInputTokens: "unmeasured",
      },
      finishReason,
    };
  },
  openStream: (source) => new TritonStreamReader(source),
};

function encode({ request, seed, isStreaming, sampling, template }: WireCall) {
  return {
    text_input: renderPrompt(request.messages, template),
    parameters: {
      max_tokens: request.outputMaxTokens,
      temperature: request.temperature,
      // vLLM calls it seed, TensorRT-LLM random_seed; each takes no notice of the other.
      seed,
      random_seed: seed,
      ...sampling,
      stream: isStreaming,
      exclude_input_in_output: true,
      return_finish_reason: true,
      return_num_input_tokens: true,
      return_num_output_tokens: true,
    },
  };
}

/** An output is a scalar, or a list where the model's output has a dimension. */
function firstOf(output: JsonCursor | undefined): JsonCursor | undefined {
  return output !== undefined && Array.isArray(output.value) ? output.items()[0] : output;
}

function countOf(answer: JsonCursor, name: string): TokenCount {
  return tokenCount(firstOf(present(answer, name))?.value);
}

/** The finish reason, or undefined where generation goes on or the backend does not tell. */
function readFinish(answer: JsonCursor): FinishReason | undefined {
  const reason = firstOf(present(answer, "finish_reason"))?.string({ canBeEmpty: true });
  // The backend prints Python's None while generation goes on.
  if (reason === undefined || reason === "" || reason === "None") return undefined;
  return FINISH_REASONS[reason] ??
    present(answer, "finish_reason")!.fail(`one of ${Object.keys(FINISH_REASONS).join(", ")}`);
}

class TritonStreamReader extends TextStreamReader {
  #model: string | undefined;
  #inputTokens: TokenCount = "unmeasured";
  #outputTokens: TokenCount = 0;
  #finishReason: FinishReason | undefined;

  protected acceptDocument(answer: JsonCursor): boolean {
    this.add(
      firstOf(present(answer, "text_output"))?.string({ canBeEmpty: true }) ?? "",
    );
    this.#model ??= present(answer, "model_name")?.string({ canBeEmpty: true });
    this.#inputTokens = countOf(answer, "num_input_tokens");
    const outputTokens = countOf(answer, "num_output_tokens");
    const isMeasured = this.#outputTokens !== "unmeasured" && outputTokens !== "unmeasured";
    this.#outputTokens = isMeasured ? this.#outputTokens as number + outputTokens : "unmeasured";
    this.#finishReason ??= readFinish(answer);
    return this.#finishReason !== undefined;
  }

  finish(hasEndMark: boolean): WireAnswer {
    if (!hasEndMark || this.#finishReason === undefined) throw streamCut("a finish reason");
    return {
      text: checkText(this.text, this.#finishReason),
      model: this.#model,
      usage: {
        inputTokens: this.#inputTokens,
        outputTokens: this.#outputTokens,
        cachedInputTokens: "unmeasured",
      },
      finishReason: this.#finishReason,
    };
  }
}
