/**
 * What the two kinds of servers say: errors, whole answers and streams of events, as bytes.
 *
 * @module
 */
import type { Json } from "../../internal/json.ts";
import type { FinishReason } from "../../provider/provider.ts";

/** An answer of a model, in no server's language yet. */
export interface ModelAnswer {
  /** Makes ids that are the same for the same request. */
  readonly id: string;
  readonly model: string;
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What went wrong, in no server's language yet. */
export type WireProblem =
  | "rate_limit"
  | "server_error"
  | "overloaded"
  | "bad_request"
  | "not_found";

/** The language of one kind of server. */
export interface Dialect {
  /** `openai` or `anthropic`. */
  readonly name: string;
  /** Headers of a rate limit beside those of HTTP. */
  readonly rateLimitHeaders: readonly (readonly [string, string])[];
  /** The body of an error. */
  error(problem: WireProblem, message: string): string;
  /** A whole answer. */
  answer(answer: ModelAnswer): string;
  /** A stream of events, each as it stands on the wire, the end mark last. */
  events(answer: ModelAnswer, hasUsage: boolean): Iterable<string>;
  /** An error inside a stream. */
  errorEvent(message: string): string;
  /** An event whose JSON ends too early. */
  readonly brokenEvent: string;
  /** An answer whose JSON ends too early. */
  readonly brokenAnswer: string;
}

/** The instant at which virtual clocks start: the mock's answers do not depend on the time. */
const CREATED_S = Date.UTC(2026, 0, 1) / 1000;

function data(document: Json): string {
  return `data: ${JSON.stringify(document)}\n\n`;
}

function event(type: string, document: Readonly<Record<string, Json>>): string {
  return `event: ${type}\n${data({ type, ...document })}`;
}

/** A text in the pieces in which a model would stream it: words with the blanks behind them. */
function pieces(text: string): readonly string[] {
  return text.match(/\s*\S+\s*/g) ?? [];
}

const OPENAI_ERRORS: Readonly<Record<WireProblem, readonly [type: string, code: string | null]>> = {
  rate_limit: ["requests", "rate_limit_exceeded"],
  server_error: ["server_error", null],
  overloaded: ["server_error", "overloaded"],
  bad_request: ["invalid_request_error", null],
  not_found: ["invalid_request_error", "not_found"],
};

const OPENAI_FINISH = { stop: "stop", length: "length", content_filter: "content_filter" } as const;

function openAiFinish(reason: FinishReason): string {
  return reason === "unknown" ? "stop" : OPENAI_FINISH[reason];
}

/** OpenAI's chat completions. */
export const openAiDialect: Dialect = {
  name: "openai",
  rateLimitHeaders: [["x-ratelimit-remaining-requests", "0"]],
  error(problem, message) {
    const [type, code] = OPENAI_ERRORS[problem];
    return JSON.stringify({ error: { message, type, param: null, code } });
  },
  answer({ id, model, text, finishReason, inputTokens, outputTokens }) {
    return JSON.stringify({
      id: `chatcmpl-${id}`,
      object: "chat.completion",
      created: CREATED_S,
      model,
      choices: [{
        index: 0,
        message: { role: "assistant", content: text, refusal: null },
        logprobs: null,
        finish_reason: openAiFinish(finishReason),
      }],
      usage: {
        prompt_tokens: inputTokens,
        completion_tokens: outputTokens,
        total_tokens: inputTokens + outputTokens,
      },
    });
  },
  *events({ id, model, text, finishReason, inputTokens, outputTokens }, hasUsage) {
    const head = {
      id: `chatcmpl-${id}`,
      object: "chat.completion.chunk",
      created: CREATED_S,
      model,
    };
    const chunk = (delta: Json, reason: string | null) =>
      data({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }] });
    yield chunk({ role: "assistant", content: "" }, null);
    for (const content of pieces(text)) yield chunk({ content }, null);
    yield chunk({}, openAiFinish(finishReason));
    if (hasUsage) {
      const usage = {
        prompt_tokens: inputTokens,
        completion_tokens: outputTokens,
        total_tokens: inputTokens + outputTokens,
      };
      yield data({ ...head, choices: [], usage });
    }
    yield "data: [DONE]\n\n";
  },
  errorEvent: (message) =>
    data({ error: { message, type: "server_error", param: null, code: null } }),
  brokenEvent: 'data: {"id":"chatcmpl-omega","object":"chat.completion.chunk","choi\n\n',
  brokenAnswer: '{"id":"chatcmpl-omega","object":"chat.completion","choices":[{"index":0,"mess',
};

const ANTHROPIC_ERRORS: Readonly<Record<WireProblem, string>> = {
  rate_limit: "rate_limit_error",
  server_error: "api_error",
  overloaded: "overloaded_error",
  bad_request: "invalid_request_error",
  not_found: "not_found_error",
};

function anthropicFinish(reason: FinishReason): string {
  switch (reason) {
    case "stop":
    case "unknown":
      return "end_turn";
    case "length":
      return "max_tokens";
    case "content_filter":
      return "refusal";
    default:
      return reason satisfies never;
  }
}

/** Anthropic's messages. */
export const anthropicDialect: Dialect = {
  name: "anthropic",
  rateLimitHeaders: [["anthropic-ratelimit-requests-remaining", "0"]],
  error: (problem, message) =>
    JSON.stringify({ type: "error", error: { type: ANTHROPIC_ERRORS[problem], message } }),
  answer({ id, model, text, finishReason, inputTokens, outputTokens }) {
    return JSON.stringify({
      id: `msg_${id}`,
      type: "message",
      role: "assistant",
      model,
      content: [{ type: "text", text }],
      stop_reason: anthropicFinish(finishReason),
      stop_sequence: null,
      usage: { input_tokens: inputTokens, output_tokens: outputTokens },
    });
  },
  *events({ id, model, text, finishReason, inputTokens, outputTokens }) {
    yield event("message_start", {
      message: {
        id: `msg_${id}`,
        type: "message",
        role: "assistant",
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: inputTokens, output_tokens: 0 },
      },
    });
    yield event("content_block_start", { index: 0, content_block: { type: "text", text: "" } });
    for (const piece of pieces(text)) {
      yield event("content_block_delta", { index: 0, delta: { type: "text_delta", text: piece } });
    }
    yield event("content_block_stop", { index: 0 });
    yield event("message_delta", {
      delta: { stop_reason: anthropicFinish(finishReason), stop_sequence: null },
      usage: { output_tokens: outputTokens },
    });
    yield event("message_stop", {});
  },
  errorEvent: (message) => event("error", { error: { type: "api_error", message } }),
  brokenEvent: 'event: message_start\ndata: {"type":"message_start","mess\n\n',
  brokenAnswer: '{"id":"msg_omega","type":"message","role":"assistant","content":[{"type":"te',
};

/** The language of a route: Anthropic's for `/messages`, OpenAI's for everything else. */
export function dialectOf(path: string): Dialect {
  return path.endsWith("/messages") ? anthropicDialect : openAiDialect;
}
