import { assertEquals, assertRejects } from "@std/assert";
import type { JsonObject } from "../../src/internal/json.ts";
import type {
  CallContext,
  GenerateRequest,
  GenerateResult,
  Provider,
} from "../../src/provider/provider.ts";
import type { ResponseStore } from "../../src/provider/with_cache.ts";
import { withCache } from "../../src/provider/with_cache.ts";
import { CONTEXT, REQUEST } from "./adapters.ts";

function memoryStore() {
  const documents = new Map<string, unknown>();
  const store: ResponseStore = {
    read: (key) => Promise.resolve(documents.get(key) ?? null),
    write: (key, document: JsonObject) => Promise.resolve(void documents.set(key, document)),
  };
  return { store, documents };
}

/** Counts its calls and gives each its number; the outcome can be changed. */
function countingProvider(change: Partial<GenerateResult> | Error = {}) {
  let callCount = 0;
  const provider: Provider = {
    name: "counting",
    isDeterministic: false,
    generate() {
      callCount += 1;
      if (change instanceof Error) return Promise.reject(change);
      return Promise.resolve({
        text: `answer ${callCount}`,
        model: "m",
        usage: { inputTokens: 9, outputTokens: "unmeasured", cachedInputTokens: 0 },
        finishReason: "stop",
        latencyMs: 5,
        ...change,
      });
    },
  };
  return { provider, calls: () => callCount };
}

Deno.test("withCache() asks once for one call, and marks what it did not ask for", async () => {
  const { store } = memoryStore();
  const { provider, calls } = countingProvider();
  const cached = withCache(provider, { store, run: 1 });
  const first = await cached.generate(REQUEST, CONTEXT);
  const second = await cached.generate(REQUEST, { ...CONTEXT, attempt: 2 });
  assertEquals(calls(), 1);
  assertEquals([first.isCached, second.isCached], [undefined, true]);
  assertEquals({ ...second, latencyMs: 0, isCached: undefined }, {
    ...first,
    latencyMs: 0,
    isCached: undefined,
  });
});

Deno.test("withCache() never lets another call answer", async () => {
  const { store } = memoryStore();
  const { provider, calls } = countingProvider();
  const table: readonly (readonly [
    number,
    string | undefined,
    Partial<GenerateRequest>,
    Partial<CallContext>,
  ])[] = [
    [1, undefined, {}, {}],
    [2, undefined, {}, {}],
    [1, "http://other", {}, {}],
    [1, undefined, { model: "n" }, {}],
    [1, undefined, { messages: REQUEST.messages.slice(1) }, {}],
    [1, undefined, { outputMaxTokens: 65 }, {}],
    [1, undefined, { temperature: 0.8 }, {}],
    [1, undefined, {}, { seed: 8 }],
    [1, undefined, {}, { key: "scene-2/pass-0" }],
  ];
  for (const [run, scope, request, context] of table) {
    const cached = withCache(provider, { store, run, scope });
    const result = await cached.generate({ ...REQUEST, ...request }, { ...CONTEXT, ...context });
    assertEquals(result.isCached, undefined);
  }
  assertEquals(calls(), table.length);
});

Deno.test("withCache() keeps no failure and no part of a text, and takes no damaged entry", async () => {
  for (
    const change of [{ finishReason: "length" }, { finishReason: "content_filter" }, {
      text: "",
    }] as const
  ) {
    const { store, documents } = memoryStore();
    const { provider } = countingProvider(change);
    await withCache(provider, { store, run: 1 }).generate(REQUEST, CONTEXT);
    assertEquals(documents.size, 0);
  }
  const failing = memoryStore();
  const { provider: broken } = countingProvider(new Error("no answer"));
  const call = () => withCache(broken, { store: failing.store, run: 1 }).generate(REQUEST, CONTEXT);
  await assertRejects(call, Error, "no answer");
  assertEquals(failing.documents.size, 0);

  const { store, documents } = memoryStore();
  const { provider, calls } = countingProvider();
  const cached = withCache(provider, { store, run: 1 });
  await cached.generate(REQUEST, CONTEXT);
  const [key] = documents.keys();
  for (const damaged of [7, {}, { ...documents.get(key!) as object, finish_reason: "length" }]) {
    documents.set(key!, damaged);
    assertEquals((await cached.generate(REQUEST, CONTEXT)).isCached, undefined);
  }
  assertEquals(calls(), 4);
});
