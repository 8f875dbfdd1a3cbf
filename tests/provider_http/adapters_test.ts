import { assertEquals } from "@std/assert";
import { countTokens, startModelServer } from "../model_server/model_server.ts";
import { ADAPTERS, callOnce, REQUEST } from "./adapters.ts";

const PROMPT = REQUEST.messages.map(({ content }) => content).join("\n\n");

Deno.test("every adapter gives the same text and usage, whole and streamed [OC-PROVIDER-3101]", async () => {
  await using server = await startModelServer();
  for (const adapter of ADAPTERS) {
    for (const isStreaming of [false, true]) {
      const result = await callOnce(adapter, server.url, { isStreaming });
      const label = `${adapter.label}, ${isStreaming ? "streamed" : "whole"}`;
      assertEquals(
        result.text,
        `You wrote ${PROMPT.length} characters. Écoute, 狼! 🐺 They end.`,
        label,
      );
      assertEquals(result.finishReason, "stop", label);
      assertEquals(result.usage.inputTokens, countTokens(PROMPT), label);
      assertEquals(result.usage.outputTokens, countTokens(result.text), label);
      const isCacheTold = !["tgi", "triton"].includes(adapter.name);
      const cached = isCacheTold ? Math.floor(countTokens(PROMPT) / 4) : "unmeasured";
      assertEquals(result.usage.cachedInputTokens, cached, label);
      assertEquals(result.latencyMs > 0, true, label);
    }
  }
  assertEquals(server.received.length, ADAPTERS.length * 2);
});

Deno.test("every adapter reports a text that was cut off as length [OC-PROVIDER-3105]", async () => {
  await using server = await startModelServer();
  for (const adapter of ADAPTERS) {
    for (const isStreaming of [false, true]) {
      const request = { outputMaxTokens: 3 };
      const result = await callOnce(adapter, server.url, { isStreaming, request });
      assertEquals(result.finishReason, "length", adapter.label);
      assertEquals(result.text, "You wrote 32", adapter.label);
    }
  }
});
