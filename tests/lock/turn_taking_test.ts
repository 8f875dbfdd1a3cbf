import { assert, assertEquals } from "@std/assert";
import { createStream } from "../../src/internal/random.ts";
import { PollSchedule } from "../../src/lock/poll_schedule.ts";
import { TurnTaking } from "../../src/lock/turn_taking.ts";

Deno.test("nextDelayMs() grows from well under a millisecond to spinMs, with jitter", () => {
  const schedule = new PollSchedule(50, createStream(1, "test", ""));
  const delays = Array.from({ length: 40 }, () => schedule.nextDelayMs(false));
  assert(delays[0]! < 0.2, `first wait ${delays[0]} ms`);
  assert(delays.every((delay) => delay > 0 && delay <= 50));
  const late = delays.slice(20);
  assert(late.every((delay) => delay >= 25));
  assert(new Set(late).size > 5, "no jitter");
});

Deno.test("nextDelayMs() is short again when the lock has changed hands", () => {
  const schedule = new PollSchedule(50, createStream(1, "test", ""));
  for (let count = 0; count < 40; count++) schedule.nextDelayMs(false);
  assertEquals(schedule.nextDelayMs(true), 1);
  assert(schedule.nextDelayMs(false) < 3);
});

Deno.test("nextDelayMs() keeps a spinMs below a millisecond", () => {
  const schedule = new PollSchedule(0.2, createStream(1, "test", ""));
  for (let count = 0; count < 20; count++) {
    assert(schedule.nextDelayMs(count % 2 === 0) <= 0.2);
  }
});

Deno.test("restMs() is nothing while nobody contends", () => {
  const turns = new TurnTaking(50);
  for (let nowMs = 0; nowMs < 100; nowMs++) {
    assertEquals(turns.restMs("a", nowMs), 0);
    turns.begin("a", nowMs, { waitedMs: 0, wasBusy: false });
    turns.end("a", nowMs, false);
  }
});

Deno.test("restMs() follows a turn of a contended lock, in proportion to the wait for it", () => {
  const turns = new TurnTaking(50);
  turns.begin("a", 100, { waitedMs: 20, wasBusy: true });
  turns.end("a", 101, false);
  assertEquals(turns.restMs("a", 101), 0);
  turns.begin("a", 101, { waitedMs: 0, wasBusy: false });
  turns.end("a", 103, false);
  assertEquals(turns.restMs("a", 103), 15);
  assertEquals(turns.restMs("a", 113), 5);
  assertEquals(turns.restMs("b", 103), 0);
});

Deno.test("restMs() is bounded, and over when the lock is free after a rest", () => {
  const turns = new TurnTaking(50);
  turns.begin("a", 0, { waitedMs: 10_000, wasBusy: true });
  turns.end("a", 10, false);
  assertEquals(turns.restMs("a", 10), 50);
  turns.begin("a", 60, { waitedMs: 50, wasBusy: false });
  turns.end("a", 100, false);
  assertEquals(turns.restMs("a", 100), 0);
});

Deno.test("restMs() follows marks of waiters also where the holder never had to wait", () => {
  const turns = new TurnTaking(50);
  turns.end("a", 0, true);
  assertEquals(turns.restMs("a", 0), 0);
  turns.end("a", 4, false);
  assertEquals(turns.restMs("a", 4), 1);
});

Deno.test("end() remembers a bounded number of locks", () => {
  const turns = new TurnTaking(50);
  for (let index = 0; index < 1_000; index++) {
    turns.begin(`${index}`, 0, { waitedMs: 20, wasBusy: true });
    turns.end(`${index}`, 5, false);
  }
  const rests = Array.from({ length: 1_000 }, (_, index) => turns.restMs(`${index}`, 5));
  assertEquals(rests.filter((rest) => rest > 0).length, 64);
});
