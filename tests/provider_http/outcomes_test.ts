/** Each way in which an answer can be none has a code of its own. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { HttpProviderName } from "../../src/provider/provider_names.ts";
import type { ProviderErrorCode } from "../../src/provider/provider_error.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import type { Reply } from "../model_server/http_listener.ts";
import { listenHttp } from "../model_server/http_listener.ts";
import { callOnce } from "./adapters.ts";

const JSON_TYPE = { "content-type": "application/json" };
const json = (document: unknown, status = 200, headers = {}) => (reply: Reply) =>
  reply.send(status, JSON.stringify(document), { ...JSON_TYPE, ...headers });

const chat = (choice: unknown, usage?: unknown) =>
  json({ id: "c", model: "m", choices: [choice], usage });
const chatText = (content: unknown, finish_reason: unknown = "stop", more = {}) =>
  chat({ index: 0, message: { role: "assistant", content, ...more }, finish_reason });

interface FailureRow {
  readonly label: string;
  readonly adapter?: HttpProviderName;
  readonly answer: (reply: Reply) => void;
  readonly code: ProviderErrorCode;
  readonly text: string;
  readonly bodyCode?: string;
}

const FAILURES: readonly FailureRow[] = [
  {
    label: "200 with an error body",
    answer: json({ error: { message: "The engine is busy.", type: "server_error", code: null } }),
    code: "ERROR_BODY",
    text: "the server says server_error: The engine is busy.",
    bodyCode: "server_error",
  },
  {
    label: "200 with vLLM's error body",
    adapter: "vllm",
    answer: json({ object: "error", message: "too long", type: "BadRequestError", code: 400 }),
    code: "ERROR_BODY",
    text: "BadRequestError: too long",
    bodyCode: "BadRequestError",
  },
  {
    label: "200 with Anthropic's error body",
    adapter: "anthropic",
    answer: json({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
    code: "ERROR_BODY",
    text: "overloaded_error: Overloaded",
    bodyCode: "overloaded_error",
  },
  {
    label: "200 with text-generation-inference's error body",
    adapter: "tgi",
    answer: json({ error: "Model is overloaded", error_type: "overloaded" }),
    code: "ERROR_BODY",
    text: "overloaded: Model is overloaded",
    bodyCode: "overloaded",
  },
  { label: "no choices", answer: json({ choices: [] }), code: "NO_CHOICES", text: "found none" },
  { label: "no choices at all", answer: json({}), code: "NO_CHOICES", text: "found none" },
  { label: "null content", answer: chatText(null), code: "NO_CONTENT", text: "found none" },
  { label: "empty content", answer: chatText(""), code: "EMPTY_CONTENT", text: "an empty one" },
  {
    label: "no blocks",
    adapter: "anthropic",
    answer: json({ type: "message", content: [], stop_reason: "end_turn" }),
    code: "NO_CONTENT",
    text: "found none",
  },
  {
    label: "no finish reason",
    answer: chatText("text", null),
    code: "BAD_ANSWER",
    text: "at $.choices[0].finish_reason",
  },
  {
    label: "a call of a tool",
    answer: chatText(null, "tool_calls"),
    code: "BAD_ANSWER",
    text: 'found "tool_calls"',
  },
  {
    label: "content of another type",
    answer: chatText(["text"]),
    code: "BAD_ANSWER",
    text: "at $.choices[0].message.content: wanted a string",
  },
  {
    label: "a web page by its type",
    answer: (reply) => reply.send(200, "Sign in", { "content-type": "text/html; charset=utf-8" }),
    code: "HTML_BODY",
    text: "found a web page",
  },
  {
    label: "a web page by its look",
    answer: (reply) => reply.send(200, "\n<!doctype html><p>Sign in", JSON_TYPE),
    code: "HTML_BODY",
    text: "found a web page",
  },
  {
    label: "JSON that ends too early",
    answer: (reply) => reply.send(200, '{"choices":[{"message":{"content":"abc', JSON_TYPE),
    code: "JSON_CUT",
    text: "found 38 characters of one",
  },
  {
    label: "an empty body",
    answer: (reply) => reply.send(200, "", JSON_TYPE),
    code: "JSON_CUT",
    text: "found 0 characters of one",
  },
  {
    label: "other text",
    answer: (reply) => reply.send(200, "upstream says no", { "content-type": "text/plain" }),
    code: "NOT_JSON",
    text: "found other text",
  },
  {
    label: "bytes that are not UTF-8",
    answer: (reply) =>
      reply.raw(
        new Uint8Array([
          ...new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n"),
          0x22,
          0xff,
          0x22,
        ]),
      ),
    code: "BAD_ANSWER",
    text: "wanted UTF-8",
  },
  {
    label: "a compressed body nobody asked for",
    answer: (reply) => reply.send(200, "x", { ...JSON_TYPE, "content-encoding": "gzip" }),
    code: "BAD_ANSWER",
    text: "encoded as gzip",
  },
  {
    label: "an endless body",
    answer: (reply) => {
      reply.begin(200, JSON_TYPE);
      const piece = " ".repeat(64 * 1024);
      void (async () => {
        for (let count = 0; count < 64; count++) await reply.chunk(piece);
      })();
    },
    code: "BODY_TOO_LARGE",
    text: "wanted at most 1000000 bytes, found more",
  },
  {
    label: "a body shorter than its length",
    answer: (reply) => {
      reply.raw('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"choices":');
      reply.close();
    },
    code: "BODY_CUT",
    text: "the connection ended before the body did",
  },
  {
    label: "no HTTP",
    answer: (reply) => reply.raw("ERR unknown command\r\n\r\n"),
    code: "BAD_HTTP",
    text: "no status line of HTTP/1.1",
  },
  {
    label: "status 204",
    answer: (reply) => reply.raw("HTTP/1.1 204 No Content\r\n\r\n"),
    code: "BAD_STATUS",
    text: "found status 204 (no body)",
  },
  {
    label: "a stop reason that is not known",
    adapter: "llamacpp",
    answer: json({ content: "text", stop: true }),
    code: "BAD_ANSWER",
    text: "wanted a stop_type",
  },
];

Deno.test("every answer that is none is an error with its own code [OC-PROVIDER-3102]", async () => {
  let answer: (reply: Reply) => void = () => {};
  await using server = await listenHttp((_, reply) => answer(reply));
  for (const row of FAILURES) {
    answer = row.answer;
    const adapter = { name: row.adapter ?? "openai", basePath: "" } as const;
    const call = () => callOnce(adapter, server.url, { bodyMaxBytes: 1_000_000 });
    const error = await assertRejects(call, ProviderError, row.text, row.label);
    assertEquals(error.code, row.code, row.label);
    assertEquals(error.bodyCode, row.bodyCode, row.label);
    assert(error.message.includes(server.url), row.label);
    assert(!error.message.includes("\n"), row.label);
  }
});

Deno.test("every status that is no answer keeps status, code and headers [OC-PROVIDER-3103]", async () => {
  let answer: (reply: Reply) => void = () => {};
  await using server = await listenHttp((_, reply) => answer(reply));
  const quota = { error: { message: "You exceeded your quota", code: "insufficient_quota" } };
  const table: readonly (readonly [number, unknown, ProviderErrorCode, string | undefined])[] = [
    [
      400,
      { error: { message: "bad", type: "invalid_request_error" } },
      "REQUEST_REFUSED",
      "invalid_request_error",
    ],
    [
      401,
      { error: { message: "who", code: "invalid_api_key" } },
      "UNAUTHORIZED",
      "invalid_api_key",
    ],
    [403, { detail: "no" }, "UNAUTHORIZED", undefined],
    [
      404,
      { error: { message: "no model", code: "model_not_found" } },
      "NOT_FOUND",
      "model_not_found",
    ],
    [408, {}, "REQUEST_REFUSED", undefined],
    [422, { error: "too long", error_type: "validation" }, "REQUEST_REFUSED", "validation"],
    [429, quota, "RATE_LIMITED", "insufficient_quota"],
    [
      500,
      { error: { code: 500, message: "oops", type: "server_error" } },
      "SERVER_ERROR",
      "server_error",
    ],
    [
      503,
      { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
      "OVERLOADED",
      "unavailable_error",
    ],
    [529, { type: "error", error: { type: "overloaded_error" } }, "OVERLOADED", "overloaded_error"],
  ];
  const headers = {
    "retry-after": "7",
    "retry-after-ms": "6500",
    "x-should-retry": "false",
    "x-request-id": "r-1",
  };
  for (const [status, body, code, bodyCode] of table) {
    answer = json(body, status, { ...headers, "set-cookie": "a=b" });
    const error = await assertRejects(
      () => callOnce({ name: "openai", basePath: "" }, server.url),
      ProviderError,
      `found status ${status}`,
    );
    assertEquals([error.code, error.status, error.bodyCode], [code, status, bodyCode]);
    assertEquals(error.headers, headers);
  }
  answer = (reply) => reply.send(502, "<html><h1>502 Bad Gateway", { "content-type": "text/html" });
  const call = () => callOnce({ name: "openai", basePath: "" }, server.url);
  await assertRejects(call, ProviderError, "found status 502 (a web page)");
});

Deno.test("a text that was filtered or cut off is a result that says so [OC-PROVIDER-3105]", async () => {
  let answer: (reply: Reply) => void = () => {};
  await using server = await listenHttp((_, reply) => answer(reply));
  const table: readonly (readonly [HttpProviderName, (reply: Reply) => void, string, string])[] = [
    ["openai", chatText("half a", "length"), "length", "half a"],
    ["openai", chatText(null, "length"), "length", ""],
    ["openai", chatText("", "content_filter"), "content_filter", ""],
    ["openai", chatText(null, "stop", { refusal: "I cannot." }), "content_filter", "I cannot."],
    ["anthropic", json({ content: [], stop_reason: "refusal" }), "content_filter", ""],
    [
      "anthropic",
      json({
        content: [{ type: "thinking", thinking: "x" }, { type: "text", text: "a" }, {
          type: "text",
          text: "b",
        }],
        stop_reason: "model_context_window_exceeded",
      }),
      "length",
      "ab",
    ],
    ["llamacpp", json({ content: "a", stop: true, stopped_limit: true }), "length", "a"],
    [
      "llamacpp",
      json({ content: "a", stop: true, stopped_limit: false, stopped_word: true }),
      "stop",
      "a",
    ],
    [
      "llamacpp",
      json({ content: "a", stop: true, stop_type: "eos", truncated: true }),
      "length",
      "a",
    ],
    ["tgi", json([{ generated_text: "a", details: { finish_reason: "length" } }]), "length", "a"],
    ["triton", json({ text_output: ["a"], finish_reason: ["length"] }), "length", "a"],
    ["triton", json({ text_output: "a", model_version: "1" }), "unknown", "a"],
  ];
  for (const [name, respond, finishReason, text] of table) {
    answer = respond;
    const result = await callOnce({ name, basePath: "" }, server.url);
    assertEquals([result.finishReason, result.text], [finishReason, text]);
  }
});

Deno.test("usage is what the server says, and unmeasured where it says nothing usable [OC-PROVIDER-3106]", async () => {
  let answer: (reply: Reply) => void = () => {};
  await using server = await listenHttp((_, reply) => answer(reply));
  const openai = (usage: unknown) =>
    chat({ index: 0, message: { content: "a" }, finish_reason: "stop" }, usage);
  const anthropic = (usage: unknown) =>
    json({ content: [{ type: "text", text: "a" }], stop_reason: "end_turn", usage });
  const llamacpp = (usage: object) =>
    json({ content: "a", stop: true, stop_type: "eos", ...usage });
  const unmeasured = "unmeasured";
  const table: readonly (readonly [HttpProviderName, (reply: Reply) => void, unknown[]])[] = [
    // Cached input is part of the input here …
    [
      "openai",
      openai({
        prompt_tokens: 10,
        completion_tokens: 3,
        prompt_tokens_details: { cached_tokens: 4 },
      }),
      [10, 3, 4],
    ],
    ["openai", openai({ prompt_tokens: 10, completion_tokens: 3 }), [10, 3, unmeasured]],
    ["openai", openai({ prompt_tokens: 0, completion_tokens: 0 }), [0, 0, unmeasured]],
    ["openai", openai(undefined), [unmeasured, unmeasured, unmeasured]],
    ["openai", openai(null), [unmeasured, unmeasured, unmeasured]],
    ["openai", openai("lots"), [unmeasured, unmeasured, unmeasured]],
    ["openai", openai({ prompt_tokens: "10", completion_tokens: -3 }), [
      unmeasured,
      unmeasured,
      unmeasured,
    ]],
    ["openai", openai({ prompt_tokens: 1.5, completion_tokens: 3 }), [unmeasured, 3, unmeasured]],
    // … and stands beside it here.
    [
      "anthropic",
      anthropic({
        input_tokens: 10,
        output_tokens: 3,
        cache_read_input_tokens: 4,
        cache_creation_input_tokens: 5,
      }),
      [19, 3, 4],
    ],
    [
      "anthropic",
      anthropic({ input_tokens: 10, output_tokens: 3, cache_read_input_tokens: null }),
      [10, 3, 0],
    ],
    [
      "anthropic",
      anthropic({ input_tokens: 10, output_tokens: 3, cache_read_input_tokens: "4" }),
      [unmeasured, 3, unmeasured],
    ],
    ["anthropic", anthropic({}), [unmeasured, unmeasured, unmeasured]],
    [
      "llamacpp",
      llamacpp({
        tokens_evaluated: 10,
        tokens_predicted: 3,
        tokens_cached: 12,
        timings: { cache_n: 4 },
      }),
      [10, 3, 4],
    ],
    // tokens_cached counts something else, so an older server leaves it unmeasured.
    ["llamacpp", llamacpp({ tokens_evaluated: 10, tokens_predicted: 3, tokens_cached: 12 }), [
      10,
      3,
      unmeasured,
    ]],
    [
      "tgi",
      json({
        generated_text: "a",
        details: { finish_reason: "eos_token", generated_tokens: 3, prefill: [{}, {}] },
      }),
      [2, 3, unmeasured],
    ],
    [
      "tgi",
      json({
        generated_text: "a",
        details: { finish_reason: "eos_token", generated_tokens: 3, prefill: [] },
      }),
      [unmeasured, 3, unmeasured],
    ],
    ["triton", json({ text_output: "a", num_input_tokens: 10, num_output_tokens: [3] }), [
      10,
      3,
      unmeasured,
    ]],
    ["triton", json({ text_output: "a" }), [unmeasured, unmeasured, unmeasured]],
  ];
  for (const [name, respond, wanted] of table) {
    answer = respond;
    const { usage } = await callOnce({ name, basePath: "" }, server.url);
    assertEquals([usage.inputTokens, usage.outputTokens, usage.cachedInputTokens], wanted, name);
  }
});
