import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { STRESS_OUTPUTS } from "../../src/report/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { runOmegaHere } from "./omega_here.ts";
import { OMEGA, run, runOmega, SHORT_STORY_FLAGS, storyFlags } from "./run_omega.ts";

const COMMAND = /^::(error|warning|notice) title=/;

Deno.test("omega stress tells a workflow by annotations and a step summary, and no one else", async () => {
  await inTemporaryFolder(async (folder) => {
    const summary = join(folder, "summary.md");
    await Deno.writeTextFile(summary, "an earlier step\n");
    const words = ["stress", ...storyFlags(), "--count=4", `--out=${folder}`, "--quiet"];
    const plain = await runOmegaHere(words);
    assertEquals(plain.stdout.split("\n").filter((line) => line.startsWith("::")), []);

    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
    const told = await runOmega(words, { env });
    assertEquals(told.code, plain.code, told.stderr);
    const commands = told.stdout.split("\n").filter((line) => COMMAND.test(line));
    assert(commands.length > 0 && commands.at(-1)!.startsWith("::notice "), told.stdout);
    assertMatch(await Deno.readTextFile(summary), /^an earlier step\n## PR-G4 stress: .*\n/);

    // With --json the one document is alone on stdout; a runner reads stderr, too.
    const json = await runOmegaHere([...words, "--json"], env);
    const { run_dir: runDir } = JSON.parse(json.stdout);
    assert(json.stderr.split("\n").some((line) => COMMAND.test(line)), json.stderr);
    const names = (await Array.fromAsync(Deno.readDir(runDir))).map(({ name }) => name);
    for (const name of STRESS_OUTPUTS) assert(names.includes(name), name);

    const lost = await runOmegaHere(words, {
      ...env,
      GITHUB_STEP_SUMMARY: join(folder, "gone/summary.md"),
    });
    assertEquals(lost.code, 3, lost.stderr);
    assertStringIncludes(lost.stderr, "gone/summary.md");
  });
});

const hasPseudoTerminal = (await run(["script", "-qec", "true", "/dev/null"])).code === 0;

Deno.test({
  name: "omega stress draws the scores in a terminal, and nowhere else" +
    (hasPseudoTerminal ? "" : " (skipped: no script(1) that makes a terminal)"),
  ignore: !hasPseudoTerminal,
  async fn() {
    await inTemporaryFolder(async (folder) => {
      const words = ["stress", ...SHORT_STORY_FLAGS, "--count=12", `--out=${folder}`];
      const piped = await runOmegaHere(words);
      assert(!piped.stdout.includes("hard score:"), piped.stdout);
      assertEquals(piped.stderr.split("\n").length, 11, piped.stderr);
      const command = [...OMEGA, ...words].map((word) => `'${word}'`).join(" ");
      const { stdout } = await run(["script", "-qec", command, "/dev/null"]);
      assertMatch(stdout, /\d+\/12 {2}[\d.]+\/s, \d+ s left/);
      assertMatch(stdout, /hard score: mean 0\.\d{4}, which may lie in 0\.70 \.\. 0\.95/);
      assertMatch(stdout, / 0\.\d+ \.\. 0\.\d+ \| +\d+ █/);
    });
  },
});

Deno.test("omega stress --control runs two arms and tells the flip rate and the runs needed", async () => {
  await inTemporaryFolder(async (folder) => {
    const words = ["stress", "--control", ...SHORT_STORY_FLAGS, "--count=10", `--out=${folder}`];
    const ended = await runOmegaHere([...words, "--flip-percent=100", "--json"]);
    assertEquals(ended.code, 0, ended.stderr);
    const answer = JSON.parse(ended.stdout);
    assertEquals([answer.verdict, answer.runs_per_arm, answer.arm_verdicts.length], [
      "PASS",
      10,
      2,
    ]);
    assert(answer.flip_rate > 0 && answer.flip_rate < 1, `${answer.flip_rate}`);
    assertEquals([answer.flip_rate_max, answer.runs_needed], [1, 1]);
    const control = JSON.parse(await Deno.readTextFile(join(answer.run_dir, "CONTROL.json")));
    assertEquals([control.flip_rate, control.verdict], [answer.flip_rate, "PASS"]);
    const arms = await Array.fromAsync(Deno.readDir(answer.run_dir));
    assertEquals(arms.filter(({ isDirectory }) => isDirectory).length, 2);

    const strict = await runOmegaHere([...words, "--flip-percent=0", "--json"]);
    assertEquals(strict.code, 1, strict.stderr);
    const refused = JSON.parse(strict.stdout);
    // The same seed draws the same pairs.
    assertEquals([refused.flip_rate, refused.violations[0].code], [
      answer.flip_rate,
      "VERDICT_FLIPS",
    ]);
    assertStringIncludes(strict.stderr, "of the verdicts flip although nothing has changed");
  });
});
