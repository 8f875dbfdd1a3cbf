import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { createVirtualClock } from "../../src/internal/clock.ts";
import type { FailedAttempt, RetryOptions } from "../../src/retry/mod.ts";
import {
  BadResultError,
  createRetry,
  DeadlineExceededError,
  exponentialBackOff,
  RetryExhaustedError,
} from "../../src/retry/mod.ts";

const NOW = Date.UTC(2026, 0, 1);
const plain = exponentialBackOff({ baseMs: 100, maxMs: 1000, jitter: "none" });

function busy(headers: Record<string, string> = {}): Error {
  return Object.assign(new Error("busy"), { status: 503, headers });
}

/** A retry on a virtual clock, and how it goes with an operation. */
function harness(options: RetryOptions = {}) {
  const clock = createVirtualClock(NOW);
  const failed: FailedAttempt[] = [];
  const retry = createRetry({
    clock,
    backOff: plain,
    seed: 1,
    onFailure: (one) => failed.push(one),
    ...options,
  });
  return { clock, failed, retry };
}

Deno.test("execute() returns the first good result and counts attempts from 1", async () => {
  const { retry, clock, failed } = harness();
  const seen: number[] = [];
  const result = await retry.execute(({ attempt }) => {
    seen.push(attempt);
    if (attempt < 3) throw busy();
    return "good";
  });
  assertEquals([result, seen, clock.monotonicMs()], ["good", [1, 2, 3], 300]);
  assertEquals(failed.map(({ waitMs }) => waitMs), [100, 200]);
});

Deno.test("execute() throws RetryExhaustedError with every attempt's class and time [OC-INV-0104, OC-RETRY-4101]", async () => {
  const { retry, clock } = harness({ attemptMaxCount: 3 });
  const error = await assertRejects(
    () =>
      retry.execute(async ({ attempt }) => {
        await clock.sleep(10);
        throw attempt === 2 ? Object.assign(new TypeError("terminated"), {}) : busy();
      }, { key: "scene-1" }),
    RetryExhaustedError,
    'Cannot complete "scene-1": wanted success with at most 3 attempts, found 3 failed in 330 ms ' +
      "(transient, truncated, transient), the last with: busy",
  );
  assertEquals([error.code, error.bound, error.elapsedMs], ["RETRY_EXHAUSTED", "attempts", 330]);
  assertEquals(error.attempts, [
    {
      attempt: 1,
      failureClass: "transient",
      startMs: 0,
      durationMs: 10,
      waitMs: 100,
      message: "busy",
    },
    {
      attempt: 2,
      failureClass: "truncated",
      startMs: 110,
      durationMs: 10,
      waitMs: 200,
      message: "terminated",
    },
    {
      attempt: 3,
      failureClass: "transient",
      startMs: 320,
      durationMs: 10,
      waitMs: 0,
      message: "busy",
    },
  ]);
  assertEquals((error.cause as Error).message, "busy");
});

Deno.test("execute() never returns a result that was judged bad [OC-RETRY-4102]", async () => {
  const { retry } = harness();
  const judge = (text: string) =>
    text === "" ? { failureClass: "transient", problem: "an empty text" } as const : undefined;
  const error = await assertRejects(
    () => retry.execute(() => "", { judge }),
    RetryExhaustedError,
    "the last with: Cannot use the result: an empty text",
  );
  assertEquals(error.attempts.length, 4);
  assert(error.cause instanceof BadResultError);
  assertEquals([error.cause.code, error.cause.result], ["BAD_RESULT", ""]);
  const late = ({ attempt }: { attempt: number }) => attempt < 3 ? "" : "text";
  assertEquals(await retry.execute(late, { judge }), "text");
});

Deno.test("execute() throws permanent failures and quotas unchanged, after one attempt [OC-RETRY-4003]", async () => {
  for (
    const thrown of [
      new TypeError("a bug"),
      Object.assign(new Error("no money"), { status: 429, code: "insufficient_quota" }),
      Object.assign(new Error("no budget"), { code: "BUDGET_EXHAUSTED" }),
      "text",
    ]
  ) {
    const { retry } = harness();
    let count = 0;
    const caught = await retry.execute(() => {
      count++;
      throw thrown;
    }).catch((error) => error);
    assertEquals([caught === thrown, count], [true, 1]);
  }
  const { retry } = harness();
  const judge = () => ({ failureClass: "permanent", problem: "refused" }) as const;
  await assertRejects(() => retry.execute(() => 1, { judge }), BadResultError, "refused");
});

Deno.test("execute() waits as long as the server asks, instead of its own back-off [OC-RETRY-4106]", async () => {
  const hints = [{ "retry-after-ms": "7" }, { "retry-after": "2" }, {
    "retry-after": new Date(NOW + 5_000).toUTCString(),
  }];
  const { retry, failed } = harness();
  await retry.execute(({ attempt }) => {
    if (attempt <= 3) throw busy(hints[attempt - 1]);
  });
  // The date is five seconds after the start, and two seconds and seven ms had gone by.
  assertEquals(failed.map(({ waitMs }) => waitMs), [7, 2000, 2993]);
});

Deno.test("execute() falls back to its own back-off where the hint is garbage", async () => {
  for (const garbage of ["soon", "-1", "1e9", "0", "Thu, 32 Jan 2026 00:00:00 GMT"]) {
    const { retry, failed } = harness();
    await retry.execute(({ attempt }) => {
      if (attempt === 1) throw busy({ "retry-after": garbage });
    });
    assertEquals(failed.map(({ waitMs }) => waitMs), [100], garbage);
  }
});

Deno.test("execute() gives up at once on a hint that is too long, without sleeping [OC-RETRY-4106]", async () => {
  const rows: readonly (readonly [RetryOptions, string, string])[] = [
    [{}, "121", "a wait of at most 120000 ms"],
    [{}, "99999999", "a wait of at most 120000 ms"],
    [{ hintMaxMs: 1000 }, "2", "a wait of at most 1000 ms"],
    [{ elapsedMaxMs: 5000 }, "5", "a wait of at most 5000 ms"],
  ];
  for (const [options, seconds, text] of rows) {
    const { retry, clock } = harness(options);
    const error = await assertRejects(
      () => retry.execute(() => Promise.reject(busy({ "retry-after": seconds }))),
      RetryExhaustedError,
      text,
    );
    assertEquals([error.bound, error.attempts.length, clock.monotonicMs()], ["hint", 1, 0]);
  }
  const { retry, clock } = harness();
  await retry.execute(({ attempt }) => {
    if (attempt === 1) throw busy({ "retry-after": "120" });
  });
  assertEquals(clock.monotonicMs(), 120_000);
});

Deno.test("execute() does not begin a wait that would end behind the deadline [OC-INV-0104, OC-RETRY-4103]", async () => {
  const { retry, clock } = harness({ elapsedMaxMs: 250, attemptMaxCount: 10 });
  const error = await assertRejects(
    () => retry.execute(() => Promise.reject(busy())),
    RetryExhaustedError,
    "an end within 250 ms",
  );
  assertEquals([error.bound, error.attempts.length, clock.monotonicMs()], ["time", 2, 100]);
});

Deno.test("execute() takes no result from behind the deadline, on the virtual clock too [OC-RETRY-4104]", async () => {
  const { retry, clock } = harness({ elapsedMaxMs: 250 });
  const error = await assertRejects(
    () => retry.execute(() => clock.sleep(251).then(() => "late")),
    RetryExhaustedError,
  );
  assertEquals([error.bound, error.attempts[0]!.failureClass], ["time", "aborted"]);
  assert(error.cause instanceof DeadlineExceededError);
  assertEquals(await retry.execute(() => clock.sleep(250).then(() => "in time")), "in time");
});

Deno.test("execute() ends at the deadline on the system clock, even if the operation does not", async () => {
  const retry = createRetry({ elapsedMaxMs: 20 });
  let signalReason: unknown;
  const error = await assertRejects(
    () =>
      retry.execute(({ signal }) => {
        signal.addEventListener("abort", () => signalReason = signal.reason);
        return new Promise(() => {});
      }),
    RetryExhaustedError,
    "an end within 20 ms",
  );
  assertEquals([error.bound, error.attempts.length], ["time", 1]);
  assert(signalReason instanceof DeadlineExceededError);
  assertEquals([signalReason.code, signalReason.elapsedMaxMs], ["DEADLINE_EXCEEDED", 20]);
});

Deno.test("execute() bounds the cost of all attempts by the dearest one so far [OC-INV-0104, OC-RETRY-4105]", async () => {
  const { retry } = harness({ costMax: 10, attemptMaxCount: 10 });
  const costs = [3, 4, 1, 1, 1];
  let index = 0;
  const error = await assertRejects(
    () => retry.execute(() => Promise.reject(busy()), { costOf: () => costs[index++]! }),
    RetryExhaustedError,
    "a cost of at most 10",
  );
  // 3 + 4 is spent, and another 4 would be more than 10.
  assertEquals([error.bound, error.attempts.length], ["cost", 2]);
  const told: boolean[] = [];
  await retry.execute(() => 1, { costOf: ({ ok }) => (told.push(ok), 99) });
  assertEquals(told, [true]);
  await assertRejects(() => retry.execute(() => 1, { costOf: () => NaN }), RangeError, "got NaN");
});

Deno.test("execute() wakes from a wait at once when aborted, and makes no further call [OC-RETRY-4107]", async () => {
  const stop = new AbortController();
  const reason = new Error("stop");
  let count = 0;
  const retry = createRetry({
    backOff: exponentialBackOff({ baseMs: 30_000 }),
    onFailure: () => queueMicrotask(() => stop.abort(reason)),
  });
  const startMs = performance.now();
  const error = await assertRejects(() =>
    retry.execute(() => {
      count++;
      throw busy();
    }, { signal: stop.signal })
  );
  assertEquals([error, count], [reason, 1]);
  // The wait would have been 15 s at least.
  assert(performance.now() - startMs < 10_000);
});

Deno.test("execute() ends an attempt at once when aborted, even if the operation does not", async () => {
  const stop = new AbortController();
  const { retry } = harness();
  let told: AbortSignal | undefined;
  const running = retry.execute(({ signal }) => {
    told = signal;
    return new Promise(() => {});
  }, { signal: stop.signal });
  stop.abort(new Error("enough"));
  await assertRejects(() => running, Error, "enough");
  assertEquals((told!.reason as Error).message, "enough");
});

Deno.test("execute() makes no attempt where the caller has aborted before", async () => {
  const { retry } = harness();
  const signal = AbortSignal.abort(new Error("before"));
  await assertRejects(
    () => retry.execute(() => assert(false, "not called"), { signal }),
    Error,
    "before",
  );
});

Deno.test("execute() leaves no listener and no timer behind", async () => {
  const stop = new AbortController();
  const listeners = new Set<unknown>();
  const { signal } = stop;
  const [add, remove] = [signal.addEventListener, signal.removeEventListener];
  signal.addEventListener = ((type: string, listener: EventListener, options?: unknown) => {
    listeners.add(listener);
    add.call(signal, type, listener, options as AddEventListenerOptions);
  }) as typeof add;
  signal.removeEventListener = ((type: string, listener: EventListener) => {
    listeners.delete(listener);
    remove.call(signal, type, listener);
  }) as typeof remove;
  const retry = createRetry({ backOff: exponentialBackOff({ baseMs: 1, maxMs: 1 }) });
  await retry.execute(({ attempt }) => {
    if (attempt < 3) throw busy();
  }, { signal });
  await retry.execute(() => Promise.reject(busy()), { signal }).catch(() => {});
  assertEquals(listeners.size, 0);
});

Deno.test("execute() draws its jitter from seed, key and attempt alone [OC-RETRY-4108]", async () => {
  async function waits(seed: number, key: string): Promise<readonly number[]> {
    const { retry, failed } = harness({ backOff: exponentialBackOff(), seed });
    await retry.execute(() => Promise.reject(busy()), { key }).catch(() => {});
    return failed.slice(0, -1).map(({ waitMs }) => waitMs);
  }
  assertEquals(await waits(7, "a"), await waits(7, "a"));
  assert((await waits(7, "a")).join() !== (await waits(7, "b")).join());
  assert((await waits(7, "a")).join() !== (await waits(8, "a")).join());
  for (const [index, waitMs] of (await waits(7, "a")).entries()) {
    const nominalMs = 1000 * 2 ** index;
    assert(waitMs >= nominalMs / 2 && waitMs < nominalMs, `wait ${index + 1} is ${waitMs}`);
  }
});

Deno.test("createRetry() without a seed spreads two processes differently", async () => {
  const waits = await Promise.all([1, 2].map(async () => {
    const { retry, failed } = harness({ backOff: exponentialBackOff(), seed: undefined });
    await retry.execute(() => Promise.reject(busy()), { key: "same" }).catch(() => {});
    return failed.map(({ waitMs }) => waitMs).join();
  }));
  assert(waits[0] !== waits[1]);
});

Deno.test("createRetry() asks its own classification where it is given", async () => {
  const { retry } = harness({ classify: () => ({ failureClass: "transient" }) });
  const result = await retry.execute(({ attempt }) => {
    if (attempt === 1) throw new TypeError("a bug");
    return attempt;
  });
  assertEquals(result, 2);
});

const BAD: readonly (readonly [RetryOptions, string])[] = [
  [{ attemptMaxCount: 0 }, "attemptMaxCount must be an integer >= 1, got 0"],
  [{ attemptMaxCount: 1.5 }, "attemptMaxCount"],
  [{ attemptMaxCount: Infinity }, "attemptMaxCount"],
  [{ elapsedMaxMs: 0 }, "elapsedMaxMs must be a number > 0, got 0"],
  [{ elapsedMaxMs: NaN }, "elapsedMaxMs"],
  [{ costMax: -1 }, "costMax must be a number >= 0, got -1"],
  [{ hintMaxMs: -1 }, "hintMaxMs must be a number >= 0, got -1"],
  [{ seed: -1 }, "seed must be an integer >= 0, got -1"],
];

for (const [options, text] of BAD) {
  Deno.test(`createRetry() refuses ${JSON.stringify(options)}`, () => {
    const error = assertThrows(() => createRetry(options), RangeError);
    assertStringIncludes(error.message, text);
  });
}
