import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { thisDeno } from "../../tools/this_deno.ts";
import { run } from "../cli/run_omega.ts";
import { hasLines } from "../shown_lines.ts";
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

/** A command and the lines that a page shows as its output. */
interface Session {
  readonly command: string;
  readonly shown: readonly string[];
}

/** The commands behind `$` and what is shown for them. */
function readSessions({ text }: CodeBlock): readonly Session[] {
  return text.split(/^\$ /m).slice(1).map((part) => {
    const [command, ...shown] = part.trimEnd().split("\n");
    return { command: command!, shown };
  });
}

const sessions = blocks.filter(({ info }) => info === "console").flatMap(readSessions);

/** What CI runs itself: every test, and this one among them. */
const BY_CI = new Set(["bin/deno task test", ".ci/run"]);

Deno.test({
  name: "the commands of README and docs run and answer as written, in a copy of the repository",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const root = join(folder, "omega");
      await copyRepository(root);
      const bin = join(folder, "bin");
      await makeOmega(bin, root);
      const env = { PATH: `${bin}:${Deno.env.get("PATH")}`, DENO_DIR: await makeCache(folder) };
      const execute = async (script: string) => {
        const { code, stdout, stderr } = await run(["sh", "-eu", "-c", script], { cwd: root, env });
        assertEquals(code, 0, `${script}\n${stdout}${stderr}`);
        return stdout;
      };
      const others = new Set([...BY_CI, ...sessions.map(({ command }) => command)]);
      for (const block of blocks.filter(({ info, notRun }) => info === "sh" && notRun === null)) {
        const lines = block.text.split("\n").filter((line) => !others.has(line.trim()));
        await execute(lines.join("\n"));
      }
      assert(sessions.length > 0);
      for (const { command, shown } of sessions) {
        const stdout = await execute(command);
        assert(hasLines(stdout, shown), `${command}\n${stdout}`);
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

/** A cache that has the packages of the usual one, and goes with the folder: all else is new. */
async function makeCache(folder: string): Promise<string> {
  const { stdout } = await run(thisDeno("info", "--json"));
  const { denoDir } = JSON.parse(stdout);
  const cache = join(folder, "cache");
  await Deno.mkdir(cache);
  for (const name of ["npm", "remote"]) await Deno.symlink(join(denoDir, name), join(cache, name));
  return cache;
}
