import { assertEquals, assertThrows } from "@std/assert";
import { exponentialBackOff } from "../../src/retry/mod.ts";

Deno.test("exponentialBackOff() grows by its factor up to its bound", () => {
  const backOff = exponentialBackOff({ baseMs: 10, maxMs: 1000, factor: 3, jitter: "none" });
  const waits = [1, 2, 3, 4, 5, 6, 5000].map((retry) => backOff.delayMs(retry, 0.5));
  assertEquals(waits, [10, 30, 90, 270, 810, 1000, 1000]);
});

Deno.test("exponentialBackOff() has the calibration's first values as defaults", () => {
  const { delayMs } = exponentialBackOff();
  assertEquals([delayMs(1, 0), delayMs(2, 0), delayMs(99, 0)], [500, 1000, 15_000]);
  assertEquals(Math.round(delayMs(99, 1 - 2 ** -32)), 30_000);
});

Deno.test("exponentialBackOff() spreads as its jitter says and never beyond its bound", () => {
  const ranges = { equal: [500, 1000], full: [0, 1000], none: [1000, 1000] } as const;
  for (const [jitter, [low, high]] of Object.entries(ranges)) {
    const backOff = exponentialBackOff({ jitter: jitter as keyof typeof ranges });
    assertEquals(backOff.delayMs(1, 0), low);
    assertEquals(Math.round(backOff.delayMs(1, 1 - 2 ** -32)), high);
  }
});

Deno.test("exponentialBackOff() of nothing stays nothing, however often", () => {
  assertEquals(exponentialBackOff({ baseMs: 0 }).delayMs(5000, 0.5), 0);
});

const BAD = [
  [{ baseMs: -1 }, "baseMs must be a number >= 0, got -1"],
  [{ baseMs: NaN }, "baseMs"],
  [{ baseMs: Infinity, maxMs: Infinity }, "baseMs"],
  [{ baseMs: 10, maxMs: 9 }, "maxMs must be a number >= 10, got 9"],
  [{ maxMs: NaN }, "maxMs"],
  [{ factor: 0.5 }, "factor must be a number >= 1, got 0.5"],
] as const;

for (const [options, text] of BAD) {
  Deno.test(`exponentialBackOff() refuses ${JSON.stringify(options)}`, () => {
    assertThrows(() => exponentialBackOff(options), RangeError, text);
  });
}
