import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { loadCalibration } from "../../src/calibration/mod.ts";
import { loadChaosPlan, readChaosJournal } from "../../src/chaos/mod.ts";
import type { Engine } from "../../src/engine/mod.ts";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { InputError, WorldError } from "../../src/internal/errors.ts";
import type { Ports } from "../../src/internal/ports.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { findRunType } from "../../src/proofpack/run_type_registry.ts";
import { createProvider } from "../../src/provider/create_provider.ts";
import { EMBEDDED_MODEL } from "../../src/provider/embedded/embedded_provider.ts";
import { RetryExhaustedError } from "../../src/retry/mod.ts";
import type { StressPlan, StressResult } from "../../src/stress/mod.ts";
import { bareChain, chaosRuns, mergeShards, readJournal, retryRuns } from "../../src/stress/mod.ts";
import { resumeStress, runShard, runStress } from "../../src/stress/mod.ts";
import { runOmegaHere } from "../cli/omega_here.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { fullDisk } from "../full_disk.ts";

const loaded = await loadCalibration("calibration/calibration.json", systemPorts);
const heavy = await loadChaosPlan(
  "calibration/chaos-config.json",
  { profile: "heavy" },
  systemPorts,
);
const toolchain = { omega: "0.0.0", deno: "0.0.0", v8: "0" };

/** Makes three calls, two of them at once; what it does with errors decides. */
function engineOf(onError: (error: unknown) => void): Engine {
  return {
    name: "calling",
    async run({ run, seed }, { provider, ports, signal, inputs }) {
      assertEquals(Object.keys(inputs ?? {}), []);
      const texts: string[] = [];
      const call = async (key: string) => {
        const messages = [{ role: "user", content: key }] as const;
        const request = { model: EMBEDDED_MODEL, messages, outputMaxTokens: 30, temperature: 0.5 };
        try {
          const answer = await provider.generate(request, { key, attempt: 1, seed, ports, signal });
          texts.push(answer.text);
        } catch (error) {
          onError(error);
        }
      };
      await call("scene-a/pass-0");
      await Promise.all([call("scene-b/pass-0"), call("scene-c/pass-0")]);
      return {
        hardPass: true,
        softPass: true,
        hardScore: 0.9,
        softScore: 0.9,
        artifacts: [{ path: "text.txt", content: `${run}\n${texts.sort().join("\n")}\n` }],
      };
    },
  };
}

const honest = engineOf((error) => {
  throw error;
});
const forgetful = engineOf(() => {});

/** A plan whose layers are closed with it. */
function planOf(out: string, change: Partial<StressPlan> = {}, ports: Ports = systemPorts) {
  const { calibration } = loaded;
  const layer = chaosRuns(bareChain(createProvider("embedded")), heavy.plan, {
    calibration,
    ports,
  });
  const plan: StressPlan = {
    engine: honest,
    openProviderChain: retryRuns(layer.open, calibration),
    provider: "embedded",
    model: EMBEDDED_MODEL,
    calibration,
    count: 24,
    seed: 42,
    concurrency: 1,
    isDeterministic: true,
    clock: "virtual",
    inputs: { calibration: loaded, chaos: heavy },
    out,
    ...change,
  };
  return { plan, [Symbol.dispose]: () => layer[Symbol.dispose]() };
}

async function stress(out: string, change: Partial<StressPlan> = {}): Promise<StressResult> {
  using open = planOf(out, change);
  return await runStress(open.plan, { ports: systemPorts, toolchain });
}

async function readTree(folder: string, prefix = ""): Promise<Map<string, string>> {
  const tree = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(join(folder, prefix))) {
    const path = join(prefix, name);
    if (!isDirectory) tree.set(path, await Deno.readTextFile(join(folder, path)));
    else for (const item of await readTree(folder, path)) tree.set(...item);
  }
  return new Map([...tree].sort());
}

Deno.test("a stress under chaos gives the same folder at any concurrency, and from shards", async () => {
  await inTemporaryFolder(async (out) => {
    const whole = await stress(join(out, "whole"));
    const tree = await readTree(whole.runFolder);
    assert(whole.chaos !== null && whole.chaos.total.injected > 20);
    assertEquals(whole.chaos.total.silent_success, 0);
    for (const name of ["chaos-log.json", "inputs/chaos.json"]) assert(tree.has(name), name);
    assertEquals(tree.has("chaos-journal.jsonl"), false);
    const log = JSON.parse(tree.get("chaos-log.json")!);
    const report = JSON.parse(tree.get("PR_REPORT.json")!);
    assertEquals(report.chaos, log.reconciliation);
    assertEquals([log.entries[0].scene_id, log.plan_digest], ["a", heavy.digest]);
    const parallel = await stress(join(out, "parallel"), { concurrency: 16 });
    assertEquals(await readTree(parallel.runFolder), tree);
    const shards: string[] = [];
    for (const index of [1, 2, 3]) {
      using open = planOf(join(out, "shards"));
      const shard = { index, count: 3 };
      const { runFolder } = await runShard(open.plan, shard, { ports: systemPorts, toolchain });
      assertEquals((await readTree(runFolder)).has("chaos-journal.jsonl"), false);
      shards.push(runFolder);
    }
    const merged = await mergeShards(shards.reverse(), join(out, "merged"), { ports: systemPorts });
    assertEquals(await readTree(merged.runFolder), tree);
  });
});

Deno.test("a stress that was stopped under chaos resumes to the same folder", async () => {
  await inTemporaryFolder(async (out) => {
    const tree = await readTree((await stress(join(out, "whole"))).runFolder);
    const stop = new AbortController();
    {
      using open = planOf(join(out, "stopped"), { concurrency: 3 });
      await assertRejects(
        () =>
          runStress(open.plan, {
            ports: systemPorts,
            toolchain,
            signal: stop.signal,
            onProgress: ({ finishedCount }) =>
              finishedCount === 7 && stop.abort(new Error("enough")),
          }),
        Error,
        "enough",
      );
    }
    const [folder] = [...Deno.readDirSync(join(out, "stopped"))];
    const runFolder = join(out, "stopped", folder!.name);
    const journal = await readChaosJournal(join(runFolder, "chaos-journal.jsonl"), systemPorts);
    assert(new Set(journal.map(({ run }) => run)).size >= 7);
    using open = planOf(join(out, "unused"));
    await resumeStress(runFolder, open.plan, { ports: systemPorts, toolchain });
    assertEquals(await readTree(runFolder), tree);
  });
});

// deno-lint-ignore no-explicit-any -- the tests break the documents on purpose
type Document = any;

/** The verdict that a pack of the folder would have, after a change to its documents. */
async function judge(
  { runFolder }: StressResult,
  change: (documents: Record<"report" | "run" | "log", Document>) => void = () => {},
) {
  const runType = findRunType("stress");
  const paths = [...runType.evidence, "chaos-log.json"];
  const read = async (path: string) => JSON.parse(await Deno.readTextFile(join(runFolder, path)));
  const documents = new Map<string, Document>();
  for (const path of paths) documents.set(path, await read(path));
  const [report, run] = [documents.get("PR_REPORT.json"), documents.get("RUN.json")];
  const named = { report, run, log: documents.get("chaos-log.json") };
  change(named);
  if (named.log === undefined) documents.delete("chaos-log.json");
  return runType.judge(
    new Map([...documents].map(([path, value]) => [path, new JsonCursor(value, path)])),
  );
}

Deno.test("a stress whose engine forgets faults is FAIL, and its pack says so by itself", async () => {
  await inTemporaryFolder(async (out) => {
    const bad = await stress(out, { engine: forgetful, count: 40 });
    assertEquals([bad.verdict, bad.errorCount, bad.metrics.hard_pass_rate], ["FAIL", 0, 1]);
    const silentCount = bad.chaos!.total.silent_success;
    assert(silentCount > 0);
    assertEquals(await judge(bad), {
      verdict: "FAIL",
      reasons: [`${silentCount} faults ended as results`],
    });
    await assertRejects(() => judge(bad, ({ report }) => report.verdict = "PASS"), InputError);
  });
});

/** A contradiction, and the place that is named. */
const CONTRADICTIONS: readonly (readonly [
  name: string,
  place: string,
  change: (documents: Record<"report" | "run" | "log", Document>) => void,
])[] = [
  ["no log", "chaos-log.json", (documents) => documents.log = undefined],
  ["another plan", "$.plan_digest", ({ log }) => log.plan_digest = "sha256:0"],
  ["no plan", '"RUN.json" at $.input_digests', ({ run }) => delete run.input_digests.chaos],
  ["another schema", "$.schema_version", ({ log }) => log.schema_version = "X"],
  ["an attempt left out", "$.reconciliation.attempts", ({ log }) => log.entries.pop()],
  ["runs out of order", "].run", ({ log }) => log.entries.reverse()],
  ["a nicer settlement", ".settlement", ({ log }) => {
    log.entries.find((entry: Document) => entry.settlement === "reported").settlement = "retried";
  }],
  ["a fault hidden", ".injected", ({ log }) => {
    log.entries.find((entry: Document) => entry.injected).injected = false;
  }],
  ["fewer faults in the report", "$.chaos.injected", ({ report }) => report.chaos.injected = 0],
  ["no sums in the report", "$.chaos", ({ report }) => delete report.chaos],
  ["another verdict", '"chaos-log.json" at $.verdict', ({ log }) => log.verdict = "FAIL"],
];

Deno.test("a stress's faults that do not agree with each other are refused, naming the place", async () => {
  await inTemporaryFolder(async (out) => {
    const good = await stress(out, { count: 60, concurrency: 8 });
    assert(good.chaos!.total.reported > 0);
    assertEquals((await judge(good)).reasons, [`${good.errorCount} runs have no score`]);
    for (const [name, place, change] of CONTRADICTIONS) {
      const error = await assertRejects(() => judge(good, change), InputError);
      assertStringIncludes(error.message, place, name);
    }
  });
});

Deno.test("a stress stops where an attempt cannot be written ahead, even if the engine goes on", async () => {
  await inTemporaryFolder(async (out) => {
    const ports = fullDisk(5_000, (path) => path.endsWith("chaos-journal.jsonl"));
    using open = planOf(out, { engine: forgetful }, ports);
    const error = await assertRejects(
      () => runStress(open.plan, { ports, toolchain }),
      WorldError,
      "chaos-journal.jsonl",
    );
    assertEquals(error.code, "ENOSPC");
    const [folder] = [...Deno.readDirSync(out)];
    const records = await Array.fromAsync(
      readJournal(join(out, folder!.name, "runs.jsonl"), systemPorts),
    );
    assert(records.length > 0 && records.length < 24, `${records.length} runs`);
  });
});

Deno.test("retryRuns() keeps the calibration's bounds", async () => {
  let callCount = 0;
  const busy = {
    name: "busy",
    isDeterministic: true,
    generate() {
      callCount += 1;
      return Promise.reject(Object.assign(new Error("busy"), { status: 503 }));
    },
  };
  const limits = { MAX_RETRIES: 2, BACKOFF_BASE_MS: 0, BACKOFF_MAX_MS: 0 };
  const open = retryRuns(bareChain(busy), { ...loaded.calibration, ...limits });
  const { provider } = open({ run: 1, seed: 1 }, systemPorts);
  const request = { model: EMBEDDED_MODEL, messages: [], outputMaxTokens: 1, temperature: 0 };
  const context = { key: "k", attempt: 1, seed: 1, ports: systemPorts };
  await assertRejects(() => provider.generate(request, context), RetryExhaustedError);
  assertEquals(callCount, 3);
});

const STORY = ["--plan=examples/en/plan.json", "--intent=examples/en/intent.json"];

Deno.test("omega stress and scribe end 2 before any call where the faults cannot be read", async () => {
  await inTemporaryFolder(async (out) => {
    const path = join(out, "chaos.json");
    await Deno.writeTextFile(
      path,
      '{"profiles":{"p":{"CHAOS_RATE":2,"failure_types":["timeout"]}}}',
    );
    for (const command of ["stress", "scribe"]) {
      for (const flags of [[`--chaos=${path}`], ["--chaos-profile=hellfyre"]]) {
        const runs = join(out, "runs");
        const { code, stderr } = await runOmegaHere([command, ...STORY, ...flags, `--out=${runs}`]);
        assertEquals(code, 2, stderr);
        assert(/CHAOS_RATE|hellfyre/.test(stderr), stderr);
        assertEquals(await Deno.stat(runs).catch(() => null), null);
      }
    }
  });
});

Deno.test("omega scribe --chaos writes what struck, for a story that is whole and one that is not", async () => {
  await inTemporaryFolder(async (out) => {
    for (const [seed, wantedCode] of [["1", 0], ["3", 3]] as const) {
      const story = join(out, seed);
      const profile = wantedCode === 0 ? "heavy" : "hellfire";
      const flags = [`--chaos-profile=${profile}`, `--seed=${seed}`, `--out=${story}`];
      const { code, stderr } = await runOmegaHere(["scribe", ...STORY, ...flags]);
      assertEquals(code, wantedCode, stderr);
      const log = JSON.parse(await Deno.readTextFile(join(story, "chaos-log.json")));
      assertEquals([log.verdict, log.reconciliation.reported_runs], ["PASS", Number(code !== 0)]);
      assert(log.reconciliation.injected > 0);
      const names = [...Deno.readDirSync(story)].map(({ name }) => name);
      assertEquals(names.includes("chaos-journal.jsonl"), false);
      if (code !== 0) assertStringIncludes(stderr, "wanted success with at most 4 attempts");
    }
  });
});
