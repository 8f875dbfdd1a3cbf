import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { listStarterFiles, writeStarter } from "../../src/init/mod.ts";
import { WorldError } from "../../src/internal/errors.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { hasProgram, ROOT, run } from "../cli/run_omega.ts";
import { runOmegaHere } from "../cli/omega_here.ts";
import { installOmega } from "../cli/install_omega.ts";
import { readWorkflow } from "../deploy/read_workflow.ts";
import { installValidators } from "../deploy/validators.ts";
import { git } from "../preflight/_project.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const ENGINE = `module:${join(ROOT, "examples/engines/proverb.ts")}`;

function init(root: string) {
  return runOmegaHere(["init", `--engine=${ENGINE}`, `--root=${root}`, "--json"]);
}

Deno.test("omega init writes nothing over, and nothing at all where one file is taken [OC-CLI-9304]", () =>
  inTemporaryFolder(async (root) => {
    const own = join(root, "omega.spec.json");
    await Deno.writeTextFile(own, "mine");
    const refused = await init(root);
    assertEquals(refused.code, 2);
    assertStringIncludes(refused.stderr, "found omega.spec.json; move them away");
    assertEquals([...Deno.readDirSync(root)].map(({ name }) => name), ["omega.spec.json"]);
    assertEquals(await Deno.readTextFile(own), "mine");
    await Deno.remove(own);
    assertEquals((await init(root)).code, 0);
    assertEquals((await init(root)).code, 2);
  }));

Deno.test("writeStarter() takes back what it wrote when a file fails [OC-CLI-9305]", () =>
  inTemporaryFolder(async (root) => {
    const files = { ...systemPorts.files };
    let count = 0;
    files.open = (path, options) => {
      if (++count === 3) return Promise.reject(new Error("no space left"));
      return systemPorts.files.open(path, options);
    };
    await assertRejects(
      () => writeStarter(root, listStarterFiles(ENGINE), { files }),
      WorldError,
      "no space left",
    );
    assertEquals([...Deno.readDirSync(join(root, "calibration"))], []);
  }));

Deno.test("omega init takes no engine of omega's own", async () => {
  const { code, stderr } = await runOmegaHere(["init", "--engine=scribe"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "wanted --engine module:PATH or command:CMD");
});

/** Two writers prove as much here as ten. */
async function writeFewer(path: string): Promise<void> {
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace('"CONCURRENCY_N": 10', '"CONCURRENCY_N": 2'));
}

const validators = await installValidators();
const skip = validators === null ? " (skipped: npm cannot be reached)" : "";

Deno.test({
  name: `what omega init writes passes its gates at once, by the shell of its workflow${skip}`,
  ignore: validators === null || !hasProgram("git"),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const root = join(folder, "project");
      await Deno.mkdir(root);
      await git(root, "init", "--quiet");
      assertEquals((await init(root)).code, 0);
      await writeFewer(join(root, "calibration/calibration.json"));
      const env = { ...await installOmega(folder), OMEGA: "omega", RUNS: "5", ENGINE };
      assertEquals((await run(["omega", "spec", "extract"], { cwd: root, env })).code, 0);
      await git(root, "add", "--all");
      await git(root, "commit", "--quiet", "--message", "first");

      const workflow = await readWorkflow(join(root, ".github/workflows/omega.yml"), validators!);
      assertEquals(workflow.env!.ENGINE, ENGINE);
      assertStringIncludes(workflow.env!.OMEGA!, "jsr:@omega/readiness@^");
      const steps = workflow.jobs.gates!.steps.filter((step) => step.run !== undefined);
      for (const { name, run: script } of steps) {
        const { code, stdout, stderr } = await run(["bash", "-e", "-c", script!], {
          cwd: root,
          env,
        });
        assertEquals(code, 0, `${name}: ${stdout}${stderr}`);
      }
      assertEquals(steps.length, 5);
      const packs = [...Deno.readDirSync(join(root, "metrics/pr/PR_RUNS"))]
        .filter(({ name }) => name.endsWith(".zip"));
      assertEquals(packs.length, 1);
    }),
});

Deno.test("a starting project's documents say what they are for", () => {
  const documents = listStarterFiles(ENGINE).filter(({ path }) =>
    path.endsWith(".json") && !path.endsWith(".schema.json")
  );
  assert(documents.length >= 4);
  for (const { path, content } of documents) {
    assert(JSON.parse(content).description.length > 40, path);
    assert(content.endsWith("}\n"), path);
  }
});
