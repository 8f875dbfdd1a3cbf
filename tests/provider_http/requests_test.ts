import { assertEquals } from "@std/assert";
import type { HttpProviderName } from "../../src/provider/provider_names.ts";
import { createProvider } from "../../src/provider/create_provider.ts";
import { startModelServer } from "../model_server/model_server.ts";
import { ADAPTERS, callOnce, CONTEXT, REQUEST } from "./adapters.ts";

const PLAIN = "You are terse.\n\nÉcris: «nuit» 狼.";
const MESSAGES = [
  { role: "system", content: "You are terse." },
  { role: "user", content: "Écris: «nuit» 狼." },
];

/** What each server is sent for the same call: path and body, whole and streamed. */
const SENT: Readonly<Record<string, readonly [string, unknown, string, unknown]>> = {
  openai: [
    "/v1/chat/completions",
    { model: "m-1", messages: MESSAGES, max_tokens: 64, temperature: 0.7, seed: 7, stream: false },
    "/v1/chat/completions",
    {
      model: "m-1",
      messages: MESSAGES,
      max_tokens: 64,
      temperature: 0.7,
      seed: 7,
      stream: true,
      stream_options: { include_usage: true },
    },
  ],
  anthropic: [
    "/v1/messages",
    {
      model: "m-1",
      system: "You are terse.",
      messages: [MESSAGES[1]],
      max_tokens: 64,
      temperature: 0.7,
      stream: false,
    },
    "/v1/messages",
    {
      model: "m-1",
      system: "You are terse.",
      messages: [MESSAGES[1]],
      max_tokens: 64,
      temperature: 0.7,
      stream: true,
    },
  ],
  llamacpp: [
    "/completion",
    { prompt: PLAIN, n_predict: 64, temperature: 0.7, seed: 7, cache_prompt: false, stream: false },
    "/completion",
    { prompt: PLAIN, n_predict: 64, temperature: 0.7, seed: 7, cache_prompt: false, stream: true },
  ],
  "llamacpp compatible": [
    "/v1/chat/completions",
    {
      model: "m-1",
      messages: MESSAGES,
      max_tokens: 64,
      temperature: 0.7,
      seed: 7,
      cache_prompt: false,
      stream: false,
    },
    "/v1/chat/completions",
    {
      model: "m-1",
      messages: MESSAGES,
      max_tokens: 64,
      temperature: 0.7,
      seed: 7,
      cache_prompt: false,
      stream: true,
      stream_options: { include_usage: true },
    },
  ],
  vllm: [
    "/v1/chat/completions",
    { model: "m-1", messages: MESSAGES, max_tokens: 64, temperature: 0.7, seed: 7, stream: false },
    "/v1/chat/completions",
    {
      model: "m-1",
      messages: MESSAGES,
      max_tokens: 64,
      temperature: 0.7,
      seed: 7,
      stream: true,
      stream_options: { include_usage: true },
    },
  ],
  tgi: [
    "/generate",
    {
      inputs: PLAIN,
      parameters: {
        max_new_tokens: 64,
        do_sample: true,
        temperature: 0.7,
        seed: 7,
        return_full_text: false,
        details: true,
        decoder_input_details: true,
      },
    },
    "/generate_stream",
    {
      inputs: PLAIN,
      parameters: {
        max_new_tokens: 64,
        do_sample: true,
        temperature: 0.7,
        seed: 7,
        return_full_text: false,
        details: true,
        decoder_input_details: false,
      },
    },
  ],
  triton: [
    "/v2/models/m-1/generate",
    { text_input: PLAIN, parameters: tritonParameters(false) },
    "/v2/models/m-1/generate_stream",
    { text_input: PLAIN, parameters: tritonParameters(true) },
  ],
};

function tritonParameters(stream: boolean) {
  return {
    max_tokens: 64,
    temperature: 0.7,
    seed: 7,
    random_seed: 7,
    stream,
    exclude_input_in_output: true,
    return_finish_reason: true,
    return_num_input_tokens: true,
    return_num_output_tokens: true,
  };
}

Deno.test("every adapter sends path, seed, temperature and bound as its server has them [OC-PROVIDER-3208]", async () => {
  await using server = await startModelServer();
  for (const adapter of ADAPTERS) {
    await callOnce(adapter, server.url);
    await callOnce(adapter, server.url, { isStreaming: true });
    const [whole, streamed] = server.received.slice(-2);
    const sent = [
      whole!.target,
      JSON.parse(whole!.body),
      streamed!.target,
      JSON.parse(streamed!.body),
    ];
    assertEquals(sent, [...SENT[adapter.label]!], adapter.label);
    assertEquals(whole!.method, "POST");
    assertEquals(whole!.headers["content-type"], "application/json");
    assertEquals(whole!.headers["host"], `127.0.0.1:${server.port}`);
  }
});

Deno.test("the key goes where each server looks for it, and own headers win", async () => {
  await using server = await startModelServer();
  for (const adapter of ADAPTERS) {
    await callOnce(adapter, server.url, { apiKey: "key-1234" });
    const { headers } = server.received.at(-1)!;
    const isAnthropic = adapter.name === "anthropic";
    assertEquals(headers["x-api-key"], isAnthropic ? "key-1234" : undefined);
    assertEquals(headers["authorization"], isAnthropic ? undefined : "Bearer key-1234");
    assertEquals(headers["anthropic-version"], isAnthropic ? "2023-06-01" : undefined);
  }
  const own = { Authorization: "Basic abc", "X-Team": "readers" };
  await callOnce({ name: "openai", basePath: "" }, server.url, { apiKey: "k-1", headers: own });
  const { headers } = server.received.at(-1)!;
  assertEquals(headers["authorization"], "Basic abc");
  assertEquals(headers["x-team"], "readers");
});

Deno.test("sampling fields have each server's names, and temperature 0 is greedy everywhere", async () => {
  await using server = await startModelServer();
  const table: readonly (readonly [HttpProviderName, string, object, object])[] = [
    ["openai", "", { topP: 0.9 }, { top_p: 0.9 }],
    ["anthropic", "", { topP: 0.9, topK: 40 }, { top_p: 0.9, top_k: 40 }],
    [
      "llamacpp",
      "",
      { topP: 0.9, topK: 40, minP: 0.05, repetitionPenalty: 1.1 },
      { top_p: 0.9, top_k: 40, min_p: 0.05, repeat_penalty: 1.1 },
    ],
    [
      "llamacpp",
      "/v1",
      { topK: 40, minP: 0.05, repetitionPenalty: 1.1 },
      { top_k: 40, min_p: 0.05, repeat_penalty: 1.1 },
    ],
    [
      "vllm",
      "",
      { topK: 40, minP: 0.05, repetitionPenalty: 1.1 },
      { top_k: 40, min_p: 0.05, repetition_penalty: 1.1 },
    ],
    ["tgi", "", { topP: 0.9, topK: 40 }, { top_p: 0.9, top_k: 40, do_sample: false }],
    ["triton", "", { topK: 40, minP: 0.05 }, { top_k: 40, min_p: 0.05 }],
  ];
  for (const [name, basePath, sampling, wanted] of table) {
    const request = { temperature: 0 };
    await callOnce({ name, basePath }, server.url, { sampling, request });
    const body = JSON.parse(server.received.at(-1)!.body);
    const fields = body.parameters ?? body;
    for (const [field, value] of Object.entries(wanted)) assertEquals(fields[field], value, name);
    // text-generation-inference refuses a temperature of 0.
    assertEquals(fields.temperature, name === "tgi" ? undefined : 0, name);
  }
});

Deno.test("base URLs with paths and queries lead to the right routes", async () => {
  await using server = await startModelServer();
  const table: readonly (readonly [HttpProviderName, string, string])[] = [
    ["openai", "/", "/v1/chat/completions"],
    ["openai", "/v1/", "/v1/chat/completions"],
    [
      "openai",
      "/openai/deployments/d?api-version=1",
      "/openai/deployments/d/chat/completions?api-version=1",
    ],
    ["anthropic", "/v1", "/v1/messages"],
    ["anthropic", "/gateway", "/gateway/v1/messages"],
    ["tgi", "/pool/", "/pool/generate"],
    ["triton", "/pool", "/pool/v2/models/m-1/generate"],
  ];
  for (const [name, basePath, target] of table) {
    await callOnce({ name, basePath }, server.url);
    assertEquals(server.received.at(-1)!.target, target);
  }
  await callOnce({ name: "triton", basePath: "" }, server.url, { request: { model: "a/b c" } });
  assertEquals(server.received.at(-1)!.target, "/v2/models/a%2Fb%20c/generate");
});

Deno.test("a seed that means random to llama.cpp is never sent to it", async () => {
  await using server = await startModelServer();
  using provider = createProvider("llamacpp", { baseUrl: server.url });
  for (
    const [seed, sent] of [[2 ** 32 - 1, 0], [2 ** 32 - 2, 2 ** 32 - 2], [2 ** 32, 1]] as const
  ) {
    await provider.generate(REQUEST, { ...CONTEXT, seed });
    assertEquals(JSON.parse(server.received.at(-1)!.body).seed, sent);
  }
});
