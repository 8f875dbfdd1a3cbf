import { assert, assertEquals, assertThrows } from "@std/assert";
import { FAILURE_TYPES, type FailureType } from "../../src/calibration/mod.ts";
import type { AttemptIdentity, ChaosPlanOptions } from "../../src/chaos/mod.ts";
import { createChaosPlan } from "../../src/chaos/mod.ts";
import { spreadRate } from "../../src/chaos/chaos_plan.ts";

const HELLFIRE = FAILURE_TYPES.slice(0, 6);

function call(change: Partial<AttemptIdentity> = {}): AttemptIdentity {
  return { run: 1, key: "scene-1/pass-0", callIndex: 1, attempt: 1, ...change };
}

Deno.test("draw() keeps each type's share within 3 sigma over 100,000 draws [OC-CHAOS-4503]", () => {
  const rates = { ...spreadRate(0.5, HELLFIRE), latency: 0.03, partial_response: 0.001 };
  for (const seed of [0, 1, 42]) {
    const plan = createChaosPlan({ seed, failureRates: rates });
    const counts = new Map<FailureType | "none", number>();
    const drawCount = 100_000;
    for (let index = 0; index < drawCount; index++) {
      const [run, attempt] = [1 + Math.floor(index / 40), 1 + (index % 4)];
      const key = `scene-${Math.floor(index / 4) % 10}/pass-0`;
      const type = plan.draw(call({ run, key, attempt }))?.type ?? "none";
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    const sum = Object.values(rates).reduce((total, rate) => total + rate, 0);
    for (const [type, rate] of [...Object.entries(rates), ["none", 1 - sum] as const]) {
      const sigma = Math.sqrt(drawCount * rate * (1 - rate));
      const off = (counts.get(type as FailureType) ?? 0) - drawCount * rate;
      assert(Math.abs(off) <= 3 * sigma, `seed ${seed}: ${type} is ${off / sigma} sigma off`);
    }
  }
});

Deno.test("draw() never strikes at rate 0 and always at sum 1 [OC-CHAOS-4504]", () => {
  const never = createChaosPlan({ seed: 42, failureRates: spreadRate(0, FAILURE_TYPES) });
  const tenths = Object.fromEntries(FAILURE_TYPES.map((type) => [type, 1 / 9]));
  const always = [
    createChaosPlan({ seed: 42, failureRates: { timeout: 1 } }),
    createChaosPlan({ seed: 42, failureRates: spreadRate(1, FAILURE_TYPES) }),
    createChaosPlan({ seed: 42, failureRates: tenths }),
    createChaosPlan({ seed: 42, failureRates: { timeout: 0.7, latency: 0.2, network_error: 0.1 } }),
  ];
  for (let run = 1; run <= 20_000; run++) {
    assertEquals(never.draw(call({ run })), undefined);
    for (const plan of always) assert(plan.draw(call({ run })) !== undefined);
  }
});

Deno.test("draw() depends on seed, run, key and attempt, and on nothing else [OC-CHAOS-4501]", () => {
  const options = { seed: 42, failureRates: spreadRate(0.5, HELLFIRE) };
  const row = (change: Partial<AttemptIdentity>, seed = 42) => {
    const plan = createChaosPlan({ ...options, seed });
    return Array.from(
      { length: 64 },
      (_, index) => plan.draw(call({ run: index + 1, ...change }))?.type ?? "-",
    ).join();
  };
  assertEquals(row({}), row({}));
  // Where a call stands in its run changes nothing: moving one leaves the others alone.
  assertEquals(row({ callIndex: 9 }), row({}));
  for (const other of [row({}, 43), row({ key: "scene-2/pass-0" }), row({ attempt: 2 })]) {
    assert(other !== row({}));
  }
  const one = createChaosPlan(options);
  const first = one.draw(call({ run: 3 }));
  for (let run = 1; run <= 100; run++) one.draw(call({ run }));
  assertEquals(one.draw(call({ run: 3 })), first);
});

Deno.test("draw() of the golden plan is what it was [OC-CHAOS-4502]", async () => {
  const path = new URL("./golden_plan.json", import.meta.url);
  const plan = createChaosPlan({ seed: 42, failureRates: spreadRate(0.5, HELLFIRE) });
  const drawn: Record<string, readonly string[]> = {};
  for (let run = 1; run <= 8; run++) {
    for (const key of ["scene-1/pass-0", "scene-1/pass-1", "scene-2/pass-0"]) {
      drawn[`${run}/${key}`] = [1, 2, 3, 4].map((attempt) =>
        plan.draw(call({ run, key, attempt }))?.type ?? "-"
      );
    }
  }
  const text = `${JSON.stringify(drawn, null, 2)}\n`;
  if (Deno.args.includes("--update")) await Deno.writeTextFile(path, text);
  assertEquals(text, await Deno.readTextFile(path));
});

Deno.test("draw() asks the script before the rates, its first matching line", () => {
  const plan = createChaosPlan({
    seed: 42,
    failureRates: { latency: 1 },
    script: [
      { run: 2, fault: "none" },
      { attempts: [1, 2], key: "a", fault: "api_error_500" },
      { callIndex: 3, attempts: [1], fault: "partial_response", wireForm: "cut_sse" },
    ],
  });
  const rows: readonly (readonly [Partial<AttemptIdentity>, string | undefined])[] = [
    [{ run: 2, key: "a" }, undefined],
    [{ key: "a", attempt: 1 }, "api_error_500"],
    [{ key: "a", attempt: 2 }, "api_error_500"],
    [{ key: "a", attempt: 3 }, "latency"],
    [{ key: "b", callIndex: 3 }, "partial_response"],
    [{ key: "b", callIndex: 3, attempt: 2 }, "latency"],
    [{ key: "b", callIndex: 4 }, "latency"],
  ];
  for (const [change, type] of rows) {
    assertEquals(plan.draw(call(change))?.type, type, JSON.stringify(change));
  }
  assertEquals(plan.draw(call({ callIndex: 3 }))?.wireForm, "cut_sse");
});

const BAD: readonly (readonly [Partial<ChaosPlanOptions>, string])[] = [
  [{ seed: -1 }, "seed must be an integer >= 0, got -1"],
  [{ seed: NaN }, "seed"],
  [{ failureRates: { timeout: -0.1 } }, "the rate of timeout must be in 0..1, got -0.1"],
  [{ failureRates: { timeout: NaN } }, "the rate of timeout must be in 0..1, got NaN"],
  [{ failureRates: { timeout: 1.1 } }, "the rate of timeout must be in 0..1, got 1.1"],
  [{ failureRates: { timeout: 0.6, latency: 0.5 } }, "must sum to at most 1, got 1.1"],
  [{ failureRates: { slowness: 0.1 } as never }, 'wanted a failure type, found "slowness"'],
  [{ script: [{ attempts: [0], fault: "timeout" }] }, "integers >= 1, got 0"],
  [{ script: [{ run: 1.5, fault: "timeout" }] }, "integers >= 1, got 1.5"],
  [{ script: [{ callIndex: -1, fault: "timeout" }] }, "integers >= 1, got -1"],
  [
    { script: [{ fault: "timeout", wireForm: "cut_sse" }] },
    "cut_sse is no form of timeout on the wire",
  ],
];

for (const [change, text] of BAD) {
  Deno.test(`createChaosPlan() refuses ${JSON.stringify(change)} (${text})`, () => {
    assertThrows(() => createChaosPlan({ seed: 42, ...change }), RangeError, text);
  });
}
