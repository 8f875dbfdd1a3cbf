import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { WireForm } from "../../../src/chaos/mod.ts";
import { WIRE_FORMS } from "../../../src/chaos/mod.ts";
import { systemPorts } from "../../../src/internal/ports.ts";
import { createVirtualClock } from "../../../src/internal/clock.ts";
import { createProvider } from "../../../src/provider/create_provider.ts";
import {
  createEmbeddedProvider,
  EMBEDDED_MODEL,
} from "../../../src/provider/embedded/embedded_provider.ts";
import { ProviderError } from "../../../src/provider/provider_error.ts";
import { classifyFailure, isRetryable, withRetry } from "../../../src/retry/mod.ts";
import { rawRequest, sendRaw } from "./_raw_client.ts";
import { readJournal, startChaos } from "./_servers.ts";

const request = {
  model: EMBEDDED_MODEL,
  messages: [{ role: "user", content: "Write three sentences about the harbour." }],
  outputMaxTokens: 60,
  temperature: 0.5,
} as const;

const context = { key: "k", attempt: 1, seed: 42, ports: systemPorts };

/** What our own adapters make of each form: whole answer, stream. Undefined is a good answer. */
const CODES: Readonly<Record<WireForm, readonly [string | undefined, string | undefined]>> = {
  status_429: ["RATE_LIMITED", "RATE_LIMITED"],
  status_500: ["SERVER_ERROR", "SERVER_ERROR"],
  status_503: ["OVERLOADED", "OVERLOADED"],
  held_connection: ["CONNECTION_LOST", "CONNECTION_LOST"],
  tcp_reset: ["CONNECTION_LOST", "CONNECTION_LOST"],
  broken_json: ["JSON_CUT", "NOT_JSON"],
  empty_content: ["EMPTY_CONTENT", "EMPTY_CONTENT"],
  cut_chunked: ["BODY_CUT", "BODY_CUT"],
  cut_sse: ["BODY_CUT", "STREAM_CUT"],
  wrong_content_length: ["BODY_CUT", "BODY_CUT"],
  error_body_200: ["ERROR_BODY", "STREAM_ERROR"],
  broken_utf8: ["BAD_ANSWER", "BAD_ANSWER"],
  delay: [undefined, undefined],
};

for (const dialect of ["openai", "anthropic"] as const) {
  for (const isStreaming of [false, true]) {
    Deno.test(`every form reaches our ${dialect} adapter (${isStreaming ? "stream" : "whole"})`, async () => {
      await using mock = await startChaos({});
      await using proxy = await startChaos({}, mock.url);
      for (const form of WIRE_FORMS) {
        using provider = createProvider(dialect, {
          baseUrl: proxy.url,
          apiKey: "none",
          isStreaming,
          headers: { "x-omega-chaos": form, "x-omega-chaos-key": `${form}-key` },
        });
        const wanted = CODES[form][Number(isStreaming)];
        if (wanted === undefined) {
          assert((await provider.generate(request, context)).text.length > 20);
          continue;
        }
        const error = await assertRejects(() => provider.generate(request, context), ProviderError);
        assertEquals(error.code, wanted, form);
        // Each of these faults is one that another attempt can make good.
        const { failureClass, retryAfterMs } = classifyFailure(error, { nowMs: 0 });
        assert(isRetryable(failureClass), form);
        assertEquals(retryAfterMs, form === "status_429" ? 10 : undefined);
      }
      const forms = (await readJournal(proxy)).map((entry) => entry["wire_form"]);
      assertEquals(forms, [...WIRE_FORMS]);
    });
  }
}

Deno.test("the mock server writes what the embedded provider writes, in both languages", async () => {
  const ports = { ...systemPorts, clock: createVirtualClock(0) };
  await using mock = await startChaos({});
  for (const dialect of ["openai", "anthropic"] as const) {
    for (const isStreaming of [false, true]) {
      using provider = createProvider(dialect, { baseUrl: mock.url, isStreaming });
      // Anthropic's protocol has no seed: the server's own is used.
      const seed = dialect === "openai" ? 42 : 1;
      const wanted = await createEmbeddedProvider().generate(request, { ...context, seed, ports });
      const answer = await provider.generate(request, context);
      assertEquals([answer.text, answer.finishReason], [wanted.text, wanted.finishReason]);
      assertEquals(answer.usage.outputTokens, wanted.usage.outputTokens);
      assertEquals(answer.usage.inputTokens, wanted.usage.inputTokens);
    }
  }
});

Deno.test("our retry gets through a script of faults, and its attempts are the journal's", async () => {
  await using mock = await startChaos({
    script: [
      { attempts: [1], fault: "network_error" },
      { attempts: [2], fault: "rate_limit_429" },
      { attempts: [3], fault: "partial_response" },
    ],
  });
  using provider = createProvider("openai", { baseUrl: mock.url });
  const retrying = withRetry(provider, { attemptMaxCount: 4, backOff: { delayMs: () => 1 } });
  assert((await retrying.generate(request, context)).text.length > 20);
  assertEquals(
    (await readJournal(mock)).map(({ attempt, failure_type }) => [attempt, failure_type]),
    [
      [1, "network_error"],
      [2, "rate_limit_429"],
      [3, "partial_response"],
      [4, undefined],
    ],
  );
});

const BODY = JSON.stringify({ messages: [{ role: "user", content: "One." }], max_tokens: 30 });

Deno.test("on the wire a reset is RST, a held connection sends nothing, lengths lie as told", async () => {
  await using mock = await startChaos({});
  const send = (form: WireForm, path = "/v1/chat/completions") =>
    sendRaw(mock.port, rawRequest(path, BODY, { "x-omega-chaos": form }));
  assertEquals(await send("tcp_reset"), { text: "", error: "ConnectionReset" });
  const startMs = performance.now();
  assertEquals(await send("held_connection"), { text: "", error: undefined });
  assert(performance.now() - startMs >= 140);
  const lying = (await send("wrong_content_length")).text;
  const [head, body] = lying.split("\r\n\r\n") as [string, string];
  const promised = Number(/content-length: (\d+)/.exec(head)![1]);
  assertEquals(body.length > 0 && body.length <= promised / 2, true);
  const cut = (await send("cut_chunked")).text;
  assertStringIncludes(cut, "transfer-encoding: chunked");
  assertEquals(cut.endsWith("0\r\n\r\n"), false);
  const limited = (await send("status_429")).text.toLowerCase();
  for (
    const line of ["retry-after: 1", "retry-after-ms: 10", "x-ratelimit-remaining-requests: 0"]
  ) {
    assertStringIncludes(limited, `${line}\r\n`);
  }
  const anthropic = (await send("status_429", "/v1/messages")).text;
  assertStringIncludes(anthropic, '"type":"rate_limit_error"');
});

Deno.test("a delay is drawn from the plan, and the answer behind it is whole", async () => {
  await using mock = await startChaos({ script: [{ fault: "latency" }] });
  const startMs = performance.now();
  const { text } = await sendRaw(mock.port, rawRequest("/v1/chat/completions", BODY));
  assert(performance.now() - startMs >= 20);
  assertStringIncludes(text, '"finish_reason"');
});

Deno.test("the mock server answers bad requests as such servers do", async () => {
  await using mock = await startChaos({});
  const rows: readonly (readonly [string, string, number])[] = [
    ["/v1/chat/completions", "{", 400],
    ["/v1/chat/completions", "{}", 400],
    ["/v1/chat/completions", '{"messages":[]}', 400],
    ["/v1/chat/completions", '{"messages":[{"role":"user","content":1}]}', 400],
    ["/v1/messages", '{"messages":[{"role":"user","content":"x"}],"max_tokens":0}', 400],
    ["/v1/embeddings", "{}", 404],
  ];
  for (const [path, body, status] of rows) {
    const answer = await fetch(mock.url + path, { method: "POST", body });
    const { error } = await answer.json();
    assertEquals([answer.status, typeof error.message], [status, "string"], body);
  }
  const models = await (await fetch(`${mock.url}/v1/models`)).json();
  assertEquals(models.data[0].id, EMBEDDED_MODEL);
  const parts = JSON.stringify({
    system: [{ type: "text", text: "Short." }],
    messages: [{ role: "user", content: [{ type: "text", text: "One." }] }],
  });
  const answer = await fetch(`${mock.url}/v1/messages`, { method: "POST", body: parts });
  assertEquals((await answer.json()).stop_reason, "end_turn");
});
