import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { COMMANDS } from "../../cli/command_table.ts";
import { FLAGS, GLOBAL_FLAGS } from "../../cli/flags.ts";
import { parseInvocation } from "../../cli/parse.ts";
import { renderCliPage } from "../../tools/cli_page.ts";
import { renderHelp } from "../../cli/render/help.ts";
import { renderManPage } from "../../cli/render/man_page.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { hasProgram, ROOT, run } from "./run_omega.ts";

Deno.test("docs/cli.md is what the tables of commands and flags say: deno task docs makes it [OC-CLI-9301]", async () => {
  await inTemporaryFolder(async (folder) => {
    const page = join(folder, "cli.md");
    await Deno.writeTextFile(page, renderCliPage(COMMANDS));
    const words = ["fmt", "--quiet", "--no-config", "--line-width=100", page];
    assertEquals((await run([Deno.execPath(), ...words])).code, 0);
    const text = await Deno.readTextFile(page);
    assertEquals(await Deno.readTextFile(join(ROOT, "docs/cli.md")), text);
  });
});

Deno.test("every flag is taken by a command, and every command shows an example that parses [OC-CLI-9302]", () => {
  const taken = new Set([...GLOBAL_FLAGS, ...COMMANDS.flatMap(({ flags }) => flags)]);
  assertEquals(FLAGS.map(({ name }) => name).filter((name) => !taken.has(name)), []);
  for (const { words, flags, required = [], example } of COMMANDS) {
    assertEquals(required.filter((name) => !flags.includes(name)), []);
    assertEquals(new Set(flags).size, flags.length, words.join(" "));
    const [program, ...rest] = example.split(" ");
    const invocation = parseInvocation(rest, COMMANDS);
    assert(program === "omega" && invocation.kind === "run", example);
    assertEquals(invocation.command.words, words);
  }
});

Deno.test("every command has its own file, whose code loads", async () => {
  const plans = await Promise.all(COMMANDS.map(({ load }) => load()));
  assertEquals(new Set(plans.map(({ name }) => name)).size, COMMANDS.length);
});

Deno.test("help, manual page and docs page name every command and every flag [OC-CLI-9308]", () => {
  const page = renderCliPage(COMMANDS);
  const manual = renderManPage(COMMANDS).replaceAll("\\-", "-");
  const helps = COMMANDS.map(({ words }) => renderHelp(words, COMMANDS)).join("\n");
  const names = COMMANDS.filter(({ isHidden }) => !isHidden).map(({ words }) => words.join(" "));
  for (const name of [...names, ...FLAGS.map(({ name }) => `--${name}`)]) {
    for (const text of [page, manual, helps]) assertStringIncludes(text, name);
  }
  for (const { words } of COMMANDS.filter(({ isHidden }) => isHidden)) {
    assert(!`${page}${manual}${renderHelp([], COMMANDS)}`.includes(words.join(" ")));
  }
});

/** What reads a manual page, and how it complains. */
const READERS: readonly (readonly [string, readonly string[]])[] = [
  ["groff", ["-man", "-ww", "-z"]],
  ["mandoc", ["-T", "lint", "-W", "error"]],
  ["man", ["-l"]],
];

for (const [program, flags] of READERS) {
  Deno.test({
    name: `omega man writes a page that ${program} reads without complaint`,
    ignore: !hasProgram(program),
    fn: () =>
      inTemporaryFolder(async (folder) => {
        const path = join(folder, "omega.1");
        await Deno.writeTextFile(path, `${renderManPage(COMMANDS)}\n`);
        const ended = await run([program, ...flags, path], { env: { MANWIDTH: "200" } });
        assertEquals([ended.code, ended.stderr], [0, ""], ended.stdout);
        // A formatter that shows the page shows its end, too.
        if (program === "man") assertStringIncludes(ended.stdout, "interrupted by SIGINT, SIGTERM");
      }),
  });
}
