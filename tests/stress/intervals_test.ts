import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { meanInterval, wilsonInterval } from "../../src/stress/intervals.ts";
import { passPower } from "../../src/stress/pass_power.ts";
import { nearestRank } from "../../src/stress/percentiles.ts";
import { computeStats } from "../../src/stress/stats.ts";
import { twoSidedT } from "../../src/stress/student_t.ts";

// Published tables of the t distribution, two-sided.
const T_TABLE: readonly (readonly [number, number, number])[] = [
  [0.05, 1, 12.706204736432095],
  [0.05, 2, 4.302652729911275],
  [0.05, 5, 2.5705818366147395],
  [0.05, 10, 2.2281388519649385],
  [0.05, 30, 2.0422724563012373],
  [0.05, 99, 1.9842169515086827],
  [0.05, 1000, 1.9623390808264078],
  [0.01, 10, 3.169272667175838],
  [0.5, 3, 0.7648923284043453],
];

Deno.test("twoSidedT() equals the published table", () => {
  for (const [probability, degrees, t] of T_TABLE) {
    assertAlmostEquals(twoSidedT(probability, degrees), t, 1e-8, `${probability} ${degrees}`);
  }
  assertAlmostEquals(twoSidedT(0.05, 1e7), 1.959964, 1e-6);
});

Deno.test("twoSidedT() refuses what has no quantile", () => {
  for (
    const [probability, degrees] of [[0, 5], [1, 5], [NaN, 5], [0.05, 0], [0.05, NaN]] as const
  ) {
    assertThrows(() => twoSidedT(probability, degrees), RangeError);
  }
});

Deno.test("wilsonInterval() equals worked examples and stays inside 0..1 [OC-STRESS-5207]", () => {
  const { low, high } = wilsonInterval(81, 263);
  assertAlmostEquals(low, 0.2553, 1e-4);
  assertAlmostEquals(high, 0.3662, 1e-4);
  assertEquals(wilsonInterval(0, 10).low, 0);
  assertAlmostEquals(wilsonInterval(0, 10).high, 0.2775, 1e-4);
  assertEquals(wilsonInterval(10, 10).high, 1);
  assertAlmostEquals(wilsonInterval(10, 10).low, 1 - 0.2775, 1e-4);
  assertEquals(wilsonInterval(0, 0), { low: 0, high: 1 });
});

Deno.test("meanInterval() is mean ± t s / √n, and unknown below two values [OC-STRESS-5207]", () => {
  const stats = computeStats([4, 5, 6, 5]);
  const interval = meanInterval(stats)!;
  const half = 3.182446305284263 * stats.sampleStd / 2;
  assertAlmostEquals(interval.low, 5 - half, 1e-9);
  assertAlmostEquals(interval.high, 5 + half, 1e-9);
  assertEquals(meanInterval(computeStats([4])), null);
});

Deno.test("nearestRank() is always a value of the sample [OC-STRESS-5209]", () => {
  const twenty = Array.from({ length: 20 }, (_, index) => index + 1);
  assertEquals([50, 90, 95, 99, 100].map((p) => nearestRank(twenty, p)), [10, 18, 19, 20, 20]);
  assertEquals([50, 95].map((p) => nearestRank([7], p)), [7, 7]);
  assertEquals(nearestRank([], 50), null);
  for (const percent of [0, -1, 101, NaN]) {
    assertThrows(() => nearestRank([1], percent), RangeError);
  }
});

Deno.test("passPower() is C(c,k) / C(n,k) [OC-STRESS-5208]", () => {
  assertEquals(passPower(10, 10, 10), 1);
  assertEquals(passPower(0, 10, 1), 0);
  assertAlmostEquals(passPower(8, 10, 3), (8 * 7 * 6) / (10 * 9 * 8), 1e-15);
  assertEquals(passPower(2, 10, 3), 0);
  const large = passPower(999_999, 1_000_000, 1000);
  assert(large > 0.99899 && large < 0.99901, `${large}`);
  for (const k of [0, 11, 1.5, NaN]) assertThrows(() => passPower(5, 10, k), RangeError);
});
