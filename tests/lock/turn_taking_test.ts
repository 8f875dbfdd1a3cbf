import { assert, assertEquals } from "@std/assert";
import { createStream } from "../../src/internal/random.ts";
import { type Meeting, PollSchedule } from "../../src/lock/poll_schedule.ts";
import { type Holding, TurnTaking } from "../../src/lock/turn_taking.ts";

function createSchedule(spinMs: number): PollSchedule {
  return new PollSchedule(spinMs, createStream(1, "test", ""));
}

const FIRST: Meeting = { isFirst: true, isNewHolder: false };
const BEHIND: Meeting = { isFirst: false, isNewHolder: false };

Deno.test("nextDelayMs() grows from well under a millisecond to spinMs, with jitter", () => {
  const schedule = createSchedule(50);
  const delays = Array.from({ length: 40 }, () => schedule.nextDelayMs(BEHIND, 0));
  assert(delays[0]! < 0.2, `first wait ${delays[0]} ms`);
  assert(delays.every((delay) => delay > 0 && delay <= 50));
  const late = delays.slice(20);
  assert(late.every((delay) => delay >= 25));
  assert(new Set(late).size > 5, "no jitter");
});

Deno.test("nextDelayMs() keeps whoever is first awake, and lets it sleep through long holdings", () => {
  const schedule = createSchedule(50);
  const delays = [0, 0.9, 1, 5, 100, 400, 10_000].map((ms) => schedule.nextDelayMs(FIRST, ms));
  assertEquals(delays, [0.05, 0.05, 1, 1, 10, 40, 50]);
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

Deno.test("restMs() is most of the wait before a turn of a millisecond", () => {
  const turns = new TurnTaking();
  turns.end("a", holding(100, 100.5, { waitedMs: 20, wasBusy: true }));
  assertEquals(turns.restMs("a", 100.5), 0);
  turns.end("a", holding(100.5, 101));
  assertEquals(turns.restMs("a", 101), 16);
  assertEquals(turns.restMs("a", 111), 6);
  assertEquals(turns.restMs("a", 120), 0);
  assertEquals(turns.restMs("b", 101), 0);
});

Deno.test("restMs() is at least a millisecond and at most fifty", () => {
  const turns = new TurnTaking();
  turns.end("a", holding(0, 1));
  assertEquals(turns.restMs("a", 1), 1);
  turns.end("a", holding(1_000, 1_002, { waitedMs: 900, wasBusy: true }));
  assertEquals(turns.restMs("a", 1_002), 50);
});

Deno.test("restMs() begins a new turn after a rest and after another holder", () => {
  const turns = new TurnTaking();
  turns.end("a", holding(0, 2));
  turns.end("a", holding(3, 3.5));
  assertEquals(turns.restMs("a", 3.5), 0);
  turns.end("a", holding(9, 9.5, { wasBusy: true }));
  assertEquals(turns.restMs("a", 9.5), 0);
  turns.end("a", holding(9.5, 10));
  assertEquals(turns.restMs("a", 10), 1);
});

Deno.test("end() remembers a bounded number of locks", () => {
  const turns = new TurnTaking();
  for (let index = 0; index < 1_000; index++) turns.end(`${index}`, holding(0, 5));
  const rests = Array.from({ length: 1_000 }, (_, index) => turns.restMs(`${index}`, 5));
  assertEquals(rests.filter((rest) => rest > 0).length, 64);
});
