import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { computePassRate, computeStats } from "../../src/stress/mod.ts";

Deno.test("computeStats() is exact on samples far from zero [OC-STRESS-5206]", () => {
  const sample = [0.1, 0.4, 0.7, 0.2];
  const near = computeStats(sample);
  const far = computeStats(sample.map((value) => value + 1e9));
  assertAlmostEquals(near.mean, 0.35, 1e-15);
  assertAlmostEquals(near.std, Math.sqrt(0.0525), 1e-15);
  // The offset itself costs digits: 1e9 + 0.1 is only 0.1 to within 6e-8.
  assertAlmostEquals(far.mean - 1e9, near.mean, 1e-6);
  assertAlmostEquals(far.std, near.std, 1e-6);
  const integers = [1, 2, 3, 4, 5].map((value) => value + 1e9);
  assertAlmostEquals(computeStats(integers).std, Math.SQRT2, 1e-9);
  assertAlmostEquals(computeStats(integers).mean, 1e9 + 3, 1e-9);
});

Deno.test("computeStats() of equal values has a deviation of exactly 0", () => {
  assertEquals(computeStats(new Array(1000).fill(0.1)).std, 0);
});

Deno.test("computeStats() of nothing and of one value", () => {
  assertEquals(computeStats([]), { count: 0, mean: 0, std: 0, sampleStd: 0 });
  assertEquals(computeStats([0.5]), { count: 1, mean: 0.5, std: 0, sampleStd: 0 });
});

Deno.test("computeStats() refuses what is no number", () => {
  for (const value of [NaN, Infinity]) assertThrows(() => computeStats([1, value]), RangeError);
});

Deno.test("computePassRate() of nothing is no pass [OC-STRESS-5205]", () => {
  assertEquals(computePassRate(0, 0), 0);
  assertEquals(computePassRate(3, 4), 0.75);
  assert(computePassRate(0, 5) === 0);
});
