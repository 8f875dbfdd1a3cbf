import { assert, assertEquals, assertThrows } from "@std/assert";
import { checkRunCost, formatRunCost } from "../../src/budget/mod.ts";
import { InputError } from "../../src/internal/errors.ts";
import { makeLimits } from "./_limits.ts";
import { makeCall, makeRuns } from "./_runs.ts";

// deno-lint-ignore no-explicit-any -- the tests break the documents on purpose
type Document = any;

const LIMITS = makeLimits({ models: { m: { max_per_call_usd: 0.1, max_per_run_usd: 0.25 } } });

/** Two good runs, and a third one whose second call is too dear. */
function makeDocument(): Document {
  const runs = [
    { runId: 1, calls: [makeCall(), makeCall({ startMs: 100 })], refusals: [] },
    { runId: 2, calls: [makeCall({ latencyMs: 33.333 })], refusals: [] },
    {
      runId: 3,
      calls: [makeCall(), makeCall({ outputTokens: 20, usage: "unmeasured", inputTokens: 400 })],
      refusals: [],
    },
  ];
  return JSON.parse(formatRunCost(runs, LIMITS, { isComplete: true }));
}

Deno.test("checkRunCost() passes what formatRunCost() wrote, over many random runs", () => {
  const limits = makeLimits({
    models: { m: { max_per_call_usd: 9, max_per_run_usd: 9 }, n: { output_cost_per_1k: 0.0007 } },
  });
  for (let count = 0; count < 20; count++) {
    const text = formatRunCost(makeRuns(count, ["m", "n"]), limits, {
      isComplete: count % 2 === 0,
    });
    const { verdict, findings, totals } = checkRunCost(JSON.parse(text), limits);
    assertEquals(findings, []);
    assertEquals(verdict, "PASS");
    assertEquals(totals?.callCount, JSON.parse(text).total_calls);
  }
});

Deno.test("checkRunCost() fails a document whose limits are exceeded, without a finding", () => {
  const { verdict, findings, violations } = checkRunCost(makeDocument(), LIMITS);
  assertEquals([verdict, findings.length], ["FAIL", 0]);
  assertEquals(violations.map(({ runId, violation }) => [runId, violation.type]), [
    [3, "cost_per_call"],
    [3, "cost_per_run"],
  ]);
});

/** How a document is broken, the code of the finding, and its place. */
const BROKEN: readonly (readonly [
  name: string,
  code: string,
  path: string,
  change: (document: Document) => void,
])[] = [
  ["a smaller total", "ARITHMETIC", "$.total_cost_usd", (d) => d.total_cost_usd -= 0.01],
  ["another exact total", "ARITHMETIC", "$.total_cost_usd_exact", (d) => {
    d.total_cost_usd_exact = "0.59";
  }],
  ["a shorter time", "ARITHMETIC", "$.total_latency_ms", (d) => d.total_latency_ms -= 0.001],
  ["fewer calls", "ARITHMETIC", "$.total_calls", (d) => d.total_calls = 4],
  ["a better verdict", "ARITHMETIC", "$.budget_verdict", (d) => d.budget_verdict = "PASS"],
  ["a cheaper model", "ARITHMETIC", "$.models", (d) => d.models[0].cost_usd = 0],
  ["fewer runs", "ARITHMETIC", "$.total_runs", (d) => d.total_runs = 2],
  ["a cheaper call", "ARITHMETIC", "$.calls[1].cost_usd", (d) => d.calls[1].cost_usd = 0.09],
  ["an exact cost", "ARITHMETIC", "$.calls[1].cost_usd_exact", (d) => {
    d.calls[1].cost_usd_exact = "0.100000000000000000000001";
  }],
  ["fewer tokens", "ARITHMETIC", "$.calls[1].cost_usd", (d) => d.calls[1].output_tokens = 9],
  ["another place", "ARITHMETIC", "$.calls[2].call_index", (d) => d.calls[2].call_index = 7],
  ["a call left out", "ARITHMETIC", "$.calls[0].call_index", (d) => d.calls.shift()],
  ["a violation left out", "LIST_MISMATCH", "$.violations", (d) => d.violations.pop()],
  ["another violation", "LIST_MISMATCH", "$.violations[0]", (d) => d.violations[0].value = 0.1],
  ["an unknown member", "UNKNOWN_FIELD", "$.note", (d) => d.note = "x"],
  ["an unknown member of a call", "UNKNOWN_FIELD", "$.calls[0].discount", (d) => {
    d.calls[0].discount = 1;
  }],
  ["an unknown member of a violation", "UNKNOWN_FIELD", "$.violations[1].excuse", (d) => {
    d.violations[1].excuse = "x";
  }],
  ["a null", "NULL_FIELD", "$.calls[2].latency_ms", (d) => d.calls[2].latency_ms = null],
  ["a null limit", "NULL_FIELD", "$.violations[0].limit", (d) => d.violations[0].limit = null],
  ["less than was reserved", "USAGE_CONTRADICTION", "$.calls[4]", (d) => {
    d.calls[4].input_tokens = 399;
  }],
  ["tokens of a model that did not run", "USAGE_CONTRADICTION", "$.calls[0]", (d) => {
    Object.assign(d.calls[0], { usage: "not_run", outcome: "failed" });
  }],
  ["usage measured of no answer", "USAGE_CONTRADICTION", "$.calls[0]", (d) => {
    d.calls[0].outcome = "aborted";
  }],
];

for (const [name, code, path, change] of BROKEN) {
  Deno.test(`checkRunCost() finds ${name} [OC-BUDGET-2307]`, () => {
    const document = makeDocument();
    change(document);
    const { verdict, findings } = checkRunCost(document, LIMITS);
    assertEquals(verdict, "FAIL");
    assert(
      findings.some((one) => one.code === code && one.path === path),
      JSON.stringify(findings, null, 1),
    );
  });
}

/** A shape that cannot be checked, and the place that the error names. */
const MALFORMED: readonly (readonly [string, (document: Document) => void])[] = [
  ["$.calls", (d) => delete d.calls],
  ["$.calls[0].model", (d) => d.calls[0].model = 7],
  ["$.calls[0].input_tokens", (d) => d.calls[0].input_tokens = -1],
  ["$.calls[0].cached_input_tokens", (d) => d.calls[0].cached_input_tokens = 101],
  ["$.calls[0].scene_id", (d) => d.calls[0].scene_id = "2"],
  ["$.calls[3].run_id", (d) => d.calls[3].run_id = 1],
  ["$.calls[0].timestamp", (d) => d.calls[0].timestamp = "yesterday"],
  ["$.schema_version", (d) => d.schema_version = "RUN-COST-9.0"],
  ["$.total_cost_usd", (d) => delete d.total_cost_usd],
];

for (const [path, change] of MALFORMED) {
  Deno.test(`checkRunCost() refuses another shape at ${path} [OC-BUDGET-2308]`, () => {
    const document = makeDocument();
    change(document);
    assertThrows(() => checkRunCost(document, LIMITS), InputError, `at ${path}:`);
  });
}

Deno.test("checkRunCost() refuses a model without a price", () => {
  const document = makeDocument();
  document.calls[0].model = "gpt-9";
  assertThrows(() => checkRunCost(document, LIMITS), InputError, '"gpt-9"');
});

Deno.test("checkRunCost() keeps refused calls and fails by them", () => {
  const refusal = {
    model: "m",
    key: "scene-1/pass-0",
    attempt: 1,
    type: "cost_per_run",
    scope: "run",
    requested: 10n ** 24n,
    spent: 0n,
    reserved: 0n,
    limit: 10n ** 23n,
  } as const;
  const runs = [{ runId: 5, calls: [], refusals: [refusal] }];
  const document = JSON.parse(formatRunCost(runs, LIMITS, { isComplete: true }));
  assertEquals(document.status, "incomplete");
  // The number of runs is that of the runs which were given.
  document.total_runs = 5;
  const { verdict, findings } = checkRunCost(document, LIMITS);
  assertEquals([verdict, findings], ["FAIL", []]);
  document.status = "complete";
  assertEquals(checkRunCost(document, LIMITS).findings[0]?.path, "$.status");
});

/** A document as other tools write it: sums of doubles, eight members a call. */
function makeForeign(): Document {
  const calls = Array.from({ length: 3 }, (_, index) => ({
    call_index: index + 1,
    scene_id: "s1",
    model: "m",
    input_tokens: 100,
    output_tokens: 7,
    latency_ms: 0.1,
    cost_usd: (7 / 1000) * 10,
    timestamp: "2026-01-01T00:00:00.000Z",
  }));
  const sum = (field: "cost_usd" | "latency_ms") =>
    calls.reduce((total, call) => total + call[field], 0);
  return {
    total_calls: 3,
    total_cost_usd: sum("cost_usd"),
    total_latency_ms: sum("latency_ms"),
    budget_verdict: "PASS",
    violations: [],
    calls,
  };
}

Deno.test("checkRunCost() reads the file of another tool, whose sums of doubles are off", () => {
  const document = makeForeign();
  assert(document.total_cost_usd !== 0.21);
  const { verdict, findings, totals } = checkRunCost(document, LIMITS);
  assertEquals([verdict, findings], ["PASS", []]);
  assertEquals(totals?.callCount, 3);
});

const FOREIGN_BROKEN: readonly (readonly [string, string, (document: Document) => void])[] = [
  ["ARITHMETIC", "$.total_cost_usd", (d) => d.total_cost_usd *= 1.000001],
  ["ARITHMETIC", "$.total_latency_ms", (d) => d.total_latency_ms = 0],
  ["ARITHMETIC", "$.total_calls", (d) => d.total_calls = 2],
  ["ARITHMETIC", "$.calls[1].cost_usd", (d) => d.calls[1].cost_usd = 0.06],
  ["ARITHMETIC", "$.budget_verdict", (d) => d.budget_verdict = "FAIL"],
  ["LIST_MISMATCH", "$.calls[2].call_index", (d) => d.calls[2].call_index = 5],
  ["LIST_MISMATCH", "$.violations", (d) => {
    d.violations = [{ type: "cost_per_call", value: 1, limit: 0.1 }];
  }],
  ["UNKNOWN_FIELD", "$.calls[0].usage", (d) => d.calls[0].usage = "measured"],
  ["UNKNOWN_FIELD", "$.status", (d) => d.status = "complete"],
  ["NULL_FIELD", "$.calls[0].cost_usd", (d) => d.calls[0].cost_usd = null],
];

for (const [code, path, change] of FOREIGN_BROKEN) {
  Deno.test(`checkRunCost() finds ${code} at ${path} in the file of another tool`, () => {
    const document = makeForeign();
    change(document);
    const { verdict, findings } = checkRunCost(document, LIMITS);
    assertEquals(verdict, "FAIL");
    assert(
      findings.some((one) => one.code === code && one.path === path),
      JSON.stringify(findings, null, 1),
    );
  });
}
