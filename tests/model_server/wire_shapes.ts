/**
 * The answers of six kinds of model servers, whole and streamed, in the shapes that these servers
 * were recorded or documented with. Fields that no adapter reads are there too, as they are on the
 * wire.
 *
 * @module
 */

/** What a server has generated. */
export interface Generated {
  readonly text: string;
  readonly model: string;
  readonly inputTokens: number;
  /** Part of the input that came from the server's prompt cache. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly isCutOff: boolean;
}

/** One server-sent event. */
export interface WireEvent {
  readonly type?: string;
  readonly data: unknown;
}

/** The answers of one kind of server. */
export interface WireShape {
  whole(generated: Generated): unknown;
  events(generated: Generated): readonly WireEvent[];
}

/** Pieces of a few characters, as tokens are. */
function pieces(text: string): readonly string[] {
  return text.match(/.{1,7}/gsu) ?? [];
}

const chatUsage = ({ inputTokens, outputTokens, cachedTokens }: Generated) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: cachedTokens },
});

const chatHead = {
  id: "chatcmpl-123",
  created: 1_767_225_600,
  system_fingerprint: "fp_44709d6fcb",
};
const chatFinish = ({ isCutOff }: Generated) => (isCutOff ? "length" : "stop");

/** Chat completions: OpenAI, vLLM and the compatible route of llama.cpp. */
export const chatShape: WireShape = {
  whole: (generated) => ({
    ...chatHead,
    object: "chat.completion",
    model: generated.model,
    choices: [{
      index: 0,
      message: { role: "assistant", content: generated.text, refusal: null },
      logprobs: null,
      finish_reason: chatFinish(generated),
    }],
    usage: chatUsage(generated),
  }),
  events(generated) {
    const chunk = (delta: unknown, finish_reason: string | null) => ({
      ...chatHead,
      object: "chat.completion.chunk",
      model: generated.model,
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
      usage: null,
    });
    return [
      { data: chunk({ role: "assistant", content: "", refusal: null }, null) },
      ...pieces(generated.text).map((content) => ({ data: chunk({ content }, null) })),
      { data: chunk({}, chatFinish(generated)) },
      { data: { ...chunk({}, null), choices: [], usage: chatUsage(generated) } },
      { data: "[DONE]" },
    ];
  },
};

/** Messages. The counts of the cache stand beside `input_tokens`. */
export const anthropicShape: WireShape = {
  whole: (generated) => ({
    id: "msg_013Zva2CMHLNnXjNJJKqJ2EF",
    type: "message",
    role: "assistant",
    model: generated.model,
    content: [{ type: "text", text: generated.text }],
    stop_reason: generated.isCutOff ? "max_tokens" : "end_turn",
    stop_sequence: null,
    usage: { ...anthropicInput(generated), output_tokens: generated.outputTokens },
  }),
  events: (generated) =>
    [
      {
        type: "message_start",
        message: {
          id: "msg_013Zva2CMHLNnXjNJJKqJ2EF",
          type: "message",
          role: "assistant",
          content: [],
          model: generated.model,
          stop_reason: null,
          stop_sequence: null,
          usage: { ...anthropicInput(generated), output_tokens: 1 },
        },
      },
      { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
      { type: "ping" },
      ...pieces(generated.text).map((text) => ({
        type: "content_block_delta",
        index: 0,
        delta: { type: "text_delta", text },
      })),
      { type: "content_block_stop", index: 0 },
      {
        type: "message_delta",
        delta: {
          stop_reason: generated.isCutOff ? "max_tokens" : "end_turn",
          stop_sequence: null,
        },
        usage: { output_tokens: generated.outputTokens },
      },
      { type: "message_stop" },
    ].map((data) => ({ type: data.type, data })),
};

function anthropicInput({ inputTokens, cachedTokens }: Generated) {
  const created = Math.min(3, inputTokens - cachedTokens);
  return {
    input_tokens: inputTokens - cachedTokens - created,
    cache_creation_input_tokens: created,
    cache_read_input_tokens: cachedTokens,
  };
}

/** llama.cpp's `/completion`. */
export const llamacppShape: WireShape = {
  whole: (generated) => llamacppFinal(generated, generated.text),
  events: (generated) => [
    ...pieces(generated.text).map((content) => ({
      data: { index: 0, content, tokens: [1], stop: false, id_slot: 0 },
    })),
    { data: llamacppFinal(generated, "") },
  ],
};

function llamacppFinal(generated: Generated, content: string) {
  const { inputTokens, outputTokens, cachedTokens, model, isCutOff } = generated;
  return {
    index: 0,
    content,
    tokens: [],
    id_slot: 0,
    stop: true,
    model,
    tokens_predicted: outputTokens,
    tokens_evaluated: inputTokens,
    generation_settings: { n_predict: 64, seed: 42, temperature: 0.8 },
    prompt: "",
    has_new_line: false,
    truncated: false,
    stop_type: isCutOff ? "limit" : "eos",
    stopping_word: "",
    // Not the cached part of the prompt: what lies in the cache afterwards.
    tokens_cached: inputTokens + outputTokens - 1,
    timings: {
      cache_n: cachedTokens,
      prompt_n: inputTokens - cachedTokens,
      predicted_n: outputTokens,
    },
  };
}

/** text-generation-inference, `/generate` and `/generate_stream`. */
export const tgiShape: WireShape = {
  whole: (generated) => ({
    generated_text: generated.text,
    details: {
      finish_reason: generated.isCutOff ? "length" : "eos_token",
      generated_tokens: generated.outputTokens,
      seed: 42,
      prefill: Array.from(
        { length: generated.inputTokens },
        () => ({ id: 1, text: "a", logprob: null }),
      ),
      tokens: [],
    },
  }),
  events(generated) {
    const parts = pieces(generated.text);
    return [...parts, "</s>"].map((text, index) => {
      const isLast = index === parts.length;
      return {
        data: {
          index: index + 1,
          token: { id: 1, text, logprob: -0.1, special: isLast },
          generated_text: isLast ? generated.text : null,
          details: isLast
            ? {
              finish_reason: generated.isCutOff ? "length" : "eos_token",
              generated_tokens: generated.outputTokens,
              input_length: generated.inputTokens,
              seed: 42,
            }
            : null,
        },
      };
    });
  },
};

/** Triton's generate extension in front of the vLLM backend. */
export const tritonShape: WireShape = {
  whole: (generated) => ({
    finish_reason: generated.isCutOff ? "length" : "stop",
    model_name: generated.model,
    model_version: "1",
    num_input_tokens: generated.inputTokens,
    num_output_tokens: generated.outputTokens,
    text_output: generated.text,
  }),
  events(generated) {
    const parts = pieces(generated.text);
    let leftTokens = generated.outputTokens;
    return parts.map((text_output, index) => {
      const isLast = index === parts.length - 1;
      const num_output_tokens = isLast ? leftTokens : Math.min(1, leftTokens);
      leftTokens -= num_output_tokens;
      const reason = generated.isCutOff ? "length" : "stop";
      return {
        data: {
          finish_reason: isLast ? reason : "None",
          model_name: generated.model,
          model_version: "1",
          num_input_tokens: generated.inputTokens,
          num_output_tokens,
          text_output,
        },
      };
    });
  },
};
