import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { OMEGA, ROOT, run, runOmega, storyFlags } from "../cli/run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { makeProject, PRINTING_SUITE } from "../preflight/_project.ts";

const CONFIG = {
  schema_version: "PREFLIGHT-CONFIG-1.0",
  own_outputs: ["metrics"],
  accepted: [],
  suites: [PRINTING_SUITE],
  critical_files: ["src.txt"],
};

/** The faults of PR-G3, which it looks for in the project. */
async function readChaosConfig(): Promise<Record<string, string>> {
  const path = "calibration/chaos-config.json";
  const text = await Deno.readTextFile(join(ROOT, path)).catch(() => null);
  return text === null ? {} : { [path]: text };
}

/** Runs all gates in a new project, with the permissions of the task. */
function withGates(
  body: (
    place: { root: string; gates: (...flags: string[]) => ReturnType<typeof run> },
  ) => Promise<void>,
): Promise<void> {
  return inTemporaryFolder(async (root) => {
    await makeProject(root, {
      "calibration/preflight.json": JSON.stringify(CONFIG),
      ...await readChaosConfig(),
    });
    const omega = OMEGA.toSpliced(2, 0, "--allow-run");
    await body({
      root,
      gates: (...flags) =>
        run(
          [...omega, "gates", ...storyFlags(), "--writers=3", "--writes=20", "--json", ...flags],
          { cwd: root },
        ),
    });
  });
}

Deno.test({
  name:
    "omega gates runs every gate that there is, and certifies what they left [OC-GATES-7103] [OC-GATES-7104]",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withGates(async ({ root, gates }) => {
      const ended = await gates("--count=12");
      const answer = JSON.parse(ended.stdout);
      const report = JSON.parse(await Deno.readTextFile(join(root, "metrics/pr/GATES.json")));
      const verdicts = Object.fromEntries(
        report.gates.map(({ name, verdict }: Record<string, string>) => [name, verdict]),
      );
      assertEquals(answer.gates, { ...verdicts, certify: "PASS" }, ended.stdout);
      assertEquals(Object.keys(verdicts), [
        "preflight",
        "concurrency",
        "stress",
        "chaos",
        "budget",
        "proofpack",
      ]);
      assertEquals(verdicts.preflight, "PASS", ended.stdout);
      assertEquals([ended.code, answer.verdict], [0, "PASS"], ended.stdout);
      assert(!JSON.stringify(report).includes(root));
      const verify = await runOmega(["certify", "verify", join(root, "metrics/pr")]);
      assertEquals(verify.code, 0, verify.stdout);
      const edited = JSON.stringify({ ...report, verdict: "DOWNGRADE" });
      await Deno.writeTextFile(join(root, "metrics/pr/GATES.json"), edited);
      const changed = await runOmega(["certify", "verify", join(root, "metrics/pr"), "--json"]);
      assertEquals(changed.code, 1);
      assertEquals(JSON.parse(changed.stdout).violations[0].path, "GATES.json");
      const status = await run(["git", "-C", root, "status", "--porcelain"]);
      assertEquals(status.stdout, "?? metrics/\n");
    }),
});

Deno.test({
  name: "omega gates packs and certifies a run that failed, and ends as the worst",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withGates(async ({ root, gates }) => {
      const ended = await gates("--count=1", "--seed=8");
      const { gates: verdicts, verdict } = JSON.parse(ended.stdout);
      assertEquals([ended.code, verdict], [1, "FAIL"], ended.stdout);
      const { stress, proofpack, certify } = verdicts;
      assertEquals([stress, proofpack, certify], ["FAIL", "PASS", "FAIL"], ended.stdout);
      assertEquals((await runOmega(["certify", "verify", join(root, "metrics/pr")])).code, 0);
    }),
});

Deno.test({
  name: "omega gates stops at a dirty tree and runs nothing behind it [OC-GATES-7102]",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withGates(async ({ root, gates }) => {
      await Deno.writeTextFile(join(root, "untracked"), "x");
      const ended = await gates("--count=12");
      assertEquals(ended.code, 3, ended.stderr);
      const { gates: verdicts } = JSON.parse(ended.stdout);
      assertEquals(verdicts.preflight, "STOP");
      assertEquals([verdicts.stress, verdicts.certify], ["NOT_RUN", "NOT_RUN"]);
      assertEquals([...Deno.readDirSync(join(root, "metrics/pr"))].map(({ name }) => name).sort(), [
        "GATES.json",
        "PR_PREFLIGHT.json",
      ]);
    }),
});
