import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { runOmegaHere } from "../cli/omega_here.ts";
import { OMEGA, ROOT, run, SHORT_STORY, SHORT_STORY_FLAGS } from "../cli/run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { installValidators } from "./validators.ts";

const K8S = join(ROOT, "deploy/k8s/stress-indexed-job.yaml");
const GITHUB = join(ROOT, "deploy/github/stress-matrix.yml");

interface Step {
  readonly name?: string;
  readonly run?: string;
}

interface Container {
  readonly args: readonly string[];
}

interface Manifests {
  readonly jobs: readonly { spec: { template: { spec: { containers: readonly Container[] } } } }[];
  readonly workflow: { readonly jobs: Record<string, { readonly steps: readonly Step[] }> };
}

const validators = await installValidators();
const skip = validators === null ? " (skipped: npm cannot be reached)" : "";
const manifests = validators === null ? null : await readManifests(validators);

async function readManifests(folder: string): Promise<Manifests> {
  const script = join(ROOT, "tests/deploy/check_manifests.mjs");
  // Node looks for packages beside a script; one from a shell's standard input is in its folder.
  const command = `exec node --input-type=module - "${K8S}" "${GITHUB}" < "${script}"`;
  const { code, stdout, stderr } = await run(["sh", "-c", command], { cwd: folder });
  assertEquals(code, 0, stderr);
  return JSON.parse(stdout);
}

/** A folder with an `omega` on PATH, and a story in it. */
async function prepare(folder: string): Promise<Record<string, string>> {
  const bin = join(folder, "bin");
  await Deno.mkdir(bin);
  const command = OMEGA.map((word) => `'${word}'`).join(" ");
  await Deno.writeTextFile(join(bin, "omega"), `#!/bin/sh\nexec ${command} "$@"\n`, {
    mode: 0o755,
  });
  const story = join(folder, "story");
  await Deno.mkdir(story);
  for (const name of ["plan", "intent"]) {
    await Deno.copyFile(join(SHORT_STORY, `${name}.json`), join(story, `${name}.json`));
  }
  await Deno.copyFile(join(ROOT, "calibration/calibration.json"), join(story, "calibration.json"));
  return { PATH: `${bin}:${Deno.env.get("PATH")}`, STORY: story };
}

async function runWhole(folder: string, count: number): Promise<string> {
  const out = join(folder, "whole");
  const ended = await runOmegaHere([
    "stress",
    ...SHORT_STORY_FLAGS,
    `--count=${count}`,
    `--out=${out}`,
  ]);
  assertEquals(ended.code, 0, ended.stderr);
  return out;
}

async function expectSameReport(whole: string, merged: string): Promise<void> {
  const sh = `cmp "${whole}"/*/PR_REPORT.json "${merged}"/*/PR_REPORT.json`;
  const { code, stdout } = await run(["sh", "-c", sh]);
  assertEquals([code, stdout], [0, ""]);
}

Deno.test({
  name: `deploy/k8s: the Indexed Job is valid, and its shell makes the single run of shards${skip}`,
  ignore: validators === null,
  async fn() {
    const { jobs } = manifests!;
    const [shard, merge] = jobs.map((job) => job.spec.template.spec.containers[0]!.args[0]!);
    await inTemporaryFolder(async (folder) => {
      const evidence = join(folder, "evidence");
      const env = { ...await prepare(folder), EVIDENCE: evidence, SHARDS: "2", RUNS: "8" };
      for (const JOB_COMPLETION_INDEX of ["0", "1", "1"]) {
        // The second pod of index 1 finds its shard done and changes nothing.
        const { code, stderr } = await run(["sh", "-c", shard!], {
          env: { ...env, JOB_COMPLETION_INDEX },
        });
        assertEquals(code, 0, stderr);
      }
      const { code, stderr, stdout } = await run(["sh", "-c", merge!], { env });
      assertEquals(code, 0, stderr + stdout);
      await expectSameReport(await runWhole(folder, 8), join(evidence, "merged"));
      assertEquals((await run(["unzip", "-tq", join(evidence, "stress.zip")])).code, 0);
    });
  },
});

Deno.test({
  name: `deploy/github: the matrix workflow is valid, and its shell makes the single run${skip}`,
  ignore: validators === null,
  async fn() {
    const { workflow } = manifests!;
    const scriptOf = (job: string) =>
      workflow.jobs[job]!.steps.map((step) => step.run).find((script) => script !== undefined);
    await inTemporaryFolder(async (folder) => {
      const env = {
        ...await prepare(folder),
        OMEGA: "omega",
        PLAN: join(folder, "story/plan.json"),
        INTENT: join(folder, "story/intent.json"),
        RUNS: "8",
        SHARDS: "2",
      };
      // A checkout has its calibration where omega looks for it.
      await Deno.mkdir(join(folder, "calibration"));
      const calibration = join(folder, "calibration/calibration.json");
      await Deno.copyFile(join(ROOT, "calibration/calibration.json"), calibration);
      for (const INDEX of ["1", "2"]) {
        const words = ["bash", "-e", "-c", scriptOf("shard")!];
        const { code, stderr } = await run(words, { cwd: folder, env: { ...env, INDEX } });
        assertEquals(code, 0, stderr);
      }
      const { code, stderr, stdout } = await run(["bash", "-e", "-c", scriptOf("merge")!], {
        cwd: folder,
        env,
      });
      assertEquals(code, 0, stderr + stdout);
      await expectSameReport(await runWhole(folder, 8), join(folder, "merged"));
      assert((await Deno.stat(join(folder, "stress.zip"))).isFile);
    });
  },
});
