import { assertEquals } from "@std/assert";
import type { ChaosEntry, Settlement } from "../../src/chaos/mod.ts";
import { reconcileRun } from "../../src/chaos/mod.ts";
import { ReconciliationTally } from "../../src/chaos/reconcile.ts";

/** `key attempt fault outcome`; a dash is no fault. */
function entry(text: string): ChaosEntry {
  const [key, attempt, fault, outcome] = text.split(" ");
  return {
    run: 1,
    callIndex: 1,
    key: key!,
    attempt: Number(attempt),
    failureType: fault === "-" ? undefined : fault as ChaosEntry["failureType"],
    timestamp: "2026-01-01T00:00:00.000Z",
    outcome: outcome as ChaosEntry["outcome"],
    errorCode: undefined,
  };
}

/** What is told, the attempts, whether the run was reported, and what becomes of the faults. */
const ROWS: readonly (readonly [string, readonly string[], boolean, readonly Settlement[]])[] = [
  ["a retry made it good", ["a 1 timeout failed", "a 2 - answered"], false, ["retried"]],
  [
    "two retries made it good",
    ["a 1 timeout failed", "a 2 api_error_500 failed", "a 3 - answered"],
    false,
    ["retried", "retried"],
  ],
  [
    "a retry that came late made it good",
    ["a 1 timeout failed", "a 2 latency answered"],
    false,
    ["retried", "delayed"],
  ],
  ["the run was reported", ["a 1 timeout failed"], true, ["reported"]],
  ["a delay is no harm", ["a 1 latency answered"], false, ["delayed"]],
  ["an error was forgotten", ["a 1 timeout failed"], false, ["silent_success"]],
  ["an empty answer was swallowed", ["a 1 empty_response answered"], false, ["silent_success"]],
  [
    "another call's success does not settle it",
    ["a 1 empty_response answered", "b 1 - answered"],
    false,
    ["silent_success"],
  ],
  [
    "an earlier success does not settle it",
    ["a 1 - answered", "a 2 corrupt_response answered"],
    false,
    ["silent_success"],
  ],
  [
    "a falsified answer does not settle it",
    ["a 1 timeout failed", "a 2 empty_response answered"],
    false,
    ["silent_success", "silent_success"],
  ],
  [
    "a retry that failed for real does not settle it",
    ["a 1 timeout failed", "a 2 - failed"],
    false,
    ["silent_success"],
  ],
  ["an attempt that nobody waited for", ["a 1 timeout abandoned"], false, ["silent_success"]],
  ["a delay that nobody waited for", ["a 1 latency abandoned"], false, ["silent_success"]],
  ["a delayed call that failed", ["a 1 latency failed"], true, ["reported"]],
  ["nothing struck", ["a 1 - failed"], false, []],
];

for (const [name, texts, isReported, wanted] of ROWS) {
  Deno.test(`reconcileRun(): ${name} [OC-CHAOS-4601]`, () => {
    const settled = reconcileRun(texts.map(entry), { isReported });
    assertEquals(settled.flatMap(({ settlement }) => settlement ?? []), wanted);
  });
}

Deno.test("ReconciliationTally adds up types, runs and the largest number of attempts", () => {
  const tally = new ReconciliationTally();
  const runs = [
    { texts: ["a 1 timeout failed", "a 2 - answered"], isReported: false },
    { texts: ["a 1 timeout failed", "a 2 timeout failed", "a 3 latency failed"], isReported: true },
    { texts: ["a 1 empty_response answered"], isReported: false },
  ];
  for (const { texts, isReported } of runs) {
    tally.add(reconcileRun(texts.map(entry), { isReported }), { isReported });
  }
  const sums = tally.result();
  assertEquals([sums.runCount, sums.reportedRunCount, sums.attemptCount], [3, 1, 6]);
  assertEquals(sums.attemptMaxCount, 3);
  assertEquals(sums.total, { injected: 5, retried: 1, reported: 3, delayed: 0, silent_success: 1 });
  assertEquals(sums.byType.timeout, {
    injected: 3,
    retried: 1,
    reported: 2,
    delayed: 0,
    silent_success: 0,
  });
  assertEquals(Object.keys(sums.byType), ["timeout", "empty_response", "latency"]);
  assertEquals(sums.silentSuccesses.map(({ failureType }) => failureType), ["empty_response"]);
});
