import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import type { ResponseCache } from "../../src/cache/response_cache.ts";
import { openResponseCache } from "../../src/cache/response_cache.ts";
import { InputError } from "../../src/internal/errors.ts";
import { openAnswerCache } from "../../src/provider/answer_cache.ts";
import { createProvider } from "../../src/provider/create_provider.ts";
import type {
  CallContext,
  GenerateRequest,
  GenerateResult,
  Provider,
} from "../../src/provider/provider.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import { withCache } from "../../src/provider/with_cache.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { CONTEXT, REQUEST } from "./adapters.ts";

function inCache(test: (cache: ResponseCache) => Promise<void>): Promise<void> {
  return inTemporaryFolder(async (folder) =>
    test(await openResponseCache(folder, { isDurable: false }))
  );
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

Deno.test("withCache() asks once for one call, and marks what it did not ask for [OC-PROVIDER-3301]", () =>
  inCache(async (cache) => {
    const { provider, calls } = countingProvider();
    const lookups: boolean[] = [];
    const cached = withCache(provider, {
      cache,
      run: 1,
      onLookup: (isHit) => void lookups.push(isHit),
    });
    const first = await cached.generate(REQUEST, CONTEXT);
    const second = await cached.generate(REQUEST, { ...CONTEXT, attempt: 2 });
    assertEquals(calls(), 1);
    assertEquals(lookups, [false, true]);
    assertEquals([first.isCached, second.isCached], [undefined, true]);
    assertEquals({ ...second, latencyMs: 0, isCached: undefined }, {
      ...first,
      latencyMs: 0,
      isCached: undefined,
    });
  }));

Deno.test("withCache() never lets another call answer [OC-PROVIDER-3302]", () =>
  inCache(async (cache) => {
    const { provider, calls } = countingProvider();
    const table: readonly (readonly [
      number,
      Partial<GenerateRequest>,
      Partial<CallContext>,
    ])[] = [
      [1, {}, {}],
      [2, {}, {}],
      [1, { model: "n" }, {}],
      [1, { messages: REQUEST.messages.slice(1) }, {}],
      [1, { outputMaxTokens: 65 }, {}],
      [1, { temperature: 0.8 }, {}],
      [1, {}, { seed: 8 }],
      [1, {}, { key: "scene-2/pass-0" }],
    ];
    for (const [run, request, context] of table) {
      const cached = withCache(provider, { cache, run });
      const result = await cached.generate({ ...REQUEST, ...request }, { ...CONTEXT, ...context });
      assertEquals(result.isCached, undefined);
    }
    assertEquals(calls(), table.length);
  }));

Deno.test("withCache() keeps no failure and no part of a text, and takes no damaged entry [OC-PROVIDER-3303]", () =>
  inCache(async (cache) => {
    const changes = [
      { finishReason: "length" },
      { finishReason: "content_filter" },
      { text: "" },
      new Error("no answer"),
    ] as const;
    for (const change of changes) {
      const { provider } = countingProvider(change);
      const call = () => withCache(provider, { cache, run: 1 }).generate(REQUEST, CONTEXT);
      if (change instanceof Error) await assertRejects(call, Error, "no answer");
      else await call();
      assertEquals((await cache.verify()).validEntries, 0);
    }

    const { provider, calls } = countingProvider();
    const kept: unknown[] = [];
    const store = {
      get: () =>
        Promise.resolve(
          kept.length === 0
            ? { kind: "miss", reason: "absent" } as const
            : { kind: "hit", value: kept.at(-1) as string } as const,
        ),
      put: (_: unknown, value: unknown) => Promise.resolve(void kept.push(value)),
    };
    const cached = withCache(provider, { cache: store, run: 1 });
    await cached.generate(REQUEST, CONTEXT);
    const whole = kept[0] as object;
    for (const damaged of [7, {}, { ...whole, finish_reason: "length" }, { ...whole, text: 1 }]) {
      kept.push(damaged);
      assertEquals((await cached.generate(REQUEST, CONTEXT)).isCached, undefined);
    }
    assertEquals(calls(), 5);
    assertEquals((await cached.generate(REQUEST, CONTEXT)).isCached, true);
  }));

Deno.test("openAnswerCache() keeps to one source, and the provider cache replays it alone [OC-PROVIDER-3304]", () =>
  inTemporaryFolder(async (folder) => {
    const path = join(folder, "kept");
    const nothing = () => openAnswerCache(path, { source: null });
    await assertRejects(nothing, InputError, "wanted kept answers, found none");

    const source = { provider: "openai", base_url: "http://a" };
    const { provider } = countingProvider();
    const asked = withCache(provider, { cache: await openAnswerCache(path, { source }), run: 1 });
    const { text } = await asked.generate(REQUEST, CONTEXT);

    const other = () => openAnswerCache(path, { source: { ...source, base_url: "http://b" } });
    const foreign = "wanted answers with base_url http://b, found those with http://a";
    const error = await assertRejects(other, InputError, foreign);
    assert(error.message.startsWith(`Cannot use the cache "${path}": `));
    const more = () => openAnswerCache(path, { source: { ...source, sampling: "top_k=4" } });
    await assertRejects(more, InputError, "with sampling top_k=4, found those with absent");

    const replay = withCache(createProvider("cache"), {
      cache: await openAnswerCache(path, { source: null }),
      run: 1,
    });
    const replayed = await replay.generate(REQUEST, CONTEXT);
    assertEquals([replayed.text, replayed.isCached], [text, true]);
    const elsewhere = () => replay.generate(REQUEST, { ...CONTEXT, key: "scene-9/pass-0" });
    const miss = await assertRejects(elsewhere, ProviderError, 'answer "scene-9/pass-0" of model');
    assertEquals(miss.code, "CACHE_MISS");

    await Deno.writeTextFile(join(path, "source.json"), '{"schema_version":"OTHER"}');
    await assertRejects(nothing, InputError, "at $.schema_version");
    await assertRejects(() => openAnswerCache(path, { source }), InputError, "source.json");
  }));

Deno.test("a damaged kept answer is a miss: it is asked for again, and the entry moved away [OC-PROVIDER-3305]", () =>
  inTemporaryFolder(async (folder) => {
    const { provider, calls } = countingProvider();
    const cache = await openAnswerCache(folder, { source: { provider: "counting" } });
    const cached = withCache(provider, { cache, run: 1 });
    await cached.generate(REQUEST, CONTEXT);
    for await (const bucket of Deno.readDir(join(folder, "answers"))) {
      for await (const entry of Deno.readDir(join(folder, "answers", bucket.name))) {
        const path = join(folder, "answers", bucket.name, entry.name);
        const text = await Deno.readTextFile(path);
        await Deno.writeTextFile(path, text.replace("answer 1", "answer 7"));
      }
    }
    const again = await cached.generate(REQUEST, CONTEXT);
    assertEquals([again.text, again.isCached, calls()], ["answer 2", undefined, 2]);
    const { validEntries, quarantinedFiles } = await cache.verify();
    assertEquals([validEntries, quarantinedFiles], [1, 1]);
  }));
