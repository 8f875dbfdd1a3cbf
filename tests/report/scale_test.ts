import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { AmountTally } from "../../src/report/findings/amount_tally.ts";
import { ScoreTally } from "../../src/report/findings/score_tally.ts";
import { binAmounts, binScores } from "../../src/report/html/bin_view.ts";
import {
  amountAxis,
  countAxis,
  placeOn,
  rangeAxis,
  roundStep,
  scoreAxis,
} from "../../src/report/html/scale.ts";

Deno.test("roundStep() gives the next of 1, 2 and 5", () => {
  const found = [0.0011, 0.2, 1, 1.5, 2.1, 7, 1000].map(roundStep);
  assertEquals(found, [0.002, 0.2, 1, 2, 5, 10, 1000]);
});

Deno.test("axes hold what they are for, with few labels", () => {
  for (const highest of [0, 1, 3, 7, 10, 11, 99, 12_345]) {
    const { high, ticks } = countAxis(highest);
    assert(high >= highest && ticks.length <= 6 && ticks.every(Number.isInteger), `${highest}`);
  }
  for (const highest of [0, 1e-7, 0.3, 40_000]) {
    const { high, ticks } = amountAxis(highest);
    assert(high >= highest && ticks.length <= 6, `${highest}`);
  }
});

Deno.test("scoreAxis() begins and ends at a twentieth and is never empty", () => {
  for (const [lowest, highest] of [[0, 0], [0.9, 0.9], [1, 1], [0.57, 0.95], [0, 1], [0.851, 1]]) {
    const { low, high, ticks } = scoreAxis(lowest!, highest!);
    assert(low <= lowest! && high >= highest! && low < high, `${lowest} ${highest}`);
    for (const end of [low, high]) assertAlmostEquals(end * 20, Math.round(end * 20), 1e-9);
    assert(ticks.length >= 2 && ticks.length <= 7, `${ticks}`);
  }
});

Deno.test("placeOn() stays on the axis", () => {
  const axis = rangeAxis(10, 20);
  assertEquals([5, 10, 15, 25].map((value) => placeOn(axis, value)), [0, 0, 0.5, 1]);
});

Deno.test("binScores() counts every score once, in at most 60 bars", () => {
  const tally = new ScoreTally();
  for (let i = 0; i <= 1000; i++) tally.add(i / 1000, i % 2 === 0);
  const scores = tally.result();
  const { bins } = binScores(scores, scoreAxis(0, 1));
  assert(bins.length <= 60);
  assertEquals(bins.reduce((sum, { count }) => sum + count, 0), 1001);
  assertEquals(bins.reduce((sum, { brokenCount }) => sum + brokenCount, 0), 500);
});

Deno.test("binScores() loses no score that stands at an end of the axis", () => {
  for (const score of [0, 0.05, 0.5, 0.7, 0.95, 0.949999, 1]) {
    const tally = new ScoreTally();
    tally.add(score, true);
    const { bins } = binScores(tally.result(), scoreAxis(score, score));
    assertEquals(bins.reduce((sum, { count }) => sum + count, 0), 1, `${score}`);
  }
});

for (const amounts of [[0], [5], [16_000, 28_000], [0, 1e9], [17_000, 17_001, 17_002], [0.25]]) {
  Deno.test(`binAmounts() counts every one of ${amounts}`, () => {
    const tally = new AmountTally();
    for (const amount of amounts) tally.add(amount);
    const { bins } = binAmounts(tally.result());
    assert(bins.length <= 40);
    assertEquals(bins.reduce((sum, { count }) => sum + count, 0), amounts.length);
    assert(bins[0]!.from <= amounts[0]! && bins.at(-1)!.to >= amounts.at(-1)!);
  });
}
