import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Reservation } from "../../src/budget/mod.ts";
import { BudgetExhaustedError, BudgetTracker, formatMoney } from "../../src/budget/mod.ts";
import { createVirtualClock } from "../../src/internal/clock.ts";
import { InputError } from "../../src/internal/errors.ts";
import { createStream } from "../../src/internal/random.ts";
import { ProviderError } from "../../src/provider/provider_error.ts";
import type { LimitChange } from "./_limits.ts";
import { makeLimits } from "./_limits.ts";

function trackerOf(change?: LimitChange, clock = createVirtualClock(0)): BudgetTracker {
  return new BudgetTracker(makeLimits(change), clock);
}

/** Reserves output tokens of 0.01 each. */
function reserve(tracker: BudgetTracker, outputMaxTokens: number): Reservation {
  const admission = tracker.reserve({ model: "m", inputTokens: 10, outputMaxTokens });
  assert(admission.ok, "the call does not fit");
  return admission.reservation;
}

function use(outputTokens: number) {
  return { inputTokens: 5, outputTokens, cachedInputTokens: 0 };
}

Deno.test("reserve() admits a call exactly at its limit and refuses one unit more [OC-BUDGET-2101]", () => {
  const models = { m: { max_per_call_usd: 0.3, max_per_run_usd: 0.6 } };
  const tracker = trackerOf({ models });
  tracker.recordCall(reserve(tracker, 30), use(30));
  tracker.recordCall(reserve(tracker, 30), use(30));
  assertEquals(tracker.isBudgetExhausted(), true);
  const above = tracker.reserve({ model: "m", inputTokens: 0, outputMaxTokens: 31, key: "k" });
  assert(!above.ok && !above.canFitLater);
  assertEquals(above.refusal.type, "cost_per_call");
  const next = tracker.reserve({ model: "m", inputTokens: 0, outputMaxTokens: 1 });
  assert(!next.ok && !next.canFitLater);
  assertEquals([next.refusal.type, formatMoney(next.refusal.spent)], ["cost_per_run", "0.6"]);
  assertEquals(tracker.finalize().refusals.length, 2);
});

Deno.test("reserve() never lets spent and reserved exceed the limit, and says who may wait [OC-BUDGET-2102]", () => {
  const tracker = trackerOf();
  const open = [reserve(tracker, 30), reserve(tracker, 30), reserve(tracker, 30)];
  const fourth = tracker.reserve({ model: "m", inputTokens: 0, outputMaxTokens: 30 });
  assert(!fourth.ok && fourth.canFitLater);
  assertEquals(formatMoney(fourth.refusal.reserved), "0.9");
  assertEquals(tracker.isBudgetExhausted(), false);
  tracker.recordCall(open[0]!, use(10));
  reserve(tracker, 30);
  assertEquals(tracker.isBudgetExhausted(), false);
});

Deno.test("recordCall() and recordFailure() book once, whatever comes later [OC-BUDGET-2202]", () => {
  const tracker = trackerOf();
  const reservation = reserve(tracker, 30);
  const first = tracker.recordCall(reservation, use(7));
  assertEquals(formatMoney(first.cost), "0.07");
  assertEquals(tracker.recordFailure(reservation, new Error("late")), first);
  assertEquals(tracker.recordCall(reservation, use(30)), first);
  reserve(tracker, 93);
  assertEquals(tracker.finalize().calls.length, 2);
});

Deno.test("recordCall() charges the reservation where usage is unmeasured, and says so", () => {
  const tracker = trackerOf();
  const { call, cost } = tracker.recordCall(reserve(tracker, 30), { inputTokens: "unmeasured" });
  assertEquals([call.usage, call.inputTokens, call.outputTokens], ["unmeasured", 10, 30]);
  assertEquals(call.warnings, ["input_tokens_unmeasured", "output_tokens_missing"]);
  assertEquals(formatMoney(cost), "0.3");
});

Deno.test("recordFailure() charges an attempt that may have run and releases one that did not", () => {
  const tracker = trackerOf();
  const limited = new ProviderError("RATE_LIMITED", "429", { status: 429 });
  const released = tracker.recordFailure(reserve(tracker, 90), limited);
  assertEquals([released.call.usage, released.cost], ["not_run", 0n]);
  const timeout = new ProviderError("TOTAL_TIMEOUT", "too slow");
  const charged = tracker.recordFailure(reserve(tracker, 90), timeout);
  assertEquals([charged.call.usage, formatMoney(charged.cost)], ["unmeasured", "0.9"]);
  assertEquals(charged.call.errorCode, "TOTAL_TIMEOUT");
  const aborted = tracker.recordFailure(reserve(tracker, 10), "stop", { isAborted: true });
  assertEquals([aborted.call.outcome, formatMoney(aborted.cost)], ["aborted", "0.1"]);
});

Deno.test("reserve() keeps a limit for each model of a run", () => {
  const tracker = trackerOf({ models: { m: {}, other: { max_per_run_usd: 0.05 } } });
  reserve(tracker, 100);
  const other = (outputMaxTokens: number) =>
    tracker.reserve({ model: "other", inputTokens: 0, outputMaxTokens }).ok;
  assertEquals([other(5), other(1)], [true, false]);
});

Deno.test("reserve() refuses a model without a price and bounds that are none", () => {
  const tracker = trackerOf();
  assertThrows(
    () => tracker.reserve({ model: "gpt-9", inputTokens: 0, outputMaxTokens: 1 }),
    InputError,
    "gpt-9",
  );
  for (const bound of [NaN, -1, 1.5, Infinity]) {
    const base = { model: "m", inputTokens: 0, outputMaxTokens: 1 };
    for (const name of ["inputTokens", "outputMaxTokens"]) {
      assertThrows(() => tracker.reserve({ ...base, [name]: bound }), RangeError, name);
    }
  }
});

Deno.test("isBudgetExhausted() takes a free model for what it is", () => {
  const free = { output_cost_per_1k: 0, max_per_run_usd: 0, max_per_call_usd: 0 };
  const tracker = trackerOf({ models: { m: free } });
  tracker.recordCall(reserve(tracker, 1_000_000), use(1_000_000));
  assertEquals(tracker.isBudgetExhausted(), false);
});

Deno.test("the latency of a call is monotonic and its warning has a threshold of its own", async () => {
  const clock = createVirtualClock(Date.parse("2026-01-01T00:00:00.000Z"));
  const tracker = trackerOf({}, clock);
  await clock.sleep(20);
  const first = reserve(tracker, 1);
  await clock.sleep(500);
  const atThreshold = tracker.recordCall(first, use(1)).call;
  assertEquals([atThreshold.startMs, atThreshold.latencyMs], [20, 500]);
  assertEquals(atThreshold.warnings, []);
  const second = reserve(tracker, 1);
  await clock.sleep(501);
  const above = tracker.recordCall(second, use(1)).call;
  assertEquals(above.warnings, ["latency_above_warning"]);
  assertEquals(above.endedAtMs, Date.parse("2026-01-01T00:00:01.021Z"));
});

Deno.test("restart() takes the time before it out of the latency", async () => {
  const clock = createVirtualClock(0);
  const tracker = trackerOf({}, clock);
  const reservation = reserve(tracker, 1);
  await clock.sleep(100);
  tracker.restart(reservation);
  await clock.sleep(5);
  assertEquals(tracker.recordCall(reservation, use(1)).call.latencyMs, 5);
});

Deno.test("finalize() charges what is under way and lets nothing in afterwards", () => {
  const tracker = trackerOf();
  const open = reserve(tracker, 30);
  tracker.withdraw(reserve(tracker, 10), null);
  tracker.recordCall(reserve(tracker, 20), use(1));
  const { calls } = tracker.finalize();
  assertEquals(calls.map(({ outcome }) => outcome), ["unsettled", "answered"]);
  assertEquals(calls[0]!.usage, "unmeasured");
  assertEquals(tracker.recordCall(open, use(1)).call.outcome, "unsettled");
  assertThrows(() => reserve(tracker, 1), TypeError, "finalized");
});

Deno.test("admit() waits in order: a small call does not overtake a large one [OC-BUDGET-2103]", async () => {
  const tracker = trackerOf();
  const open = [reserve(tracker, 50), reserve(tracker, 50)];
  const order: string[] = [];
  const admit = async (name: string, outputMaxTokens: number) => {
    const reservation = await tracker.admit({ model: "m", inputTokens: 0, outputMaxTokens });
    order.push(name);
    return reservation;
  };
  const large = admit("large", 60);
  const small = admit("small", 10);
  tracker.recordCall(open[0]!, use(0));
  await Promise.resolve();
  assertEquals(order, []);
  tracker.recordCall(open[1]!, use(0));
  await Promise.all([large, small]);
  assertEquals(order, ["large", "small"]);
});

Deno.test("admit() refuses at once what can never fit, and later what no longer can [OC-BUDGET-2104]", async () => {
  const tracker = trackerOf();
  await assertRejects(
    () => tracker.admit({ model: "m", inputTokens: 0, outputMaxTokens: 101 }),
    BudgetExhaustedError,
    "cost_per_call",
  );
  const open = reserve(tracker, 50);
  const waiting = tracker.admit({ model: "m", inputTokens: 0, outputMaxTokens: 60 });
  tracker.recordCall(open, use(50));
  await assertRejects(() => waiting, BudgetExhaustedError, "cost_per_run");
  assertEquals(tracker.isBudgetExhausted(), true);
});

Deno.test("admit() leaves the line when aborted, and those behind go on", async () => {
  const tracker = trackerOf();
  reserve(tracker, 50);
  const stop = new AbortController();
  const reason = new Error("stop");
  const request = { model: "m", inputTokens: 0, outputMaxTokens: 60 };
  const large = tracker.admit(request, stop.signal);
  const small = tracker.admit({ ...request, outputMaxTokens: 40 });
  stop.abort(reason);
  await assertRejects(() => large, Error, "stop");
  await small;
  await assertRejects(() => tracker.admit(request, stop.signal), Error, "stop");
  tracker.finalize();
});

Deno.test("admit() lets 20 calls of 0.30 through 1.00, at most 3 at once", async () => {
  const clock = createVirtualClock(0);
  const tracker = trackerOf({}, clock);
  let [underWay, most, refused] = [0, 0, 0];
  await Promise.all(Array.from({ length: 20 }, async (_, index) => {
    let reservation: Reservation;
    try {
      reservation = await tracker.admit({ model: "m", inputTokens: 0, outputMaxTokens: 30 });
    } catch (error) {
      assert(error instanceof BudgetExhaustedError);
      refused += 1;
      return;
    }
    most = Math.max(most, ++underWay);
    await clock.sleep(10 + index);
    underWay -= 1;
    tracker.recordCall(reservation, use(5));
  }));
  assertEquals(most, 3);
  // 0.75 is spent after 15 calls; a worst case of 0.30 fits no longer.
  assertEquals(refused, 5);
});

/** What a property run saw. */
interface Ledger {
  spent: number;
  reserved: number;
}

function checkLedger({ spent, reserved }: Ledger, limit: number, seed: number): void {
  assert(spent + reserved <= limit, `seed ${seed}: ${spent} + ${reserved} above ${limit}`);
}

Deno.test("spent and reserved stay inside the limit in 300 random interleavings [OC-BUDGET-2102]", async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = createStream(seed, "budget-property", "");
    const clock = createVirtualClock(0);
    const tracker = trackerOf({}, clock);
    // Counted in cents beside the tracker, so that it is not its own witness.
    const ledger: Ledger = { spent: 0, reserved: 0 };
    const stop = new AbortController();
    await Promise.all(Array.from({ length: 12 }, async () => {
      const worst = 1 + random.nextBelow(45);
      const isAborting = random.nextBoolean(0.1);
      await clock.sleep(random.nextBelow(20));
      let reservation: Reservation;
      try {
        const request = { model: "m", inputTokens: 0, outputMaxTokens: worst };
        reservation = await tracker.admit(request, isAborting ? stop.signal : undefined);
      } catch {
        return;
      }
      ledger.reserved += worst;
      checkLedger(ledger, 100, seed);
      await clock.sleep(random.nextBelow(20));
      if (random.nextBoolean(0.05)) stop.abort();
      ledger.reserved -= worst;
      ledger.spent += settleRandomly(tracker, reservation, worst, random.nextBelow(4));
      checkLedger(ledger, 100, seed);
    }));
    const { calls } = tracker.finalize();
    const outputTokens = calls.reduce((sum, call) => sum + call.outputTokens, 0);
    assertEquals(outputTokens, ledger.spent, `seed ${seed}`);
  }
});

/** Ends a call in one of four ways and gives what it must cost, in cents. */
function settleRandomly(
  tracker: BudgetTracker,
  reservation: Reservation,
  worst: number,
  way: number,
): number {
  switch (way) {
    case 0:
      tracker.recordFailure(reservation, new ProviderError("DNS_FAILED", "no such host"));
      return 0;
    case 1:
      tracker.recordFailure(reservation, new ProviderError("SERVER_ERROR", "500"));
      return worst;
    case 2:
      tracker.recordCall(reservation, null);
      return worst;
    default:
      tracker.recordCall(reservation, use(worst >> 1));
      return worst >> 1;
  }
}
