import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createVirtualClock, systemClock } from "../../src/internal/clock.ts";

Deno.test("createVirtualClock() takes no real time and ends at the sum of the waits [OC-DET-0303]", async () => {
  const clock = createVirtualClock(1_000);
  const realStartMs = performance.now();
  await clock.sleep(3_600_000);
  await clock.sleep(500);
  assertEquals(clock.now(), 1_000 + 3_600_500);
  assertEquals(clock.monotonicMs(), 3_600_500);
  assert(performance.now() - realStartMs < 60_000);
});

Deno.test("createVirtualClock() wakes sleepers by time, then by arrival [OC-DET-0303]", async () => {
  const clock = createVirtualClock(0);
  const order: string[] = [];
  const sleep = async (name: string, ms: number) => {
    await clock.sleep(ms);
    order.push(`${name}@${clock.monotonicMs()}`);
  };
  await Promise.all([sleep("c", 30), sleep("a", 10), sleep("b1", 20), sleep("b2", 20)]);
  assertEquals(order, ["a@10", "b1@20", "b2@20", "c@30"]);
});

Deno.test("createVirtualClock() lets a shorter chain of waits win against a deadline", async () => {
  const clock = createVirtualClock(0);
  const stop = new AbortController();
  const deadline = clock.sleep(100, stop).then(() => "deadline");
  const work = (async () => {
    for (let step = 0; step < 9; step++) await clock.sleep(10);
    return "work";
  })();
  assertEquals(await Promise.race([deadline, work]), "work");
  assertEquals(clock.monotonicMs(), 90);
  stop.abort(new Error("not needed"));
  await assertRejects(() => deadline, Error, "not needed");
});

Deno.test("createVirtualClock() drops an aborted sleeper without moving time", async () => {
  const clock = createVirtualClock(0);
  const stop = new AbortController();
  const sleeping = clock.sleep(1_000, stop);
  stop.abort(new Error("enough"));
  await assertRejects(() => sleeping, Error, "enough");
  await clock.sleep(1);
  assertEquals(clock.monotonicMs(), 1);
});

for (
  const [name, clock] of [["system", systemClock], ["virtual", createVirtualClock(0)]] as const
) {
  Deno.test(`sleep() of the ${name} clock rejects at once with the reason [OC-DET-0304]`, async () => {
    const reason = new Error("stop");
    await assertRejects(
      () => clock.sleep(10, { signal: AbortSignal.abort(reason) }),
      Error,
      "stop",
    );
  });

  Deno.test(`sleep() of the ${name} clock refuses a time that is none`, async () => {
    for (const ms of [-1, NaN]) await assertRejects(async () => await clock.sleep(ms), RangeError);
  });
}

Deno.test("systemClock.sleep() of more than 2^31 ms does not fire at once", async () => {
  const stop = new AbortController();
  const sleeping = systemClock.sleep(2 ** 31 + 10, stop);
  const first = await Promise.race([
    sleeping.then(() => "fired"),
    systemClock.sleep(20).then(() => "still asleep"),
  ]);
  assertEquals(first, "still asleep");
  stop.abort(new Error("enough"));
  await assertRejects(() => sleeping, Error, "enough");
});

Deno.test("createVirtualClock() refuses a start that is no time", () => {
  assertThrows(() => createVirtualClock(NaN), RangeError, "startMs");
});
