import { assert, assertEquals } from "@std/assert";
import { createStream } from "../../src/internal/random.ts";
import { PollSchedule } from "../../src/lock/poll_schedule.ts";
import { TurnTaking } from "../../src/lock/turn_taking.ts";

function createSchedule(spinMs: number): PollSchedule {
  return new PollSchedule(spinMs, createStream(1, "test", ""));
}

Deno.test("nextDelayMs() grows from well under a millisecond to spinMs, with jitter", () => {
  const schedule = createSchedule(50);
  const delays = Array.from({ length: 40 }, () => schedule.nextDelayMs("same holder"));
  assert(delays[0]! < 0.2, `first wait ${delays[0]} ms`);
  assert(delays.every((delay) => delay > 0 && delay <= 50));
  const late = delays.slice(20);
  assert(late.every((delay) => delay >= 25));
  assert(new Set(late).size > 5, "no jitter");
});

Deno.test("nextDelayMs() has the same short bound for all while the lock changes hands", () => {
  const schedule = createSchedule(50);
  for (let count = 0; count < 40; count++) schedule.nextDelayMs("same holder");
  for (const [meeting, boundMs] of [["other holder", 2], ["crowd", 10]] as const) {
    const delays = Array.from({ length: 40 }, () => schedule.nextDelayMs(meeting)).slice(10);
    assert(delays.every((delay) => delay >= boundMs / 2 && delay <= 1.5 * boundMs), `${delays}`);
  }
});

Deno.test("nextDelayMs() keeps a spinMs below a millisecond", () => {
  const schedule = createSchedule(0.2);
  for (let count = 0; count < 20; count++) {
    assert(schedule.nextDelayMs(count % 2 === 0 ? "crowd" : "other holder") <= 0.2);
  }
});

Deno.test("restMs() is nothing while nobody contends", () => {
  const turns = new TurnTaking();
  for (let nowMs = 0; nowMs < 100; nowMs++) {
    assertEquals(turns.restMs("a", nowMs), 0);
    turns.begin("a", nowMs, false);
    turns.end("a", nowMs, false);
  }
});

Deno.test("restMs() follows a turn of 3 ms of a lock that had to be waited for", () => {
  const turns = new TurnTaking();
  turns.begin("a", 100, true);
  turns.end("a", 101, false);
  assertEquals(turns.restMs("a", 101), 0);
  turns.begin("a", 101, false);
  turns.end("a", 103, false);
  assertEquals(turns.restMs("a", 103), 5);
  assertEquals(turns.restMs("a", 106), 2);
  assertEquals(turns.restMs("a", 110), 0);
  assertEquals(turns.restMs("b", 103), 0);
});

Deno.test("restMs() is over when the lock is free after a rest", () => {
  const turns = new TurnTaking();
  turns.begin("a", 0, true);
  turns.end("a", 10, false);
  turns.begin("a", 15, false);
  turns.end("a", 100, false);
  assertEquals(turns.restMs("a", 100), 0);
});

Deno.test("restMs() follows marks of waiters also where the holder never had to wait", () => {
  const turns = new TurnTaking();
  turns.end("a", 0, true);
  assertEquals(turns.restMs("a", 0), 0);
  turns.end("a", 4, false);
  assertEquals(turns.restMs("a", 4), 5);
});

Deno.test("end() remembers a bounded number of locks", () => {
  const turns = new TurnTaking();
  for (let index = 0; index < 1_000; index++) {
    turns.begin(`${index}`, 0, true);
    turns.end(`${index}`, 5, false);
  }
  const rests = Array.from({ length: 1_000 }, (_, index) => turns.restMs(`${index}`, 5));
  assertEquals(rests.filter((rest) => rest > 0).length, 64);
});
