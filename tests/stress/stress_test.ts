import { assert, assertEquals, assertRejects } from "@std/assert";
import { walk } from "@std/fs/walk";
import { join, relative } from "@std/path";
import { loadCalibration } from "../../src/calibration/mod.ts";
import type { Engine } from "../../src/engine/mod.ts";
import { InputError, WorldError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { createStream } from "../../src/internal/random.ts";
import type { Provider } from "../../src/provider/provider.ts";
import { STRESS_OUTPUTS } from "../../src/report/mod.ts";
import type { StressPlan } from "../../src/stress/mod.ts";
import {
  bareChain,
  mergeShards,
  readJournal,
  resumeStress,
  runShard,
  runStress,
} from "../../src/stress/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { fullDisk } from "../full_disk.ts";

const loaded = await loadCalibration("calibration/calibration.json", systemPorts);
const toolchain = { omega: "0.0.0", deno: "0.0.0", v8: "0" };

const noProvider: Provider = {
  name: "none",
  isDeterministic: true,
  generate: () => Promise.reject(new Error("not called")),
};

/** Waits a seeded time on its clock and scores by its seed. */
const seededEngine: Engine = {
  name: "seeded",
  async run({ run, seed }, { ports, signal }) {
    const stream = createStream(seed, "test", "");
    await ports.clock.sleep(1 + stream.nextBelow(5_000), { signal });
    const hardScore = 0.8 + stream.nextUnit() / 10;
    return {
      hardPass: stream.nextBoolean(0.9),
      softPass: true,
      hardScore,
      softScore: 0.9,
      artifacts: [{ path: "note.txt", content: `run ${run}: ${hardScore}\n` }],
    };
  },
};

function planOf(out: string, change: Partial<StressPlan> = {}): StressPlan {
  return {
    engine: seededEngine,
    openProviderChain: bareChain(noProvider),
    provider: noProvider.name,
    model: "none",
    calibration: loaded.calibration,
    count: 20,
    seed: 42,
    concurrency: 1,
    clock: "virtual",
    inputs: { calibration: loaded },
    out,
    ...change,
  };
}

/** Every file of a folder by its path in it. */
async function readTree(folder: string): Promise<Map<string, string>> {
  const files = await Array.fromAsync(walk(folder, { includeDirs: false }));
  const entries = files.map(async ({ path }) =>
    [relative(folder, path), await Deno.readTextFile(path)] as const
  );
  return new Map((await Promise.all(entries)).sort());
}

Deno.test("runStress() gives the same folder, byte for byte, at any concurrency [OC-STRESS-5001]", async () => {
  await inTemporaryFolder(async (out) => {
    const first = await runStress(planOf(out), { ports: systemPorts, toolchain });
    const tree = await readTree(first.runFolder);
    for (const name of STRESS_OUTPUTS) assert(tree.has(name), name);
    for (const concurrency of [1, 16]) {
      const again = await runStress(planOf(out, { concurrency }), {
        ports: systemPorts,
        toolchain,
      });
      assert(again.runFolder !== first.runFolder);
      assertEquals(await readTree(again.runFolder), tree);
    }
    const other = await runStress(planOf(out, { seed: 43 }), { ports: systemPorts, toolchain });
    assert((await readTree(other.runFolder)).get("PR_REPORT.json") !== tree.get("PR_REPORT.json"));
  });
});

Deno.test("runStress() overlaps runs when asked to [OC-STRESS-5002]", async () => {
  await inTemporaryFolder(async (out) => {
    for (const concurrency of [1, 4]) {
      let [underWay, most] = [0, 0];
      const engine: Engine = {
        ...seededEngine,
        async run(input, context) {
          most = Math.max(most, ++underWay);
          try {
            return await seededEngine.run(input, context);
          } finally {
            underWay -= 1;
          }
        },
      };
      await runStress(planOf(out, { engine, concurrency }), { ports: systemPorts, toolchain });
      assertEquals(most, concurrency);
    }
  });
});

Deno.test("runStress() writes a report whose numbers its own runs give [OC-STRESS-5005, OC-STRESS-5201]", async () => {
  await inTemporaryFolder(async (out) => {
    const result = await runStress(planOf(out), { ports: systemPorts, toolchain });
    const report = JSON.parse(await Deno.readTextFile(join(result.runFolder, "PR_REPORT.json")));
    assertEquals(report.schema_version, "STRESS-REPORT-1.0");
    assertEquals(report.total_runs, 20);
    assertEquals(
      report.runs.map((run: { run_id: number }) => run.run_id),
      [...Array(20).keys()]
        .map((index) => index + 1),
    );
    const scores: number[] = report.runs.map((run: { hard_score: number }) => run.hard_score);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
    assert(Math.abs(report.mean_hard_score - mean) < 1e-12);
    assert(Math.abs(report.std_hard_score - Math.sqrt(variance)) < 1e-12);
    const ends: string[] = report.runs.map((run: { timestamp: string }) => run.timestamp);
    assertEquals(report.timestamp, ends.sort().at(-1));
    assert(ends[0]!.startsWith("2026-01-01T00:00:"));
    const manifest = JSON.parse(await Deno.readTextFile(join(result.runFolder, "RUN.json")));
    assertEquals(manifest.status, "complete");
    assertEquals(manifest.input_digests.calibration, loaded.digest);
    assertEquals(
      await Deno.readFile(join(result.runFolder, "inputs", "calibration.json")),
      loaded.bytes,
    );
  });
});

Deno.test("runStress() records a run whose engine rejects as an error, never as a score [OC-ENGINE-3501]", async () => {
  await inTemporaryFolder(async (out) => {
    const engine: Engine = {
      ...seededEngine,
      run: (input, context) =>
        input.run === 3
          ? Promise.reject(Object.assign(new Error("the\nserver is gone"), { code: "GONE" }))
          : seededEngine.run(input, context),
    };
    const result = await runStress(planOf(out, { engine }), { ports: systemPorts, toolchain });
    assertEquals([result.scoredRunCount, result.errorCount, result.verdict], [19, 1, "FAIL"]);
    const records = await Array.fromAsync(
      readJournal(join(result.runFolder, "runs.jsonl"), systemPorts),
    );
    const failed = records[2]!;
    assertEquals(failed.status === "error" && failed.error, {
      code: "GONE",
      message: "the server is gone",
    });
    const report = JSON.parse(await Deno.readTextFile(join(result.runFolder, "PR_REPORT.json")));
    assertEquals([report.total_runs, report.requested_runs, report.verdict], [19, 20, "FAIL"]);
  });
});

Deno.test("runStress() takes no score that is none [OC-ENGINE-3502]", async () => {
  for (
    const bad of [{ hardScore: NaN }, { softScore: 1.1 }, { hardPass: 1 as unknown as boolean }]
  ) {
    await inTemporaryFolder(async (out) => {
      const engine: Engine = {
        ...seededEngine,
        run: async (input, context) => ({ ...await seededEngine.run(input, context), ...bad }),
      };
      const plan = planOf(out, { engine, count: 2 });
      const result = await runStress(plan, { ports: systemPorts, toolchain });
      assertEquals([result.scoredRunCount, result.verdict], [0, "FAIL"]);
    });
  }
});

Deno.test("runStress() stops at an input error and says incomplete [OC-STRESS-5004]", async () => {
  await inTemporaryFolder(async (out) => {
    const engine: Engine = { ...seededEngine, run: () => Promise.reject(new InputError("no")) };
    const plan = planOf(out, { engine, concurrency: 4 });
    await assertRejects(() => runStress(plan, { ports: systemPorts, toolchain }), InputError);
    const [folder] = await Array.fromAsync(Deno.readDir(out));
    const manifest = JSON.parse(await Deno.readTextFile(join(out, folder!.name, "RUN.json")));
    assertEquals(manifest.status, "incomplete");
  });
});

Deno.test("runStress() stops when aborted; what had ended stays in the journal", async () => {
  await inTemporaryFolder(async (out) => {
    const stop = new AbortController();
    const reason = new Error("interrupted");
    await assertRejects(
      () =>
        runStress(planOf(out, { concurrency: 3 }), {
          ports: systemPorts,
          toolchain,
          signal: stop.signal,
          onProgress: ({ finishedCount }) => finishedCount === 7 && stop.abort(reason),
        }),
      Error,
      "interrupted",
    );
    const [folder] = await Array.fromAsync(Deno.readDir(out));
    const path = join(out, folder!.name, "runs.jsonl");
    const records = await Array.fromAsync(readJournal(path, systemPorts));
    assert(records.length >= 7 && records.length < 20, `${records.length} records`);
  });
});

Deno.test("runStress() on a disk that fills up keeps whole runs and leaves no half file [OC-STRESS-5006]", async () => {
  let sawPartial = false;
  for (let budget = 4_000; budget < 16_000; budget += 1_111) {
    await inTemporaryFolder(async (out) => {
      const error = await assertRejects(
        () => runStress(planOf(out), { ports: fullDisk(budget), toolchain }),
        WorldError,
        "no space left",
      );
      assertEquals(error.code, "ENOSPC");
      const [folder] = await Array.fromAsync(Deno.readDir(out));
      const tree = await readTree(join(out, folder!.name));
      assertEquals([...tree.keys()].filter((path) => path.includes(".tmp")), []);
      for (const [path, text] of tree) if (path.endsWith(".json")) JSON.parse(text);
      const journal = join(out, folder!.name, "runs.jsonl");
      if (!tree.has("runs.jsonl")) return;
      for await (const record of readJournal(journal, systemPorts)) {
        assert(record.status === "scored");
        for (const { path, size } of record.artifacts) {
          assertEquals(new TextEncoder().encode(tree.get(path)).length, size);
        }
        sawPartial = true;
      }
    });
  }
  assert(sawPartial);
});

Deno.test("readJournal() refuses a line that was altered or torn, naming it [OC-STRESS-5101]", async () => {
  await inTemporaryFolder(async (out) => {
    const { runFolder } = await runStress(planOf(out), { ports: systemPorts, toolchain });
    const path = join(runFolder, "runs.jsonl");
    const text = await Deno.readTextFile(path);
    const read = async (altered: string) => {
      await Deno.writeTextFile(path, altered);
      return await Array.fromAsync(readJournal(path, systemPorts));
    };
    assertEquals((await read(text)).length, 20);
    const altered = text.replace('"run_id":5', '"run_id":6');
    await assertRejects(() => read(altered), InputError, "runs.jsonl:6");
    await assertRejects(() => read(text.slice(0, -20)), InputError, "runs.jsonl:21");
    await assertRejects(() => read("{}\n"), InputError, "runs.jsonl:1");
  });
});

/** Stops a stress after some runs and returns its folder. */
async function stopAfter(count: number, plan: StressPlan): Promise<string> {
  const stop = new AbortController();
  await assertRejects(() =>
    runStress(plan, {
      ports: systemPorts,
      toolchain,
      signal: stop.signal,
      onProgress: ({ finishedCount }) => finishedCount === count && stop.abort(new Error("stop")),
    })
  );
  const [folder] = await Array.fromAsync(Deno.readDir(plan.out));
  return join(plan.out, folder!.name);
}

Deno.test("resumeStress() runs only what is missing and ends byte for byte the same [OC-STRESS-5102]", async () => {
  await inTemporaryFolder(async (out) => {
    const whole = await runStress(planOf(join(out, "whole")), { ports: systemPorts, toolchain });
    const expected = await readTree(whole.runFolder);
    for (const [concurrency, count] of [[1, 1], [1, 19], [8, 7]] as const) {
      const ran: number[] = [];
      const engine: Engine = {
        ...seededEngine,
        run: (input, context) => (ran.push(input.run), seededEngine.run(input, context)),
      };
      const plan = planOf(join(out, `stopped-${count}`), { engine, concurrency });
      const folder = await stopAfter(count, plan);
      const done = (await Array.fromAsync(
        readJournal(join(folder, "runs.jsonl"), systemPorts),
      )).map(({ runId }) => runId);
      // What a kill in the middle of a write leaves: half a line, a half-written run.
      await Deno.writeTextFile(join(folder, "runs.jsonl"), '{"run_id":9,"se', { append: true });
      const unfinished = [...Array(20).keys()].map((index) => index + 1)
        .find((run) => !done.includes(run))!;
      const leftover = join(folder, "runs", String(unfinished).padStart(6, "0"));
      await Deno.mkdir(leftover, { recursive: true });
      await Deno.writeTextFile(join(leftover, "note.txt.0123.tmp"), "half");
      await Deno.writeTextFile(join(folder, "report.html.0123456789abcdef.tmp"), "half");
      await Deno.writeTextFile(join(folder, "stress.lock"), "");
      ran.length = 0;
      await resumeStress(folder, plan, { ports: systemPorts, toolchain });
      assertEquals(ran.filter((run) => done.includes(run)), []);
      assertEquals(ran.length, 20 - done.length);
      assertEquals(await readTree(folder), expected);
    }
  });
});

Deno.test("resumeStress() does a run again whose files are gone or altered [OC-STRESS-5103]", async () => {
  await inTemporaryFolder(async (out) => {
    const { runFolder } = await runStress(planOf(out), { ports: systemPorts, toolchain });
    const expected = await readTree(runFolder);
    await Deno.remove(join(runFolder, "runs", "000003"), { recursive: true });
    await Deno.writeTextFile(join(runFolder, "runs", "000005", "note.txt"), "run 5: 1\n");
    const ran: number[] = [];
    const engine: Engine = {
      ...seededEngine,
      run: (input, context) => (ran.push(input.run), seededEngine.run(input, context)),
    };
    await resumeStress(runFolder, planOf(out, { engine }), { ports: systemPorts, toolchain });
    assertEquals(ran, [3, 5]);
    assertEquals(await readTree(runFolder), expected);
  });
});

Deno.test("resumeStress() refuses a folder that somebody works in, and takes it afterwards [OC-STRESS-5007]", async () => {
  await inTemporaryFolder(async (out) => {
    const context = { ports: systemPorts, toolchain };
    const began = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const engine: Engine = {
      ...seededEngine,
      async run(input, engineContext) {
        if (input.run === 2) began.resolve();
        await go.promise;
        return await seededEngine.run(input, engineContext);
      },
    };
    const plan = planOf(out, { engine, concurrency: 2, count: 3 });
    const running = runStress(plan, context);
    await began.promise;
    const [entry] = await Array.fromAsync(Deno.readDir(out));
    const runFolder = join(out, entry!.name);
    const error = await assertRejects(
      () => resumeStress(runFolder, plan, context),
      WorldError,
      `process ${Deno.pid}`,
    );
    assertEquals(error.code, "RUN_FOLDER_BUSY");
    go.resolve();
    await running;
    const tree = await readTree(runFolder);
    assertEquals([...tree.keys()].filter((name) => name.endsWith(".lock")), []);
    await resumeStress(runFolder, plan, context);
    assertEquals(await readTree(runFolder), tree);
  });
});

Deno.test("resumeStress() repeats errors only when asked to", async () => {
  await inTemporaryFolder(async (out) => {
    const whole = await runStress(planOf(join(out, "whole")), { ports: systemPorts, toolchain });
    let isDown = true;
    const engine: Engine = {
      ...seededEngine,
      run: (input, context) =>
        isDown && input.run % 5 === 0
          ? Promise.reject(new Error("down"))
          : seededEngine.run(input, context),
    };
    const plan = planOf(join(out, "errors"), { engine });
    const first = await runStress(plan, { ports: systemPorts, toolchain });
    assertEquals([first.errorCount, first.verdict], [4, "FAIL"]);
    isDown = false;
    const context = { ports: systemPorts, toolchain };
    const same = await resumeStress(first.runFolder, plan, context);
    assertEquals("errorCount" in same && same.errorCount, 4);
    const again = await resumeStress(first.runFolder, plan, { ...context, retryErrors: true });
    assertEquals("errorCount" in again && again.errorCount, 0);
    assertEquals(await readTree(first.runFolder), await readTree(whole.runFolder));
  });
});

Deno.test("resumeStress() refuses another stress, a damaged journal and a strange folder [OC-STRESS-5104]", async () => {
  await inTemporaryFolder(async (out) => {
    const plan = planOf(out);
    const folder = await stopAfter(5, plan);
    const context = { ports: systemPorts, toolchain };
    const refuse = (change: Partial<StressPlan>, text: string) =>
      assertRejects(
        () => resumeStress(folder, planOf(out, change), context),
        InputError,
        text,
      );
    await refuse({ seed: 43 }, "wanted seed 42, found 43");
    await refuse({ count: 21 }, "wanted count 20, found 21");
    await refuse({ inputs: {} }, "wanted calibration sha256:");
    await assertRejects(() => resumeStress(out, plan, context), InputError, "RUN.json");
    const journal = join(folder, "runs.jsonl");
    const text = await Deno.readTextFile(journal);
    await Deno.writeTextFile(journal, text.replace('"run_id":2', '"run_id":7'));
    await refuse({}, "runs.jsonl:3");
  });
});

Deno.test("runShard() and mergeShards() give the whole stress, byte for byte [OC-STRESS-5105]", async () => {
  await inTemporaryFolder(async (out) => {
    const context = { ports: systemPorts, toolchain };
    const whole = await runStress(planOf(join(out, "whole")), context);
    const expected = await readTree(whole.runFolder);
    const shards: string[] = [];
    for (const index of [1, 2, 3]) {
      const plan = planOf(join(out, `shard-${index}`), { concurrency: index });
      shards.push((await runShard(plan, { index, count: 3 }, context)).runFolder);
    }
    for (const [name, order] of [["a", [0, 1, 2]], ["b", [2, 0, 1]]] as const) {
      const folders = order.map((index) => shards[index]!);
      const merged = await mergeShards(folders, join(out, name), context);
      assertEquals(await readTree(merged.runFolder), expected);
    }
    const merge = (...folders: string[]) => mergeShards(folders, join(out, "no"), context);
    const [one, two, three] = shards as [string, string, string];
    await assertRejects(() => merge(one, three), InputError, "wanted shard 2 of 3, found none");
    await assertRejects(() => merge(one, two, three, one), InputError, "found shard 1 of 3 again");
    const other = await runShard(
      planOf(join(out, "other"), { seed: 7 }),
      { index: 2, count: 3 },
      context,
    );
    await assertRejects(
      () => merge(one, other.runFolder, three),
      InputError,
      "wanted seed 42, found 7",
    );
    const otherLimits = { calibration: { ...loaded, digest: `sha256:${"0".repeat(64)}` } };
    const judged = await runShard(
      planOf(join(out, "judged"), { inputs: otherLimits }),
      { index: 2, count: 3 },
      context,
    );
    await assertRejects(
      () => merge(one, judged.runFolder, three),
      InputError,
      `Cannot use "${judged.runFolder}": wanted calibration sha256:`,
    );
    const manifest = await Deno.readTextFile(join(two, "RUN.json"));
    const rewrite = (from: string, to: string) =>
      Deno.writeTextFile(join(two, "RUN.json"), manifest.replace(from, to));
    await rewrite('"complete"', '"incomplete"');
    await assertRejects(() => merge(one, two, three), InputError, "wanted a complete shard");
    await rewrite("RUN-1.0", "RUN-2.0");
    await assertRejects(() => merge(one, two, three), InputError, "schema_version");
    await rewrite('"omega": "0.0.0"', '"omega": "9.0.0"');
    await assertRejects(() => merge(one, two, three), InputError, "toolchain");
    await rewrite("x", "x");
    await Deno.writeTextFile(join(two, "runs", "000002", "note.txt"), "altered");
    await assertRejects(() => merge(one, two, three), InputError, "000002/note.txt");
    assertEquals(await Deno.stat(join(out, "no")).catch(() => null), null);
  });
});

Deno.test("runStress() tells a suspect in report and facts, and a declared provider is none [OC-STRESS-5212]", async () => {
  await inTemporaryFolder(async (out) => {
    const still = { hardPass: true, softPass: true, hardScore: 0.9, softScore: 0.95 };
    const engine: Engine = {
      name: "still",
      run: () => Promise.resolve({ ...still, artifacts: [], output: "the same text" }),
    };
    for (const isDeterministic of [false, true]) {
      const result = await runStress(planOf(out, { engine, isDeterministic }), {
        ports: systemPorts,
        toolchain,
      });
      const { verdict, suspectMetrics, details, runFolder } = result;
      assertEquals(verdict, isDeterministic ? "PASS" : "DOWNGRADE");
      const suspects = isDeterministic ? [] : ["std_hard_score", "std_soft_score"];
      assertEquals(suspectMetrics.map(String), suspects);
      assertEquals(details.repeatedOutputCount, 19);
      const tree = await readTree(runFolder);
      const report = JSON.parse(tree.get("PR_REPORT.json")!);
      assertEquals([report.suspect_metrics, report.verdict], [suspects, verdict]);
      assertEquals(report.downgrade_flag, isDeterministic ? null : "DOWNGRADE_VARIANCE");
      const page = tree.get("report.html")!;
      assertEquals(page.includes("the runs may be repeats of one"), !isDeterministic);
      assert(page.includes("Outputs that repeat an earlier one to the byte: 19."));
      assertEquals(JSON.parse(tree.get("RUN.json")!).deterministic, isDeterministic || undefined);
    }
  });
});
