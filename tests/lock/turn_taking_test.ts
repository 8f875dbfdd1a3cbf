import { assert, assertEquals } from "@std/assert";
import { createStream } from "../../src/internal/random.ts";
import { PollSchedule, type Sighting } from "../../src/lock/poll_schedule.ts";
import { type Holding, TurnTaking } from "../../src/lock/turn_taking.ts";

function createSchedule(spinMs: number): PollSchedule {
  return new PollSchedule(spinMs, createStream(1, "test", ""));
}

const FIRST: Sighting = { isFirst: true, turnEndMs: 0 };
const BEHIND: Sighting = { isFirst: false, turnEndMs: 0 };

Deno.test("nextDelayMs() grows from well under a millisecond to spinMs, with jitter", () => {
  const schedule = createSchedule(50);
  const delays = Array.from({ length: 40 }, () => schedule.nextDelayMs(BEHIND, 0));
  assert(delays[0]! < 0.2, `first wait ${delays[0]} ms`);
  assert(delays.every((delay) => delay > 0 && delay <= 50));
  const late = delays.slice(20);
  assert(late.every((delay) => delay >= 25));
  assert(new Set(late).size > 5, "no jitter");
});

Deno.test("nextDelayMs() keeps whoever is first awake, and lets it sleep through long holdings [OC-LOCK-1019]", () => {
  const schedule = createSchedule(50);
  const delays = [0, 0.9, 1, 5, 100, 400, 10_000].map((ms) => schedule.nextDelayMs(FIRST, ms));
  assertEquals(delays, [0.05, 0.05, 1, 1, 10, 40, 50]);
});

Deno.test("nextDelayMs() sleeps through the turn of a holder, and those behind for longer [OC-LOCK-1018]", () => {
  const schedule = createSchedule(50);
  assertEquals(schedule.nextDelayMs(FIRST, -7.5), 7.5);
  assert(schedule.nextDelayMs(BEHIND, -7.5) > 7.5);
  assertEquals(createSchedule(2).nextDelayMs(FIRST, -7.5), 2);
});

Deno.test("nextDelayMs() keeps a spinMs below a millisecond", () => {
  const schedule = createSchedule(0.2);
  for (let count = 0; count < 20; count++) {
    assert(schedule.nextDelayMs(count % 2 === 0 ? FIRST : BEHIND, count) <= 0.2);
  }
});

/** Holds the lock, contended, from one time to another. */
function holding(startMs: number, endMs: number, more: Partial<Holding> = {}): Holding {
  return { startMs, endMs, waitedMs: 0, wasBusy: false, isContended: true, ...more };
}

Deno.test("restMs() is nothing while nobody contends", () => {
  const turns = new TurnTaking();
  for (let nowMs = 0; nowMs < 100; nowMs++) {
    assertEquals(turns.restMs("a", nowMs), 0);
    turns.end("a", holding(nowMs, nowMs + 1, { isContended: false }));
  }
});

Deno.test("restMs() is most of the wait before a turn of eight milliseconds [OC-LOCK-1017]", () => {
  const turns = new TurnTaking();
  turns.end("a", holding(100, 104, { waitedMs: 20, wasBusy: true }));
  assertEquals(turns.restMs("a", 104), 0);
  turns.end("a", holding(104, 108));
  assertEquals(turns.restMs("a", 108), 16);
  assertEquals(turns.restMs("a", 118), 6);
  assertEquals(turns.restMs("a", 130), 0);
  assertEquals(turns.restMs("b", 108), 0);
});

Deno.test("restMs() is at least a millisecond and at most fifty", () => {
  const turns = new TurnTaking();
  turns.end("a", holding(0, 8));
  assertEquals(turns.restMs("a", 8), 1);
  turns.end("a", holding(1_000, 1_008, { waitedMs: 900, wasBusy: true }));
  assertEquals(turns.restMs("a", 1_008), 50);
});

Deno.test("restMs() begins a new turn after a rest and after another holder", () => {
  const turns = new TurnTaking();
  turns.end("a", holding(0, 9));
  turns.end("a", holding(11, 15));
  assertEquals(turns.restMs("a", 15), 0);
  turns.end("a", holding(30, 34, { wasBusy: true }));
  assertEquals(turns.restMs("a", 34), 0);
  turns.end("a", holding(34, 38));
  assertEquals(turns.restMs("a", 38), 1);
});

Deno.test("leftMs() is what a turn has left, and nothing where none is known to go on", () => {
  const turns = new TurnTaking();
  assertEquals(turns.leftMs("a", 0), 0);
  turns.end("a", holding(0, 3));
  assertEquals(turns.leftMs("a", 3), 5);
  assertEquals(turns.leftMs("a", 20), 0);
  turns.end("a", holding(20, 30, { wasBusy: true }));
  assertEquals(turns.leftMs("a", 60), 8);
});

Deno.test("end() remembers a bounded number of locks", () => {
  const turns = new TurnTaking();
  for (let index = 0; index < 1_000; index++) turns.end(`${index}`, holding(0, 8));
  const rests = Array.from({ length: 1_000 }, (_, index) => turns.restMs(`${index}`, 8));
  assertEquals(rests.filter((rest) => rest > 0).length, 64);
});
