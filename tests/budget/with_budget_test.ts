import { assert, assertEquals, assertRejects } from "@std/assert";
import type { SharedBudget } from "../../src/budget/mod.ts";
import { BudgetExhaustedError, BudgetTracker, withBudget } from "../../src/budget/mod.ts";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import type { CallContext, GenerateRequest, Provider } from "../../src/provider/provider.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import { makeLimits } from "./_limits.ts";

const ports = { ...systemPorts, clock: createVirtualClock(0) };

const REQUEST: GenerateRequest = {
  model: "m",
  messages: [{ role: "user", content: "Write." }],
  outputMaxTokens: 10,
  temperature: 0,
};

const CONTEXT: CallContext = { key: "scene-1/pass-0", attempt: 2, seed: 1, ports };

const ANSWER = {
  text: "text",
  model: "m-2026",
  usage: { inputTokens: 4, outputTokens: 2, cachedInputTokens: 0 },
  finishReason: "stop",
  latencyMs: 0,
} as const;

function providerOf(generate: Provider["generate"]): Provider {
  return { name: "test", isDeterministic: true, generate };
}

Deno.test("withBudget() records an answer and hands it on unchanged", async () => {
  const tracker = new BudgetTracker(makeLimits(), ports.clock);
  const provider = withBudget(
    providerOf(async () => {
      await ports.clock.sleep(25);
      return ANSWER;
    }),
    tracker,
  );
  assertEquals([provider.name, provider.isDeterministic], ["test", true]);
  assertEquals(await provider.generate(REQUEST, CONTEXT), ANSWER);
  const [call] = tracker.finalize().calls;
  assert(call !== undefined);
  assertEquals([call.key, call.attempt, call.model], ["scene-1/pass-0", 2, "m"]);
  assertEquals([call.inputTokens, call.outputTokens, call.latencyMs], [4, 2, 25]);
  assertEquals(call.reservedOutputTokens, 10);
});

Deno.test("withBudget() uses another estimate where one is given", async () => {
  const tracker = new BudgetTracker(makeLimits(), ports.clock);
  const provider = withBudget(providerOf(() => Promise.resolve(ANSWER)), tracker, {
    estimateTokens: (messages) => messages.length * 7,
  });
  await provider.generate(REQUEST, CONTEXT);
  assertEquals(tracker.finalize().calls[0]!.reservedInputTokens, 7);
});

Deno.test("withBudget() does not call the provider when the worst case does not fit [OC-BUDGET-2106]", async () => {
  const tracker = new BudgetTracker(makeLimits(), ports.clock);
  const provider = withBudget(providerOf(() => Promise.reject(new Error("called"))), tracker);
  const error = await assertRejects(
    () => provider.generate({ ...REQUEST, outputMaxTokens: 101 }, CONTEXT),
    BudgetExhaustedError,
  );
  assertEquals([error.refusal.key, error.refusal.attempt], ["scene-1/pass-0", 2]);
  assertEquals(tracker.finalize().calls.length, 0);
});

Deno.test("withBudget() refuses a model without a price before the first call", async () => {
  const tracker = new BudgetTracker(makeLimits(), ports.clock);
  const provider = withBudget(providerOf(() => Promise.reject(new Error("called"))), tracker);
  await assertRejects(
    () => provider.generate({ ...REQUEST, model: "gpt-9" }, CONTEXT),
    InputError,
    "gpt-9",
  );
});

Deno.test("withBudget() accounts every attempt, failed and aborted ones too [OC-BUDGET-2201]", async () => {
  const tracker = new BudgetTracker(makeLimits(), ports.clock);
  const stop = new AbortController();
  const failures = [
    new ProviderError("SERVER_ERROR", "500"),
    new ProviderError("DNS_FAILED", "no host"),
    "stop",
  ];
  const provider = withBudget(
    providerOf(() => {
      const failure = failures.shift();
      if (failure === "stop") stop.abort(failure);
      return Promise.reject(failure);
    }),
    tracker,
  );
  for (const expected of [ProviderError, ProviderError, undefined]) {
    const call = provider.generate(REQUEST, { ...CONTEXT, signal: stop.signal });
    const failure = await call.catch((error) => error);
    if (expected !== undefined) assert(failure instanceof expected);
  }
  await assertRejects(() => provider.generate(REQUEST, { ...CONTEXT, signal: stop.signal }));
  assertEquals(
    tracker.finalize().calls.map(({ outcome, usage, errorCode }) => [outcome, usage, errorCode]),
    [
      ["failed", "unmeasured", "SERVER_ERROR"],
      ["failed", "not_run", "DNS_FAILED"],
      ["aborted", "unmeasured", "UNKNOWN_FAILURE"],
    ],
  );
});

Deno.test("withBudget() charges the reservation for an answer that is none", async () => {
  for (const answer of [null, undefined, {}, { usage: null }]) {
    const tracker = new BudgetTracker(makeLimits(), ports.clock);
    const provider = withBudget(providerOf(() => Promise.resolve(answer as never)), tracker);
    await provider.generate(REQUEST, CONTEXT);
    const [call] = tracker.finalize().calls;
    assertEquals([call?.usage, call?.outputTokens], ["unmeasured", 10]);
    assertEquals(call?.warnings, ["usage_missing"]);
  }
});

Deno.test("withBudget() settles a shared budget with what the call cost", async () => {
  const log: string[] = [];
  const shared: SharedBudget = {
    async reserve({ amount, key }) {
      log.push(`reserve ${key} ${amount}`);
      await ports.clock.sleep(400);
      return {
        settle(cost) {
          log.push(`settle ${cost}`);
          return Promise.resolve();
        },
      };
    },
  };
  const tracker = new BudgetTracker(makeLimits(), ports.clock);
  const answers = [Promise.resolve(ANSWER), null];
  const provider = withBudget(
    providerOf(() => answers.shift() ?? Promise.reject(new ProviderError("DNS_FAILED", "no"))),
    tracker,
    { shared },
  );
  await provider.generate(REQUEST, CONTEXT);
  await assertRejects(() => provider.generate(REQUEST, CONTEXT), ProviderError);
  const tenth = 10n ** 23n;
  assertEquals(log, [
    `reserve scene-1/pass-0 ${tenth}`,
    `settle ${tenth / 5n}`,
    `reserve scene-1/pass-0 ${tenth}`,
    "settle 0",
  ]);
  // Waiting for the shared budget is no latency of the call.
  assertEquals(tracker.finalize().calls.map(({ latencyMs }) => latencyMs), [0, 0]);
});

Deno.test("withBudget() records a refusal of the shared budget, and no call", async () => {
  const tracker = new BudgetTracker(makeLimits(), ports.clock);
  const refusal = {
    model: "m",
    key: "k",
    attempt: 1,
    type: "cost_per_run",
    scope: "shared",
    requested: 3n,
    spent: 2n,
    reserved: 0n,
    limit: 4n,
  } as const;
  const failures: unknown[] = [new BudgetExhaustedError(refusal), new Error("disk")];
  const shared: SharedBudget = { reserve: () => Promise.reject(failures.shift()) };
  const provider = withBudget(providerOf(() => Promise.resolve(ANSWER)), tracker, { shared });
  await assertRejects(() => provider.generate(REQUEST, CONTEXT), BudgetExhaustedError, "shared");
  await assertRejects(() => provider.generate(REQUEST, CONTEXT), Error, "disk");
  assert(tracker.isBudgetExhausted());
  assertEquals(tracker.finalize(), { calls: [], refusals: [refusal] });
});
