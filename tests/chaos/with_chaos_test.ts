import { assert, assertEquals, assertRejects } from "@std/assert";
import type { FailureType } from "../../src/calibration/mod.ts";
import { createChaosPlan, RunChaosLog, withChaos } from "../../src/chaos/mod.ts";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import type { CallContext, GenerateResult, Provider } from "../../src/provider/provider.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import { classifyFailure, judgeAnswer, withRetry } from "../../src/retry/mod.ts";

const TEXT = "The tide came in over the sand, slowly, and nobody looked up.";

const request = { model: "m", messages: [], outputMaxTokens: 100, temperature: 0 };

/** Answers in 100 ms on its clock and counts its calls. */
function countingProvider() {
  const state = { callCount: 0 };
  const provider: Provider = {
    name: "counting",
    isDeterministic: true,
    async generate(_request, { ports }): Promise<GenerateResult> {
      state.callCount++;
      await ports.clock.sleep(100);
      return {
        text: TEXT,
        model: "m",
        usage: { inputTokens: 5, outputTokens: 15, cachedInputTokens: 0 },
        finishReason: "stop",
        latencyMs: 100,
      };
    },
  };
  return { provider, state };
}

function contextOf(key = "scene-1/pass-0"): CallContext {
  const ports = { ...systemPorts, clock: createVirtualClock(0) };
  return { key, attempt: 1, seed: 42, ports } as CallContext;
}

function struck(fault: FailureType) {
  const { provider, state } = countingProvider();
  const plan = createChaosPlan({ seed: 1, script: [{ fault }] });
  const log = new RunChaosLog({ run: 1, plan });
  const options = { timeoutMs: 9_000, delayMinMs: 300, delayMaxMs: 700, retryAfterSeconds: 3 };
  const context = contextOf();
  return {
    log,
    state,
    context,
    call: () => withChaos(provider, log, options).generate(request, context),
  };
}

/** Fault, error code, status, class for a retry, time on the clock, calls of the provider. */
const ERRORS:
  readonly (readonly [FailureType, string, number | undefined, string, number, number])[] = [
    ["rate_limit_429", "RATE_LIMITED", 429, "transient", 0, 0],
    ["timeout", "FIRST_BYTE_TIMEOUT", undefined, "transient", 9_000, 0],
    ["invalid_json", "NOT_JSON", 200, "transient", 0, 0],
    ["api_error_500", "SERVER_ERROR", 500, "transient", 0, 0],
    ["network_error", "CONNECTION_LOST", undefined, "transient", 0, 0],
    ["partial_response", "STREAM_CUT", 200, "truncated", 100, 1],
  ];

for (const [fault, code, status, failureClass, timeMs, callCount] of ERRORS) {
  Deno.test(`withChaos() makes ${fault} what the port has for it: ${code} [OC-CHAOS-4505]`, async () => {
    const { call, context, state, log } = struck(fault);
    const error = await assertRejects(call, ProviderError);
    assertEquals([error.code, error.status], [code, status]);
    const found = classifyFailure(error, { nowMs: 0 });
    assertEquals(found.failureClass, failureClass);
    assertEquals(found.retryAfterMs, fault === "rate_limit_429" ? 3000 : undefined);
    assertEquals([context.ports.clock.monotonicMs(), state.callCount], [timeMs, callCount]);
    assertEquals(
      log.entries().map(({ outcome, errorCode, failureType }) => [
        outcome,
        errorCode,
        failureType,
      ]),
      [["failed", code, fault]],
    );
    if (fault === "partial_response") assertEquals(error.partialText, TEXT.slice(0, 30));
  });
}

Deno.test("withChaos() makes empty_response look like a success", async () => {
  const { call, state } = struck("empty_response");
  const answer = await call();
  assertEquals([answer.text, answer.finishReason, state.callCount], ["", "stop", 0]);
  assertEquals(answer.usage.inputTokens, "unmeasured");
  assert(judgeAnswer(answer) !== undefined);
});

Deno.test("withChaos() makes corrupt_response look like a success with lost characters", async () => {
  const { call, state } = struck("corrupt_response");
  const answer = await call();
  assertEquals([answer.finishReason, state.callCount], ["stop", 1]);
  assertEquals(answer.text.length, TEXT.length);
  assert(answer.text.startsWith("\ufffdhe tide"));
  assert(judgeAnswer(answer) !== undefined);
});

Deno.test("withChaos() makes latency a success that comes later", async () => {
  const { call, context, state } = struck("latency");
  const answer = await call();
  const elapsedMs = context.ports.clock.monotonicMs();
  assertEquals([answer.text, answer.latencyMs, state.callCount], [TEXT, elapsedMs, 1]);
  assert(elapsedMs >= 400 && elapsedMs <= 800, `${elapsedMs} ms`);
});

Deno.test("withChaos() ends a fault that waits at once when aborted", async () => {
  for (const fault of ["timeout", "latency"] as const) {
    const { provider } = countingProvider();
    const plan = createChaosPlan({ seed: 1, script: [{ fault }] });
    const log = new RunChaosLog({ run: 1, plan });
    const stop = new AbortController();
    const context = { ...contextOf(), ports: systemPorts, signal: stop.signal };
    const running = withChaos(provider, log).generate(request, context);
    stop.abort(new Error("enough"));
    await assertRejects(() => running, Error, "enough");
    assertEquals(log.entries()[0]!.outcome, "failed");
  }
});

Deno.test("withChaos() passes answers on untouched where nothing strikes [OC-CHAOS-4506]", async () => {
  const { provider, state } = countingProvider();
  const log = new RunChaosLog({ run: 1, plan: createChaosPlan({ seed: 1 }) });
  const chaotic = withChaos(provider, log);
  assertEquals([chaotic.name, chaotic.isDeterministic], ["counting", true]);
  const [bare, answer] = [
    await provider.generate(request, contextOf()),
    await chaotic.generate(request, contextOf()),
  ];
  assertEquals([answer, state.callCount], [bare, 2]);
});

Deno.test("withChaos() strikes the same attempts whatever the order of the calls", async () => {
  const keys = Array.from({ length: 24 }, (_, index) => `scene-${index}/pass-0`);
  const plan = createChaosPlan({ seed: 42, failureRates: { api_error_500: 0.3, timeout: 0.2 } });
  async function faults(order: readonly string[], isParallel: boolean) {
    const { provider } = countingProvider();
    const log = new RunChaosLog({ run: 1, plan });
    const chain = withRetry(withChaos(provider, log), { attemptMaxCount: 6 });
    const { ports } = contextOf();
    const call = (key: string) =>
      chain.generate(request, { ...contextOf(key), ports }).catch(() => {});
    if (isParallel) await Promise.all(order.map(call));
    else for (const key of order) await call(key);
    return Object.fromEntries(
      log.entries().map(({ key, attempt, failureType }) => [`${key}/${attempt}`, failureType]),
    );
  }
  const forward = await faults(keys, false);
  assert(Object.values(forward).some((type) => type !== undefined));
  assertEquals(await faults(keys.toReversed(), false), forward);
  assertEquals(await faults(keys, true), forward);
  // Without one call, all others are struck as before.
  const [gone, ...rest] = keys;
  const others = Object.entries(forward).filter(([id]) => !id.startsWith(`${gone}/`));
  assertEquals(await faults(rest, false), Object.fromEntries(others));
});

Deno.test("withChaos() counts attempts by key, so that an engine's own retry gets on", async () => {
  const { provider } = countingProvider();
  const plan = createChaosPlan({ seed: 1, script: [{ attempts: [1, 2], fault: "api_error_500" }] });
  const log = new RunChaosLog({ run: 1, plan });
  const chain = withChaos(provider, log);
  const context = contextOf();
  for (const _ of [1, 2]) await assertRejects(() => chain.generate(request, context));
  assertEquals((await chain.generate(request, context)).text, TEXT);
  assertEquals(log.entries().map(({ attempt, callIndex }) => [attempt, callIndex]), [
    [1, 1],
    [2, 1],
    [3, 1],
  ]);
});
