import { assert, assertEquals } from "@std/assert";
import { formatMoney } from "../../src/budget/money.ts";
import type { JsonObject } from "../../src/internal/json.ts";
import { createPriceCall } from "../../src/report/findings/call_price.ts";
import { CallTally } from "../../src/report/findings/call_tally.ts";
import { faultsOf, FaultTally } from "../../src/report/findings/fault_tally.ts";
import type { StressFindings } from "../../src/report/mod.ts";
import type { RunRecord } from "../../src/stress/mod.ts";
import { calibration, fixtureRequest, fixtureRuns } from "./_stress_fixture.ts";

function sizeOf(findings: StressFindings): number {
  return JSON.stringify(findings, (_, value) => typeof value === "bigint" ? `${value}` : value)
    .length;
}

Deno.test("FindingsCollector stays as large for many runs as for few", async () => {
  const sizes: number[] = [];
  for (const runCount of [2000, 10_000]) {
    const { findings } = await fixtureRequest("", { runCount, errorEvery: 50 });
    assertEquals(findings.recordedRunCount, runCount);
    assertEquals(findings.selection.worst.length, 20);
    assertEquals(findings.selection.failed.length, 20);
    sizes.push(sizeOf(findings));
  }
  assert(sizes[1]! < sizes[0]! * 1.5, `${sizes}`);
});

Deno.test("FindingsCollector chooses the worst runs of all, a broken hard rule first", async () => {
  const records: RunRecord[] = [];
  for await (const run of fixtureRuns({ runCount: 500 })) records.push(run);
  const { findings: { selection } } = await fixtureRequest("", { runCount: 500 });
  const wanted = records.filter((run) => run.status === "scored").sort((a, b) =>
    Number(a.hardPass) - Number(b.hardPass) || a.hardScore - b.hardScore ||
    a.softScore - b.softScore
  );
  assertEquals(
    selection.worst.map(({ runId }) => runId),
    wanted.slice(0, 20).map(({ runId }) => runId),
  );
  assertEquals(
    selection.first.map(({ runId }) => runId),
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
});

const CALL = {
  scene_id: "1",
  key: "scene-1/pass-0",
  attempt: 1,
  model: "omega-embedded-1",
  input_tokens: 777,
  cached_input_tokens: 0,
  output_tokens: 333,
  reserved_input_tokens: 1000,
  reserved_output_tokens: 1000,
  usage: "measured",
  outcome: "answered",
  start_ms: 0,
  latency_ms: 12.5,
  timestamp: "2026-01-01T00:00:00.000Z",
} as const;

Deno.test("CallTally prices calls exactly as the budget does", async () => {
  const { findings, summary } = await fixtureRequest("", { runCount: 300 });
  const [{ calls }, { budget }] = [findings, summary];
  assertEquals(formatMoney(calls!.cost), formatMoney(budget!.cost));
  assertEquals([calls!.callCount, calls!.unpricedCount], [budget!.callCount, 0]);
});

const UNPRICED: readonly (readonly [string, JsonObject, string | null])[] = [
  ["a told exact cost", { ...CALL, cost_usd_exact: "0.25", cost_usd: 9 }, "0.25"],
  ["a told cost", { model: "foreign", cost_usd: 0.1 }, "0.1"],
  ["a model without a price", { ...CALL, model: "foreign" }, null],
  ["no tokens", { model: "omega-embedded-1" }, null],
  ["a negative cost", { model: "foreign", cost_usd: -1 }, null],
  ["a cost that is no number", { model: "foreign", cost_usd: "much", cost_usd_exact: "x" }, null],
  ["more cached tokens than tokens", { ...CALL, cached_input_tokens: 778 }, null],
];

for (const [name, call, wanted] of UNPRICED) {
  Deno.test(`createPriceCall() knows a cost, or knows that it does not: ${name}`, () => {
    const cost = createPriceCall(calibration.BUDGET_LIMITS)(call);
    assertEquals(cost === null ? null : formatMoney(cost), wanted);
  });
}

Deno.test("CallTally counts retries, failures, refusals and what is not known", () => {
  const tally = new CallTally(createPriceCall(calibration.BUDGET_LIMITS));
  assertEquals(tally.result(), null);
  tally.add({
    calls: [
      { ...CALL, outcome: "failed", usage: "unmeasured" },
      { ...CALL, attempt: 2 },
      { model: "b" },
    ],
    refusals: [{}],
  });
  const result = tally.result()!;
  assertEquals([result.callCount, result.refusedCount, result.unpricedCount], [3, 1, 1]);
  const [first, second] = result.models;
  assertEquals([first!.model, first!.unmeasuredCount], ["b", 1]);
  assertEquals([second!.retryCount, second!.failedCount, second!.unmeasuredCount], [1, 1, 1]);
});

Deno.test("CallTally and FaultTally stay bounded whatever names they meet", async () => {
  const calls = new CallTally(() => null);
  const faults = new FaultTally();
  for await (const run of fixtureRuns({ runCount: 1000 })) {
    const name = `name-${run.runId}`;
    calls.add({ calls: [{ model: name }] });
    faults.add({ ...run, evidence: { faults: [{ failure_type: name, outcome: name }] } });
  }
  assertEquals(calls.result()!.models.length, 51);
  assertEquals(calls.result()!.callCount, 1000);
  assertEquals(faults.result()!.counts.length, 201);
  assertEquals(faults.result()!.faultCount, 1000);
});

function entry(key: string, attempt: number, rest: JsonObject): JsonObject {
  return { call_index: 1, run: 1, key, attempt, timestamp: "2026-01-01T00:00:00.000Z", ...rest };
}

Deno.test("faultsOf() settles the entries of chaos by how the run ended", async () => {
  const [run] = await Array.fromAsync(fixtureRuns({ runCount: 1 }));
  const faults = [
    entry("a", 1, { failure_type: "timeout", outcome: "failed" }),
    entry("a", 2, { outcome: "answered" }),
    entry("b", 1, { failure_type: "empty_response", outcome: "answered" }),
  ];
  const scored = faultsOf({ ...run!, evidence: { faults } });
  assertEquals(scored.map(({ outcome }) => outcome), ["retried", "silent_success"]);
  const error = { code: "X", message: "x" };
  const failed = { ...run!, status: "error", error, evidence: { faults } } as RunRecord;
  assertEquals(faultsOf(failed).map(({ outcome }) => outcome), ["retried", "reported"]);
});

Deno.test("faultsOf() takes evidence of another kind by its word", async () => {
  const [run] = await Array.fromAsync(fixtureRuns({ runCount: 1 }));
  const faults = [{ failure_type: "x", outcome: 3 }, { injected: false }, { injected: true }];
  assertEquals(faultsOf({ ...run!, evidence: { faults } }), [
    { failureType: "x", outcome: "unknown" },
    { failureType: "unknown", outcome: "unknown" },
  ]);
});
