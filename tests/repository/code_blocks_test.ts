import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { run } from "../cli/run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { type CodeBlock, listPages, readCodeBlocks } from "./_code_blocks.ts";
import { listFiles, ROOT } from "./_repository.ts";

const blocks = listPages().flatMap(readCodeBlocks);

const placeOf = ({ path, line }: CodeBlock) => `${path}:${line}`;

Deno.test("every code block runs, is data or output, or says why it does not run", () => {
  // `deno test --doc` runs ts; what only shows text, data or Markdown has nothing to run.
  const languages = ["sh", "ts", "json", "yaml", "console", "text", "md"];
  const unknown = blocks.filter(({ info }) => !languages.includes(info.split(" ")[0]!));
  assertEquals(unknown.map(placeOf), []);
  const silent = blocks.filter(({ info, notRun }) => /\bignore\b/.test(info) && notRun === null);
  assertEquals(silent.map(placeOf), []);
  const lost = blocks.filter(({ info, notRun }) => info === "ts" && notRun !== null);
  assertEquals(lost.map(placeOf), []);
});

Deno.test("json blocks are JSON", () => {
  for (const block of blocks.filter(({ info }) => info === "json")) {
    assert(typeof JSON.parse(block.text) === "object", placeOf(block));
  }
});

/** What CI runs itself: every test, and this one among them. */
const BY_CI = new Set(["bin/deno task test", ".ci/run"]);

Deno.test({
  name: "the commands of README and docs run as written, in a copy of the repository",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const root = join(folder, "omega");
      await copyRepository(root);
      const bin = join(folder, "bin");
      await makeOmega(bin, root);
      for (const block of blocks.filter(({ info, notRun }) => info === "sh" && notRun === null)) {
        const lines = block.text.split("\n").filter((line) => !BY_CI.has(line.trim()));
        const { code, stdout, stderr } = await run(["sh", "-eu", "-c", lines.join("\n")], {
          cwd: root,
          env: { PATH: `${bin}:${Deno.env.get("PATH")}` },
        });
        assertEquals(code, 0, `${placeOf(block)}: ${stdout}${stderr}`);
      }
    }),
});

/** What a clone of the working tree would have. */
async function copyRepository(target: string): Promise<void> {
  for (const path of listFiles()) {
    await Deno.mkdir(dirname(join(target, path)), { recursive: true });
    await Deno.copyFile(join(ROOT, path), join(target, path));
  }
}

/** `omega` on PATH, as an installation makes it. */
async function makeOmega(bin: string, root: string): Promise<void> {
  await Deno.mkdir(bin);
  const main = join(root, "cli/main.ts");
  const words = `"${join(root, "bin/deno")}" run --no-check --allow-all "${main}"`;
  await Deno.writeTextFile(join(bin, "omega"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
}
