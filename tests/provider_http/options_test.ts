import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { protocolOf } from "../../src/provider/choose_protocol.ts";
import type { ProviderOptions } from "../../src/provider/create_provider.ts";
import {
  createProvider,
  isHttpProvider,
  keyVariablesOf,
} from "../../src/provider/create_provider.ts";
import { PROVIDER_NAMES, type ProviderName } from "../../src/provider/provider_names.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import { parseHeader } from "../../src/provider/request_headers.ts";
import type { Reply } from "../model_server/http_listener.ts";
import { listenHttp } from "../model_server/http_listener.ts";
import { startModelServer } from "../model_server/model_server.ts";
import { ADAPTERS, callOnce, CONTEXT, REQUEST } from "./adapters.ts";

const URL_OK = "http://127.0.0.1:9";
const KEY = "canary-key-0123456789";

Deno.test("createProvider() refuses options that cannot be used, and quotes no key", () => {
  const table: readonly (readonly [ProviderName, ProviderOptions, string])[] = [
    ["vllm", {}, 'provider "vllm": wanted a base URL, found none'],
    ["openai", { baseUrl: "localhost:8080" }, "wanted an absolute URL"],
    ["openai", { baseUrl: `ftp://h/${KEY}` }, "wanted an absolute URL"],
    ["openai", { baseUrl: `http://user:${KEY}@h` }, "no user name or password"],
    ["openai", { baseUrl: `http://h#${KEY}` }, "no fragment"],
    ["openai", { baseUrl: URL_OK, apiKey: `${KEY}\r\nx: y` }, "the API key: wanted visible ASCII"],
    ["openai", { baseUrl: URL_OK, apiKey: "" }, "the API key: wanted visible ASCII"],
    ["openai", { baseUrl: URL_OK, headers: { Host: KEY } }, '"Host": this header cannot be set'],
    ["openai", { baseUrl: URL_OK, headers: { "a b": KEY } }, "wanted a header name"],
    ["openai", { baseUrl: URL_OK, headers: { a: `${KEY}\n` } }, 'header "a": wanted ASCII text'],
    ["openai", { baseUrl: URL_OK, headers: { a: KEY, A: KEY } }, "wanted it once, found it twice"],
    ["openai", { baseUrl: URL_OK, sampling: { topK: 5 } }, '"openai" has no such field'],
    ["anthropic", { baseUrl: URL_OK, sampling: { minP: 0.1 } }, '"anthropic" has no such field'],
    ["vllm", { baseUrl: URL_OK, sampling: { topP: 0 } }, "wanted a number in (0, 1], found 0"],
    ["vllm", { baseUrl: URL_OK, sampling: { topK: 1.5 } }, "wanted an integer >= 1, found 1.5"],
    ["vllm", { baseUrl: URL_OK, sampling: { minP: NaN } }, "wanted a number in [0, 1], found NaN"],
    ["vllm", { baseUrl: URL_OK, sampling: { repetitionPenalty: 0 } }, "wanted a number > 0"],
  ];
  for (const [name, options, text] of table) {
    const error = assertThrows(() => createProvider(name, options), InputError, text);
    assert(!error.message.includes(KEY), error.message);
  }
  const limits = [
    "connectTimeoutMs",
    "firstByteTimeoutMs",
    "idleTimeoutMs",
    "totalTimeoutMs",
    "bodyMaxBytes",
  ] as const;
  for (const name of limits) {
    for (const value of [0, -1, NaN, Infinity]) {
      const create = () => createProvider("openai", { baseUrl: URL_OK, [name]: value });
      assertThrows(create, RangeError, `${name} must be a number > 0, got ${value}`);
    }
  }
  assertThrows(() => parseHeader("no colon"), InputError, "wanted NAME: VALUE");
  assertEquals(parseHeader("X-Team: a: b "), ["X-Team", "a: b"]);
});

Deno.test("createProvider() knows every name, and hosted services have a default place", () => {
  for (const name of PROVIDER_NAMES) {
    const isHosted = name === "openai" || name === "anthropic";
    const options = isHosted || !isHttpProvider(name) ? {} : { baseUrl: URL_OK };
    using provider = createProvider(name, options);
    assertEquals(provider.name, name);
    assertEquals(provider.isDeterministic, name === "embedded" || name === "cache");
  }
  assertEquals(keyVariablesOf("openai"), ["OMEGA_API_KEY", "OPENAI_API_KEY"]);
  assertEquals(keyVariablesOf("anthropic"), ["OMEGA_API_KEY", "ANTHROPIC_API_KEY"]);
  assertEquals(keyVariablesOf("vllm"), ["OMEGA_API_KEY"]);
});

Deno.test("only OpenAI's own host is sent max_completion_tokens", () => {
  const call = {
    request: REQUEST,
    seed: 1,
    isStreaming: false,
    sampling: {},
    template: "plain",
  } as const;
  const table: readonly (readonly [string, string])[] = [
    ["https://api.openai.com/v1", "max_completion_tokens"],
    ["https://eu.api.openai.com/v1", "max_completion_tokens"],
    ["https://notopenai.com/v1", "max_tokens"],
    ["https://openai.com.example/v1", "max_tokens"],
    ["http://127.0.0.1:8080", "max_tokens"],
  ];
  for (const [baseUrl, field] of table) {
    const fields = Object.keys(protocolOf("openai", baseUrl).encode(call));
    assertEquals(fields.filter((name) => name.startsWith("max_")), [field], baseUrl);
  }
});

Deno.test("a provider over HTTP refuses the virtual clock instead of timing out at once", async () => {
  using provider = createProvider("openai", { baseUrl: URL_OK });
  const ports = { ...systemPorts, clock: createVirtualClock(0) };
  const call = () => provider.generate(REQUEST, { ...CONTEXT, ports });
  await assertRejects(call, InputError, "a real server takes real time");
});

Deno.test("chat templates make one prompt of the messages", async () => {
  await using server = await startModelServer();
  const messages = [
    { role: "system", content: "S" },
    { role: "user", content: "U" },
    { role: "assistant", content: "A" },
    { role: "user", content: "V" },
  ] as const;
  const table = [
    ["plain", "S\n\nU\n\nA\n\nV"],
    [
      "chatml",
      "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n" +
      "<|im_start|>assistant\nA<|im_end|>\n<|im_start|>user\nV<|im_end|>\n" +
      "<|im_start|>assistant\n",
    ],
    [
      "llama3",
      "<|start_header_id|>system<|end_header_id|>\n\nS<|eot_id|>" +
      "<|start_header_id|>user<|end_header_id|>\n\nU<|eot_id|>" +
      "<|start_header_id|>assistant<|end_header_id|>\n\nA<|eot_id|>" +
      "<|start_header_id|>user<|end_header_id|>\n\nV<|eot_id|>" +
      "<|start_header_id|>assistant<|end_header_id|>\n\n",
    ],
    ["mistral", "[INST] S\n\nU [/INST] A</s>[INST] V [/INST]"],
    [
      "gemma",
      "<start_of_turn>user\nS\n\nU<end_of_turn>\n<start_of_turn>model\nA<end_of_turn>\n" +
      "<start_of_turn>user\nV<end_of_turn>\n<start_of_turn>model\n",
    ],
  ] as const;
  for (const [chatTemplate, prompt] of table) {
    for (
      const [name, field] of [["llamacpp", "prompt"], ["tgi", "inputs"], [
        "triton",
        "text_input",
      ]] as const
    ) {
      await callOnce({ name, basePath: "" }, server.url, { chatTemplate, request: { messages } });
      assertEquals(JSON.parse(server.received.at(-1)!.body)[field], prompt);
    }
  }
  const system = [{ role: "system", content: "S" }] as const;
  const request = { messages: system };
  await callOnce({ name: "tgi", basePath: "" }, server.url, { chatTemplate: "mistral", request });
  assertEquals(JSON.parse(server.received.at(-1)!.body).inputs, "[INST] S [/INST]");
});

Deno.test("a key that the server quotes reaches neither errors nor texts [OC-PROVIDER-3207]", async () => {
  let answer: (reply: Reply) => void = () => {};
  await using server = await listenHttp((_, reply) => answer(reply));
  const quoted = `You sent ${KEY} and ${KEY}.`;
  const error401 = { error: { message: quoted, code: KEY } };
  const delta = { choices: [{ index: 0, delta: { content: quoted }, finish_reason: null }] };
  const stream = { "content-type": "text/event-stream" };
  const failures: readonly ((reply: Reply) => void)[] = [
    (reply) => reply.send(401, JSON.stringify(error401), { "x-request-id": KEY }),
    (reply) => reply.send(200, JSON.stringify(error401)),
    (reply) =>
      reply.send(
        200,
        JSON.stringify({ choices: [{ message: { content: "a" }, finish_reason: KEY }] }),
      ),
    (reply) => reply.send(200, KEY),
    (reply) => reply.send(302, "", { location: `https://elsewhere.invalid/?key=${KEY}` }),
    (reply) => reply.send(200, `data: ${JSON.stringify(delta)}\n\n`, stream),
    (reply) => reply.raw(`${KEY}\r\n\r\n`),
  ];
  for (const adapter of ADAPTERS) {
    for (const respond of failures) {
      answer = respond;
      const call = () =>
        callOnce(adapter, `${server.url}`, { apiKey: KEY, headers: { "x-own": `${KEY}-too` } });
      const error = await assertRejects(call, ProviderError);
      const { message, stack, headers, bodyCode, partialText, cause } = error;
      const all = [
        message,
        stack,
        bodyCode,
        partialText,
        Deno.inspect(cause),
        JSON.stringify(headers),
      ];
      assert(!all.join("\n").includes(KEY), `${adapter.label}: ${all.join("\n")}`);
    }
  }
  answer = (reply) =>
    reply.send(
      200,
      JSON.stringify({ choices: [{ message: { content: quoted }, finish_reason: "stop" }] }),
    );
  const { text } = await callOnce({ name: "openai", basePath: "" }, server.url, { apiKey: KEY });
  assertEquals(text, "You sent [redacted] and [redacted].");
  const query = await assertRejects(() =>
    callOnce({ name: "openai", basePath: `/v1?key=${KEY}` }, "http://127.0.0.1:1")
  );
  assert(!Deno.inspect(query).includes(KEY));
});
