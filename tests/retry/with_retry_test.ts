import { assert, assertEquals, assertRejects } from "@std/assert";
import { loadCalibration } from "../../src/calibration/mod.ts";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import type { CallContext, GenerateResult, Provider } from "../../src/provider/provider.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import {
  calibratedRetry,
  judgeAnswer,
  RetryExhaustedError,
  withRetry,
} from "../../src/retry/mod.ts";

const request = { model: "m", messages: [], outputMaxTokens: 10, temperature: 0 };

const good: GenerateResult = {
  text: "text",
  model: "m",
  usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
  finishReason: "stop",
  latencyMs: 0,
};

function contextOf(change: Partial<CallContext> = {}): CallContext {
  const ports = { ...systemPorts, clock: createVirtualClock(0) };
  return { key: "scene-1/pass-0", attempt: 1, seed: 42, ports, ...change } as CallContext;
}

function providerOf(answer: (context: CallContext) => GenerateResult): Provider {
  return {
    name: "test",
    isDeterministic: true,
    generate: (_request, context) => new Promise((resolve) => resolve(answer(context))),
  };
}

Deno.test("withRetry() counts attempts in the context and keeps name and determinism", async () => {
  const attempts: number[] = [];
  const provider = withRetry(providerOf(({ attempt }) => {
    attempts.push(attempt);
    if (attempt < 3) throw new ProviderError("SERVER_ERROR", "no", { status: 500 });
    return good;
  }));
  const context = contextOf();
  assertEquals(await provider.generate(request, context), good);
  assertEquals(attempts, [1, 2, 3]);
  assertEquals([provider.name, provider.isDeterministic], ["test", true]);
  assert(context.ports.clock.monotonicMs() >= 1500);
});

Deno.test("withRetry() takes an empty answer for a failed attempt, and never returns it", async () => {
  const empty = { ...good, text: " \n" };
  const late = withRetry(providerOf(({ attempt }) => (attempt === 1 ? empty : good)));
  assertEquals(await late.generate(request, contextOf()), good);
  const never = withRetry(providerOf(() => empty), { attemptMaxCount: 2 });
  await assertRejects(() => never.generate(request, contextOf()), RetryExhaustedError, "empty");
});

Deno.test("withRetry() is repeatable on a virtual clock, and different for another call", async () => {
  async function elapsed(change: Partial<CallContext>): Promise<number> {
    const context = contextOf(change);
    const provider = withRetry(providerOf(() => {
      throw new ProviderError("CONNECTION_LOST", "lost");
    }));
    await assertRejects(() => provider.generate(request, context), RetryExhaustedError);
    return context.ports.clock.monotonicMs();
  }
  assertEquals(await elapsed({}), await elapsed({}));
  assert(await elapsed({}) !== await elapsed({ key: "scene-2/pass-0" }));
  assert(await elapsed({}) !== await elapsed({ seed: 43 }));
});

Deno.test("withRetry() passes a budget's refusal on at once", async () => {
  let count = 0;
  const refusal = Object.assign(new Error("no budget"), { code: "BUDGET_EXHAUSTED" });
  const provider = withRetry(providerOf(() => {
    count++;
    throw refusal;
  }));
  const error = await assertRejects(() => provider.generate(request, contextOf()));
  assertEquals([error, count], [refusal, 1]);
});

Deno.test("judgeAnswer() refuses what holds nothing or lost characters, and nothing else [OC-RETRY-4110]", () => {
  const rows: readonly (readonly [Partial<GenerateResult>, boolean])[] = [
    [{}, true],
    [{ finishReason: "unknown" }, true],
    [{ text: "" }, false],
    [{ text: "  \n", finishReason: "unknown" }, false],
    [{ text: "half \ufffd" }, false],
    // What the model gives: the engine decides.
    [{ text: "", finishReason: "length" }, true],
    [{ text: "", finishReason: "content_filter" }, true],
  ];
  for (const [change, isGood] of rows) {
    assertEquals(judgeAnswer({ ...good, ...change }) === undefined, isGood, JSON.stringify(change));
  }
});

Deno.test("calibratedRetry() takes every bound from the calibration [OC-RETRY-4109]", async () => {
  const { calibration } = await loadCalibration("calibration/calibration.json", systemPorts);
  const options = calibratedRetry({ ...calibration, MAX_RETRIES: 0 });
  assertEquals([options.attemptMaxCount, options.elapsedMaxMs], [1, 600_000]);
  const changed = { ...calibration, BACKOFF_BASE_MS: 8, BACKOFF_MAX_MS: 10 };
  const { backOff } = calibratedRetry(changed);
  assertEquals([backOff!.delayMs(1, 0), backOff!.delayMs(2, 0)], [4, 5]);
});
