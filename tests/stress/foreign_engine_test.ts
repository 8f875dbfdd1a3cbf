/** Stress with engines that are somebody else's: files, failures, documents and usage. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { type Calibration, loadCalibration } from "../../src/calibration/mod.ts";
import type { Engine, RunContext, RunOutcome } from "../../src/engine/engine.ts";
import { EngineError } from "../../src/engine/engine_error.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { readToolchain } from "../../src/internal/toolchain.ts";
import type { Provider, Usage } from "../../src/provider/provider.ts";
import { mergeShards } from "../../src/stress/merge.ts";
import { bareChain } from "../../src/stress/provider_chain.ts";
import { readJournal } from "../../src/stress/read_journal.ts";
import type { RunRecord } from "../../src/stress/run_record.ts";
import { resumeStress, runShard, runStress, type StressPlan } from "../../src/stress/stress.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const CALIBRATION_URL = new URL("../../calibration/calibration.json", import.meta.url);
const ports = systemPorts;
const context = { ports, toolchain: readToolchain() };

const GOOD: RunOutcome = {
  hardScore: 0.9,
  softScore: 0.9,
  hardPass: true,
  softPass: true,
  artifacts: [],
};

/** Tells what each call consumed; the third one nothing, the fourth fails. */
function meteredProvider(): Provider {
  let count = 0;
  const usages: readonly (Usage | null)[] = [
    { inputTokens: 100, outputTokens: 10, cachedInputTokens: 40 },
    { inputTokens: 200, outputTokens: 20, cachedInputTokens: "unmeasured" },
    { inputTokens: "unmeasured", outputTokens: 5, cachedInputTokens: "unmeasured" },
    null,
  ];
  return {
    name: "metered",
    isDeterministic: false,
    generate() {
      const usage = usages[count++];
      if (!usage) return Promise.reject(new Error("no answer"));
      return Promise.resolve({ text: "a", model: "m", usage, finishReason: "stop", latencyMs: 1 });
    },
  };
}

async function planOf(
  engine: Engine,
  out: string,
  more: Partial<StressPlan> = {},
): Promise<StressPlan> {
  const { calibration }: { calibration: Calibration } = await loadCalibration(
    CALIBRATION_URL.pathname,
    ports,
  );
  const bytes = (text: string) => new TextEncoder().encode(text);
  return {
    engine,
    openProviderChain: bareChain(meteredProvider()),
    provider: "metered",
    model: "m-1",
    calibration,
    count: 1,
    seed: 1,
    concurrency: 1,
    clock: "system",
    inputs: {
      calibration: { digest: "sha256:0", bytes: await Deno.readFile(CALIBRATION_URL) },
      plan: { digest: "sha256:1", bytes: bytes('{"scenes":[{"title":"night"}]}') },
    },
    out,
    ...more,
  };
}

function recordsOf(runFolder: string): Promise<readonly RunRecord[]> {
  return Array.fromAsync(readJournal(join(runFolder, "runs.jsonl"), ports));
}

Deno.test("an engine is given the model and the documents, frozen and without the limits [OC-ENGINE-3511]", async () => {
  await inTemporaryFolder(async (out) => {
    const contexts: RunContext[] = [];
    const engine: Engine = {
      name: "curious",
      run(_, given) {
        contexts.push(given);
        return Promise.resolve(GOOD);
      },
    };
    await runStress(await planOf(engine, out, { count: 2 }), context);
    assertEquals(contexts[0]!.model, "m-1");
    assertEquals(contexts[0]!.inputs, { plan: { scenes: [{ title: "night" }] } });
    const plan = contexts[1]!.inputs!["plan"] as { readonly scenes: readonly object[] };
    assert(Object.isFrozen(contexts[1]!.inputs) && Object.isFrozen(plan.scenes[0]));
  });
});

Deno.test("files of an engine stay in its run's folder, also those of a failed run [OC-ENGINE-3510]", async () => {
  await inTemporaryFolder(async (out) => {
    const outcomes: readonly (RunOutcome | Error)[] = [
      { ...GOOD, artifacts: [{ path: "deep/er/a.txt", content: "é" }] },
      { ...GOOD, artifacts: [{ path: "../../RUN.json", content: "gotcha" }] },
      { ...GOOD, artifacts: [{ path: "/tmp/omega-escape", content: "gotcha" }] },
      new EngineError("ENGINE_EXIT", "Cannot run", [{ path: "stderr.txt", content: "why\n" }]),
    ];
    const engine: Engine = {
      name: "foreign",
      run({ run }) {
        const outcome = outcomes[run - 1]!;
        return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
      },
    };
    const { runFolder, verdict } = await runStress(
      await planOf(engine, out, { count: 4 }),
      context,
    );
    assertEquals(verdict, "FAIL");
    const records = await recordsOf(runFolder);
    assertEquals(records.map(({ status }) => status), ["scored", "error", "error", "error"]);
    assertEquals(records.map(({ artifacts }) => artifacts.map(({ path }) => path)), [
      ["runs/000001/deep/er/a.txt"],
      [],
      [],
      ["runs/000004/stderr.txt"],
    ]);
    const [, second, , fourth] = records;
    assert(second?.status === "error" && second.error.message.includes('a part ".."'));
    assert(fourth?.status === "error" && fourth.error.code === "ENGINE_EXIT");
    assertEquals(await Deno.readTextFile(join(runFolder, "runs/000004/stderr.txt")), "why\n");
    assert(!(await Deno.readTextFile(join(runFolder, "RUN.json"))).includes("gotcha"));
    await assertRejects(() => Deno.stat("/tmp/omega-escape"), Deno.errors.NotFound);
  });
});

Deno.test("shards with files in folders and of failed runs merge, and resume keeps what is there", async () => {
  await inTemporaryFolder(async (out) => {
    let runCount = 0;
    const engine: Engine = {
      name: "foreign",
      run({ run }) {
        runCount += 1;
        const artifacts = [{ path: "a/b.txt", content: `${run}` }];
        if (run % 2 === 1) return Promise.resolve({ ...GOOD, artifacts });
        return Promise.reject(new EngineError("ENGINE_EXIT", "Cannot run", artifacts));
      },
    };
    const plan = await planOf(engine, out, { count: 4 });
    const folders: string[] = [];
    for (const index of [1, 2]) {
      folders.push((await runShard(plan, { index, count: 2 }, context)).runFolder);
    }
    const merged = await mergeShards(folders, join(out, "merged"), { ports });
    const records = await recordsOf(merged.runFolder);
    for (const { runId, artifacts } of records) {
      assertEquals(artifacts.length, 1);
      const text = await Deno.readTextFile(join(merged.runFolder, artifacts[0]!.path));
      assertEquals(text, `${runId}`);
    }
    await Deno.remove(join(folders[0]!, "runs/000002/a/b.txt")).catch(() => {});
    const before = runCount;
    await resumeStress(folders[1]!, plan, context);
    assertEquals(runCount, before, "nothing was missing");
  });
});

Deno.test("the report has the usage of all calls, those of failed runs included", async () => {
  await inTemporaryFolder(async (out) => {
    const engine: Engine = {
      name: "calling",
      async run({ seed }, { provider, signal }) {
        for (const key of ["first", "second"]) {
          const request = { model: "m", messages: [], outputMaxTokens: 9, temperature: 0 };
          await provider.generate(request, { key, attempt: 1, seed, ports, signal });
        }
        return GOOD;
      },
    };
    const { runFolder } = await runStress(await planOf(engine, out, { count: 2 }), context);
    const report = JSON.parse(await Deno.readTextFile(join(runFolder, "PR_REPORT.json")));
    assertEquals(report.usage, {
      calls: 3,
      failed_calls: 1,
      unmeasured_calls: 1,
      input_tokens: 300,
      cached_input_tokens: 40,
      output_tokens: 35,
    });
  });
});
