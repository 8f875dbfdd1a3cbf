import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { ROOT, run } from "../cli/run_omega.ts";
import { makeProject } from "../preflight/_project.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { readAction, readHooks } from "./read_workflow.ts";
import { installValidators } from "./validators.ts";

const validators = await installValidators();
const skip = validators === null ? " (skipped: npm cannot be reached)" : "";

Deno.test({
  name: `action.yml is valid, and its shell runs omega and hands on its verdict${skip}`,
  ignore: validators === null,
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const { inputs, runs } = await readAction(join(ROOT, "action.yml"), validators!);
      assertEquals([Object.keys(inputs)[0], runs.using], ["args", "composite"]);
      const step = runs.steps.find((one) => one.run !== undefined)!;
      // Whatever a workflow passes in reaches the shell by variables alone.
      assert(step.shell === "bash" && !step.run!.includes("${{"), step.run);
      assertEquals(Object.keys(step.env!), ["ARGS", "FOLDER", "OMEGA_ROOT"]);
      await Deno.mkdir(join(folder, "a project"));
      const act = async (ARGS: string) => {
        const GITHUB_OUTPUT = join(folder, "output");
        await Deno.writeTextFile(GITHUB_OUTPUT, "");
        const env = { ARGS, FOLDER: "a project", OMEGA_ROOT: ROOT, RUNNER_TEMP: folder };
        const words = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.run!];
        const ended = await run(words, { cwd: folder, env: { ...env, GITHUB_OUTPUT } });
        return { ...ended, output: await Deno.readTextFile(GITHUB_OUTPUT) };
      };
      const engine = join(ROOT, "examples/engines/proverb.ts");
      const limits = join(ROOT, "calibration/calibration.json");
      const stress = await act(
        `stress\n--engine=module:${engine}\n--calibration=${limits}\n--count=3\n\n--out=my runs\n`,
      );
      assertEquals(stress.code, 0, stress.stderr);
      assertStringIncludes(stress.output, "verdict=DOWNGRADE\nrun-dir=my runs/stress3_");
      const answer = /^answer=(.*)$/m.exec(stress.output)![1]!;
      assertEquals(JSON.parse(await Deno.readTextFile(answer)).runs, 3);
      assertEquals([...Deno.readDirSync(join(folder, "a project/my runs"))].length, 1);

      const refused = await act("stress\n$(touch pwned)\n`touch pwned`");
      assertEquals(refused.code, 2, refused.stderr);
      assertStringIncludes(refused.output, "verdict=ERROR");
      assert(
        ![...Deno.readDirSync(join(folder, "a project"))].some(({ name }) => name === "pwned"),
      );
    }),
});

Deno.test({
  name: `.pre-commit-hooks.yaml names commands that run in another repository${skip}`,
  ignore: validators === null,
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const specification = "# Text\n\n- [APP-1001] The text MUST be short.\n";
      await makeProject(folder, { ".specs/10-text.md": specification });
      const hooks = await readHooks(join(ROOT, ".pre-commit-hooks.yaml"), validators!);
      const codes: Record<string, number> = {};
      for (const { id, language, entry, pass_filenames } of hooks) {
        assertEquals([language, pass_filenames], ["script", false], id);
        // A script's path is that of the hooks' repository, its folder that of the user's.
        const [script, ...words] = entry.split(" ");
        codes[id] = (await run([join(ROOT, script!), ...words], { cwd: folder })).code;
      }
      // Nothing was extracted yet, and there is no configuration of a preflight.
      assertEquals(codes, {
        "omega-spec-extract": 1,
        "omega-spec-lint": 0,
        "omega-spec-links": 0,
        "omega-preflight": 2,
      });
    }),
});
