import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { loadCalibration } from "../../src/calibration/mod.ts";
import type { Engine } from "../../src/engine/mod.ts";
import { InputError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { createStream } from "../../src/internal/random.ts";
import type { Provider } from "../../src/provider/provider.ts";
import {
  analyzeReport,
  bareChain,
  compareStresses,
  runShard,
  runStress,
  type StressPlan,
} from "../../src/stress/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const loaded = await loadCalibration("calibration/calibration.json", systemPorts);
const context = { ports: systemPorts, toolchain: { omega: "0", deno: "0", v8: "0" } };

const noProvider: Provider = {
  name: "none",
  isDeterministic: true,
  generate: () => Promise.reject(new Error("not called")),
};

/** Scores by the seed of the run, plus a shift: the spread between runs is far above the shift. */
function engineWith(shift: number, brokenRun = 0): Engine {
  return {
    name: "shifted",
    async run({ run, seed }, { ports }) {
      if (run === brokenRun) throw new Error("down");
      const stream = createStream(seed, "test", "");
      await ports.clock.sleep(1000 + stream.nextBelow(100) - 10_000 * shift);
      const hardScore = 0.3 + stream.nextUnit() / 2 + shift + (stream.nextUnit() - 0.5) / 1000;
      return { hardPass: true, softPass: true, hardScore, softScore: 0.9, artifacts: [] };
    },
  };
}

function planOf(out: string, change: Partial<StressPlan> = {}): StressPlan {
  return {
    engine: engineWith(0),
    openProviderChain: bareChain(noProvider),
    provider: "none",
    model: "none",
    calibration: loaded.calibration,
    count: 30,
    seed: 42,
    concurrency: 1,
    clock: "virtual",
    inputs: { calibration: loaded },
    out,
    ...change,
  };
}

Deno.test("compareStresses() sees a shift far below the spread, in both directions [OC-STRESS-5210]", async () => {
  await inTemporaryFolder(async (out) => {
    const folderOf = async (name: string, change: Partial<StressPlan>) =>
      (await runStress(planOf(join(out, name), change), context)).runFolder;
    const base = await folderOf("base", {});
    const up = await folderOf("up", { engine: engineWith(0.01) });
    const verdicts = async (before: string, after: string) => {
      const { metrics, verdict } = await compareStresses(before, after, systemPorts);
      const verdictOf = (name: string) => metrics.find(({ metric }) => metric === name)!.verdict;
      return [verdict, verdictOf("mean_hard_score"), verdictOf("mean_latency_ms")];
    };
    assertEquals(await verdicts(base, up), ["better", "better", "better"]);
    assertEquals(await verdicts(up, base), ["worse", "worse", "worse"]);
    assertEquals(await verdicts(base, base), ["same", "same", "same"]);
  });
});

Deno.test("compareStresses() pairs what has a score in both, and refuses what does not pair [OC-STRESS-5210]", async () => {
  await inTemporaryFolder(async (out) => {
    const base = await runStress(planOf(join(out, "a")), context);
    const broken = await runStress(planOf(join(out, "b"), { engine: engineWith(0, 7) }), context);
    const comparison = await compareStresses(base.runFolder, broken.runFolder, systemPorts);
    assertEquals([comparison.pairCount, comparison.unpairedCount], [29, 1]);

    const refuse = (folder: string, text: string) =>
      assertRejects(() => compareStresses(base.runFolder, folder, systemPorts), InputError, text);
    const seeded = await runStress(planOf(join(out, "c"), { seed: 7 }), context);
    await refuse(seeded.runFolder, "wanted seed 42");
    const shard = await runShard(planOf(join(out, "d")), { index: 1, count: 2 }, context);
    await refuse(shard.runFolder, "wanted a finished stress, found a shard");
    const single = await runStress(planOf(join(out, "e"), { count: 1 }), context);
    await refuse(single.runFolder, "wanted two runs with a score in both, found 1");
    await refuse(out, "RUN.json");
  });
});

Deno.test("analyzeReport() gives the numbers of our report to 1e-12", async () => {
  await inTemporaryFolder(async (out) => {
    const { runFolder } = await runStress(planOf(out), context);
    const analysis = await analyzeReport(join(runFolder, "PR_REPORT.json"), systemPorts);
    assertEquals([analysis.runCount, analysis.runCountAgrees], [30, true]);
    assert(analysis.checks.every(({ agrees }) => agrees), JSON.stringify(analysis.checks));
  });
});

/** The published format as another tool writes it: on one line, or in pieces, with braces in text. */
function reportText(runs: readonly unknown[], change: Record<string, unknown> = {}): string {
  return JSON.stringify({
    note: 'a "runs": that is none } ',
    schema_version: "STRESS-REPORT-1.0",
    total_runs: runs.length,
    hard_pass_rate: 0.5,
    soft_pass_rate: 1,
    mean_hard_score: 0.5,
    std_hard_score: 0.25,
    mean_soft_score: 1,
    std_soft_score: 0,
    runs,
    variance_violations: [{ envelope: { min: 0 } }],
    ...change,
  });
}

const RUNS = [
  { run_id: 1, hard_pass: true, soft_pass: true, hard_score: 0.25, soft_score: 1, note: "}, {]" },
  { run_id: 2, hard_pass: false, soft_pass: true, hard_score: 0.75, soft_score: 1, note: "é" },
];

async function analyzeText(text: string) {
  return await inTemporaryFolder(async (folder) => {
    const path = join(folder, "PR_REPORT.json");
    await Deno.writeTextFile(path, text);
    return await analyzeReport(path, systemPorts);
  });
}

Deno.test("analyzeReport() reads the format as other tools write it", async () => {
  const { checks, runCount } = await analyzeText(reportText(RUNS));
  assertEquals(runCount, 2);
  assert(checks.every(({ agrees }) => agrees), JSON.stringify(checks));
  // Far more than one piece, so that pieces end inside runs and inside strings.
  const many = Array.from({ length: 5000 }, (_, index) => ({
    ...RUNS[index % 2],
    note: "}".repeat(index % 900),
  }));
  const large = await analyzeText(reportText(many));
  assertEquals(large.runCount, 5000);
  assert(large.checks.every(({ agrees }) => agrees), JSON.stringify(large.checks));
});

Deno.test("analyzeReport() finds every number that the runs do not give", async () => {
  const names = ["hard_pass_rate", "std_soft_score", "mean_hard_score", "std_hard_score"];
  for (const name of names) {
    const { checks } = await analyzeText(reportText(RUNS, { [name]: 0.123 }));
    assertEquals(checks.filter(({ agrees }) => !agrees).map(({ metric }) => metric), [name]);
  }
  assertEquals((await analyzeText(reportText(RUNS, { total_runs: 3 }))).runCountAgrees, false);
});

Deno.test("analyzeReport() refuses what is no stress report", async () => {
  const table: readonly (readonly [string, string])[] = [
    ["", 'wanted an array "runs"'],
    ["{}", 'wanted an array "runs"'],
    ['{"runs": [', "wanted the end of the runs"],
    ['{"runs": [{"a": 1}', "$.runs[0].hard_score: wanted a number"],
    ['{"runs": [1, 2]}', "wanted"],
    [reportText([{ ...RUNS[0], hard_score: 2 }]), "$.runs[0].hard_score: wanted a number in 0..1"],
    [reportText([RUNS[0], { ...RUNS[1], soft_pass: 1 }]), "$.runs[1].soft_pass: wanted true or"],
    [reportText(RUNS, { schema_version: "X" }), "$.schema_version"],
    [reportText(RUNS, { mean_hard_score: null }), "$.mean_hard_score: wanted a number, found null"],
    [reportText(RUNS).slice(0, -1), "wanted JSON"],
  ];
  for (const [text, part] of table) {
    await assertRejects(() => analyzeText(text), InputError, part);
  }
});
