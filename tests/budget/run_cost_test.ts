import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { IndexedRunCalls } from "../../src/budget/mod.ts";
import { formatRunCost, judgeRun, measureRun } from "../../src/budget/mod.ts";
import { writeRunCost } from "../../src/budget/write_run_cost.ts";
import { parseMoney } from "../../src/budget/mod.ts";
import { decodeRunCalls, encodeRunCalls } from "../../src/budget/run_calls.ts";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { makeLimits } from "./_limits.ts";
import { makeCall, makeRuns } from "./_runs.ts";

const REFUSAL = {
  model: "m",
  key: "scene-2/pass-1",
  attempt: 3,
  type: "cost_per_run",
  scope: "run",
  requested: parseMoney("0.3"),
  spent: parseMoney("0.5"),
  reserved: parseMoney("0.25"),
  limit: parseMoney("1"),
} as const;

Deno.test("judgeRun() passes what is exactly at its limit and fails one unit more [OC-INV-0102]", () => {
  const limits = makeLimits({ models: { m: { max_per_call_usd: 0.1, max_per_run_usd: 0.2 } } });
  const at = [makeCall(), makeCall({ startMs: 100, latencyMs: 1_000 })];
  assertEquals(judgeRun({ calls: at, refusals: [] }, limits), []);
  const above = [...at, makeCall({ outputTokens: 11, latencyMs: 1_000.001 })];
  assertEquals(
    judgeRun({ calls: above, refusals: [] }, limits).map((one) =>
      one.type === "refusal" ? one.type : [one.type, one.call]
    ),
    [["cost_per_call", 2], ["latency_per_call", 2], ["cost_per_run", null]],
  );
});

Deno.test("judgeRun() names which time of a run was too long [OC-BUDGET-2303]", () => {
  const limits = makeLimits({ latency: { max_run_latency_ms: 1_500 } });
  const parallel = [makeCall({ latencyMs: 800 }), makeCall({ latencyMs: 800 })];
  const apart = [makeCall({ latencyMs: 700 }), makeCall({ startMs: 1_000, latencyMs: 700 })];
  const violationsOf = (calls: typeof parallel) =>
    judgeRun({ calls, refusals: [] }, limits).map((one) => "time" in one ? one.time : one.type);
  assertEquals(measureRun({ calls: parallel }), { workingMs: 1_600, wallMs: 800 });
  assertEquals(violationsOf(parallel), ["working"]);
  assertEquals(measureRun({ calls: apart }), { workingMs: 1_400, wallMs: 1_700 });
  assertEquals(violationsOf(apart), ["wall"]);
});

Deno.test("judgeRun() gives every model its own run limit [OC-BUDGET-2302]", () => {
  const limits = makeLimits({ models: { m: {}, dear: { max_per_run_usd: 0.15 } } });
  const calls = [makeCall(), makeCall({ model: "dear" }), makeCall({ model: "dear" })];
  assertEquals(
    judgeRun({ calls, refusals: [] }, limits).map((one) => "model" in one && one.model),
    [
      "dear",
    ],
  );
});

Deno.test("measureRun() adds up to the microsecond, in any order", () => {
  const calls = Array.from({ length: 1_000 }, () => makeCall({ latencyMs: 0.1 }));
  assertEquals(measureRun({ calls }).workingMs, 100);
});

Deno.test("run-cost.json has the members that other tools read, exact amounts beside them [OC-BUDGET-2301]", () => {
  const limits = makeLimits({ models: { m: { max_per_call_usd: 0.1 } } });
  const calls = [makeCall(), makeCall({ outputTokens: 20, usage: "unmeasured", attempt: 2 })];
  const document = JSON.parse(
    formatRunCost([{ runId: 1, calls, refusals: [REFUSAL] }], limits, { isComplete: true }),
  );
  const { violations, calls: written, models, ...head } = document;
  assertEquals(head, {
    schema_version: "RUN-COST-1.0",
    status: "incomplete",
    total_runs: 1,
    total_calls: 2,
    total_cost_usd: 0.3,
    total_cost_usd_exact: "0.3",
    total_latency_ms: 200,
    budget_verdict: "FAIL",
    refused_calls: 1,
    unmeasured_calls: 1,
    not_run_calls: 0,
    warning_counts: {},
  });
  assertEquals(models[0], {
    model: "m",
    calls: 2,
    input_tokens: 200,
    cached_input_tokens: 0,
    output_tokens: 30,
    cost_usd: 0.3,
    cost_usd_exact: "0.3",
  });
  assertEquals(written[0], {
    call_index: 0,
    run_id: 1,
    scene_id: "1",
    key: "scene-1/pass-0",
    attempt: 1,
    model: "m",
    input_tokens: 100,
    cached_input_tokens: 0,
    output_tokens: 10,
    reserved_input_tokens: 400,
    reserved_output_tokens: 20,
    usage: "measured",
    outcome: "answered",
    start_ms: 0,
    latency_ms: 100,
    timestamp: "2026-01-01T00:00:00.100Z",
    cost_usd: 0.1,
    cost_usd_exact: "0.1",
  });
  assertEquals(violations, [
    {
      type: "cost_per_call",
      run_id: 1,
      call_index: 1,
      model: "m",
      value: 0.2,
      limit: 0.1,
      value_exact: "0.2",
      limit_exact: "0.1",
    },
    {
      type: "cost_per_run",
      run_id: 1,
      code: "BUDGET_EXHAUSTED",
      refused: true,
      scene_id: "2",
      scope: "run",
      key: "scene-2/pass-1",
      attempt: 3,
      model: "m",
      requested_usd_exact: "0.3",
      spent_usd_exact: "0.5",
      reserved_usd_exact: "0.25",
      limit_exact: "1",
      value: 1.05,
      limit: 1,
      value_exact: "1.05",
    },
  ]);
});

Deno.test("run-cost.json adds 10,000 calls of 0.1 and 0.2 up without an error [OC-BUDGET-2003]", () => {
  const models = { m: { output_cost_per_1k: 0.1, max_per_run_usd: 1e6 } };
  const limits = makeLimits({ models, latency: { max_run_latency_ms: 1e9 } });
  const calls = Array.from(
    { length: 20_000 },
    (_, index) => makeCall({ outputTokens: index % 2 ? 1_000 : 2_000 }),
  );
  const text = formatRunCost([{ runId: 1, calls, refusals: [] }], limits, { isComplete: true });
  const document = JSON.parse(text);
  assertEquals([document.total_cost_usd, document.total_cost_usd_exact], [3000, "3000"]);
  assertEquals(document.calls[1].cost_usd, 0.1);
});

Deno.test("writeRunCost() streams the text that formatRunCost() gives", async () => {
  const models = { m: { max_per_run_usd: 0.1 }, n: { output_cost_per_1k: 0.07 / 1000 } };
  const limits = makeLimits({ models });
  const runs = [
    ...makeRuns(40, ["m", "n"]),
    { runId: 41, calls: [makeCall()], refusals: [REFUSAL] },
  ];
  await inTemporaryFolder(async (folder) => {
    for (
      const [isComplete, some] of [[true, runs], [false, runs.slice(0, 3)], [true, []]] as const
    ) {
      const path = join(folder, "run-cost.json");
      const options = { limits, isComplete, ports: systemPorts };
      const summary = await writeRunCost(path, () => eachRun(some), options);
      const text = await Deno.readTextFile(path);
      assertEquals(text, formatRunCost(some, limits, { isComplete }));
      assertEquals(
        JSON.parse(text).status,
        some === runs || !isComplete ? "incomplete" : "complete",
      );
      assertEquals(summary.callCount, some.flatMap(({ calls }) => calls).length);
    }
  });
});

async function* eachRun(runs: readonly IndexedRunCalls[]): AsyncGenerator<IndexedRunCalls> {
  yield* runs;
}

Deno.test("the calls of a run come back from a journal as they went in", () => {
  const [run] = makeRuns(8).filter(({ calls }) => calls.length > 2);
  const failed = makeCall({ outcome: "failed", usage: "not_run", errorCode: "DNS_FAILED" });
  const whole = { calls: [...run!.calls, failed], refusals: [REFUSAL] };
  const text = JSON.stringify(encodeRunCalls(whole));
  assertEquals(decodeRunCalls(new JsonCursor(JSON.parse(text), "line")), whole);
});
