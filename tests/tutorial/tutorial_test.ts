import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { installOmega } from "../cli/install_omega.ts";
import { hasProgram, ROOT, run } from "../cli/run_omega.ts";
import { hasLines } from "../shown_lines.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const BLOCK = /^(<!-- not run: [^\n]+ -->\n+)?```(\w+)\n(.*?)^```$/gms;

/** A block of commands, and the lines that the page shows as their output. */
interface Step {
  readonly script: string;
  readonly shown: readonly string[];
}

/** The commands of the tutorial in their order, as they are written. */
function readSteps(): readonly Step[] {
  const page = Deno.readTextFileSync(join(ROOT, "docs/tutorial.md"));
  const steps: Step[] = [];
  for (const [, notRun, language, text] of page.matchAll(BLOCK)) {
    const lines = text!.split("\n").filter((line) => line !== "");
    if (language === "sh" && notRun === undefined) steps.push({ script: text!, shown: [] });
    if (language === "text") steps.push({ ...steps.pop()!, shown: lines });
  }
  return steps;
}

const NEEDED = ["bash", "git", "unzip", "python3", "sha256sum"];

Deno.test({
  name: "the tutorial leads from nothing to a signed pack, by its own commands and outputs",
  ignore: !NEEDED.every(hasProgram),
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const steps = readSteps();
      assert(steps.length >= 10 && steps.some(({ shown }) => shown.length > 0));
      const mark = (index: number) => `\necho "=== ${index} ===" >&2\n`;
      const script = steps.map((step, index) => `${step.script}${mark(index)}`).join("");
      const ended = await run(["bash", "-eu", "-c", `exec 1>&2\n${script}`], {
        cwd: folder,
        env: await installOmega(folder),
      });
      assertEquals(ended.code, 0, ended.stderr);
      const outputs = ended.stderr.split(/^=== \d+ ===\n/m);
      steps.forEach(({ script, shown }, index) => {
        assert(hasLines(outputs[index]!, shown), `${script}\n${outputs[index]}`);
      });
      const key = await Deno.readTextFile(join(folder, "shop/shop.pub"));
      assert(key.startsWith("-----BEGIN PUBLIC KEY-----"));
    }),
});
