import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { REPOSITORY, run, withFolder } from "./_sandbox.ts";

interface Config {
  readonly exports: Readonly<Record<string, string>>;
  readonly tasks: Readonly<
    Record<string, { readonly description: string; readonly command: string }>
  >;
}

async function readConfig(): Promise<Config> {
  return JSON.parse(await Deno.readTextFile(join(REPOSITORY, "deno.json"))) as Config;
}

Deno.test("deno.json makes a test that leaks a file or a timer fail", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "tests"));
    await Deno.copyFile(join(REPOSITORY, "deno.json"), join(folder, "deno.json"));
    await Deno.writeTextFile(
      join(folder, "tests/leak_test.ts"),
      `Deno.test("file", async () => void await Deno.open("deno.json"));
Deno.test("timer", () => void setTimeout(() => {}, 10_000));
Deno.test("neither", () => {});
`,
    );
    const { code, stdout } = await run(Deno.execPath(), [
      "test",
      "--no-lock",
      "--no-check",
      "--allow-read",
    ], {
      cwd: folder,
      env: { DENO_DIR: join(folder, "deno-dir") },
    });
    assertEquals(code, 1);
    assertStringIncludes(stdout, "1 passed | 2 failed");
    assertMatch(stdout, /A file was opened during the test, but not closed/);
    assertMatch(stdout, /A timer was started in this test, but never completed/);
  });
});

Deno.test("deno.json gives every task a description, and no task all permissions", async () => {
  for (const [name, { description, command }] of Object.entries((await readConfig()).tasks)) {
    assert(description.length > 0, name);
    assert(!/(?:^|\s)(?:-\w*A\w*|--allow-all)(?:\s|$)/.test(command), name);
  }
});
