import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { loadCalibration } from "../../src/calibration/mod.ts";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import type { RunRecord } from "../../src/stress/mod.ts";
import { createSceneTally } from "../../src/stress/scene_tally.ts";
import { summarizeRuns } from "../../src/stress/summary.ts";

const { calibration } = await loadCalibration("calibration/calibration.json", systemPorts);

function scored(runId: number, change: Partial<RunRecord> = {}): RunRecord {
  const hardPass = runId !== 3;
  const scene = { hardPass, softPass: true, hardScore: runId / 10, softScore: 0.9 };
  return {
    status: "scored",
    runId,
    seed: runId,
    hardPass,
    softPass: true,
    hardScore: runId / 10,
    softScore: 0.9,
    latencyMs: runId * 100,
    timestamp: `2026-01-01T00:00:0${runId}.000Z`,
    outputSha256: (runId % 3).toString().repeat(64),
    scenes: [{ sceneId: "b", ...scene }, { sceneId: "a", ...scene, hardScore: 0.05 }],
    artifacts: [],
    evidence: {},
    ...change,
  } as RunRecord;
}

async function* streamOf(records: readonly RunRecord[]): AsyncGenerator<RunRecord> {
  yield* records;
}

Deno.test("summarizeRuns() names percentiles, worst run, worst scene and repeats", async () => {
  const records = [1, 2, 3, 4, 5].map((runId) => scored(runId));
  const { details, timestamp } = await summarizeRuns(streamOf(records), {
    runCount: 5,
    calibration,
  });
  assertEquals(timestamp, "2026-01-01T00:00:05.000Z");
  assertEquals(details.latencyMs.map(({ value }) => value), [300, 500, 500, 500, 500]);
  assertEquals(details.worstRun, { runId: 1, hardScore: 0.1 });
  assertEquals(details.scenes.map(({ sceneId }) => sceneId), ["b", "a"]);
  assertEquals(details.worstScene?.sceneId, "a");
  assertAlmostEquals(details.worstScene!.meanHardScore, 0.05, 1e-15);
  assertEquals(details.scenes[0]?.hardPassRate, 0.8);
  // Outputs 1 2 0 1 2: the last two are repeats.
  assertEquals(details.repeatedOutputCount, 2);
  assertEquals(details.hardPassPowers.map(({ k }) => k), [1, 2, 4]);
  assertAlmostEquals(details.hardPassPowers[2]!.probability, 1 / 5, 1e-15);
});

Deno.test("summarizeRuns() of nothing is FAIL and claims nothing [OC-STRESS-5205]", async () => {
  const summary = await summarizeRuns(streamOf([]), { runCount: 5, calibration });
  assertEquals([summary.verdict, summary.errorCount, summary.timestamp], ["FAIL", 5, null]);
  assertEquals(summary.details.hardPassRateInterval, { low: 0, high: 1 });
  assertEquals(summary.details.meanHardScoreInterval, null);
  assertEquals([summary.details.latencyMs, summary.details.worstRun], [[], null]);
});

Deno.test("summarizeRuns() counts a run that left no record as one without a score", async () => {
  const records = [scored(1), scored(2)];
  const summary = await summarizeRuns(streamOf(records), { runCount: 3, calibration });
  assertEquals([summary.verdict, summary.errorCount], ["FAIL", 1]);
});

Deno.test("createSceneTally() refuses more names than scenes can have, and drops none", () => {
  const tally = createSceneTally();
  const scene = { hardScore: 1, softScore: 1, hardPass: true, softPass: true };
  const scenes = Array.from({ length: 10_000 }, (_, i) => ({ ...scene, sceneId: `s${i}` }));
  tally.add(scenes);
  tally.add(scenes);
  assertEquals(tally.result().length, 10_000);
  const further = [{ ...scene, sceneId: "run-2\u0007" }];
  const error = assertThrows(() => tally.add(further), InputError, "10000 names");
  assertEquals(error.code, "TOO_MANY_SCENES");
  assert(error.message.endsWith('found another: "run-2\\u0007"'), error.message);
});
