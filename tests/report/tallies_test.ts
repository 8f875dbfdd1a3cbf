import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createStream } from "../../src/internal/random.ts";
import { AmountTally, percentileOf } from "../../src/report/findings/amount_tally.ts";
import { SceneGridTally } from "../../src/report/findings/scene_grid.ts";
import { SCORE_BOUNDS, ScoreTally } from "../../src/report/findings/score_tally.ts";
import { TimelineTally } from "../../src/report/findings/timeline_tally.ts";
import { nearestRank } from "../../src/stress/mod.ts";
import { fixtureRuns } from "./_stress_fixture.ts";

Deno.test("AmountTally keeps four digits of amounts of any size", () => {
  const stream = createStream(1, "amounts", "");
  const sample = Array.from({ length: 5000 }, () => 10 ** (16 * stream.nextUnit() - 6));
  const tally = new AmountTally();
  for (const amount of sample) tally.add(amount);
  const result = tally.result();
  const sorted = Float64Array.from(sample).sort();
  for (const percent of [1, 50, 90, 95, 99, 99.9]) {
    const [exact, found] = [nearestRank(sorted, percent)!, percentileOf(result, percent)!];
    assert(found <= exact * (1 + 1e-12) && found > exact * 0.999, `${found} of ${exact}`);
  }
  assertEquals(percentileOf(result, 100), sorted.at(-1));
  assertEquals([result.count, result.lowest], [5000, sorted[0]]);
  assertEquals(result.buckets.reduce((sum, { count }) => sum + count, 0), 5000);
});

for (const amount of [0, 0.0123, 0.1, 0.57, 1, 9.999, 10, 999.9, 1000, 25_560, 1e12]) {
  Deno.test(`AmountTally gives ${amount} back unchanged`, () => {
    const tally = new AmountTally();
    tally.add(amount);
    assertEquals(tally.result().buckets, [{ amount, count: 1 }]);
  });
}

Deno.test("percentileOf() of nothing is null", () => {
  assertEquals(percentileOf(new AmountTally().result(), 50), null);
});

Deno.test("ScoreTally puts a score on an edge into the bin above it, and 1 into the last", () => {
  for (const [score, bin] of [[0, 0], [0.57, 570], [0.95, 950], [0.9499999, 949], [1, 999]]) {
    const tally = new ScoreTally();
    tally.add(score!, false);
    const { counts, brokenCounts } = tally.result();
    assertEquals([counts.indexOf(1), brokenCounts.indexOf(1)], [bin, bin]);
  }
});

Deno.test("ScoreTally counts what is at most a bound, the bound included", () => {
  const tally = new ScoreTally();
  for (const score of [0, 0.05, 0.0500001, 0.95, 1]) tally.add(score, true);
  const { atMostCounts, brokenCounts } = tally.result();
  const at = (bound: number) => atMostCounts[SCORE_BOUNDS.indexOf(bound)];
  assertEquals([at(0.05), at(0.1), at(0.9), at(0.95), at(1)], [2, 3, 3, 4, 5]);
  assertEquals(brokenCounts.every((count) => count === 0), true);
});

for (
  const [runCount, runsPerBin, binCount] of [[1, 1, 1], [200, 1, 200], [201, 2, 101], [
    10_000,
    50,
    200,
  ]] as const
) {
  Deno.test(`TimelineTally makes ${binCount} bins of ${runCount} runs and loses none`, async () => {
    const tally = new TimelineTally(runCount);
    for await (const run of fixtureRuns({ runCount, errorEvery: 9, hasEvidence: false })) {
      tally.add(run);
    }
    const timeline = tally.result();
    assertEquals([timeline.runsPerBin, timeline.bins.length], [runsPerBin, binCount]);
    const sums = timeline.bins.reduce((sum, bin) => sum + bin.scoredCount + bin.errorCount, 0);
    assertEquals(sums, runCount);
    assertEquals([timeline.bins[0]!.firstRun, timeline.bins.at(-1)!.lastRun], [1, runCount]);
  });
}

Deno.test("TimelineTally shows one broken run among many", async () => {
  const tally = new TimelineTally(10_000);
  const options = { runCount: 10_000, hasEvidence: false };
  for await (const run of fixtureRuns(options)) {
    if (run.status === "error") continue;
    const isWorst = run.runId === 5001;
    tally.add({ ...run, hardPass: !isWorst, hardScore: isWorst ? 0.1 : 0.9 });
  }
  const bin = tally.result().bins[100]!;
  assertEquals([bin.firstRun, bin.hardFailCount, bin.hardScore.lowest], [5001, 1, 0.1]);
  assertAlmostEquals(bin.hardScore.mean, (49 * 0.9 + 0.1) / 50, 1e-12);
});

function summary(sceneId: string, meanHardScore: number) {
  return {
    sceneId,
    meanHardScore,
    runCount: 1,
    hardPassRate: 1,
    softPassRate: 1,
    meanSoftScore: 1,
  };
}

Deno.test("SceneGridTally keeps the 40 worst of many scenes, in the engine's order", () => {
  const scenes = Array.from({ length: 100 }, (_, i) => summary(`s${i}`, (i * 37 % 100) / 100));
  const { rows, sceneCount } = new SceneGridTally(10).result(scenes);
  const worst = scenes.filter(({ meanHardScore }) => meanHardScore < 0.4);
  assertEquals(rows.map((row) => row.summary), worst);
  assertEquals(sceneCount, 100);
});

Deno.test("SceneGridTally sums up neighbouring runs, 50 columns at most", () => {
  const tally = new SceneGridTally(101);
  const scene = { sceneId: "a", hardScore: 0.5, softScore: 1, hardPass: false, softPass: true };
  tally.add(100, [scene, { ...scene, sceneId: "of no summary" }]);
  tally.add(101, [{ ...scene, hardScore: 1, hardPass: true }]);
  const { columnCount, runsPerColumn, rows } = tally.result([summary("a", 0.9)]);
  assertEquals([columnCount, runsPerColumn], [34, 3]);
  assertEquals(rows[0]!.cells[33], { runCount: 2, meanHardScore: 0.75, hardFailCount: 1 });
});
