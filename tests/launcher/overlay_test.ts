import { assert, assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { makeOverlay, repeatConfig, replaceImports } from "../../tools/npm_only/overlay.ts";
import {
  type Ended,
  NEEDS_POSIX,
  networkEnv,
  REPOSITORY,
  type Sandbox,
  withSandbox,
  writeFakeDeno,
} from "./_sandbox.ts";

const C = "--config deno.npm.json";

Deno.test("repeatConfig() repeats --config in every nested deno, and nowhere else", () => {
  const cases: ReadonlyArray<readonly [string, string]> = [
    ["deno run -R a.ts", `deno run ${C} -R a.ts`],
    ["deno test", `deno test ${C}`],
    ["deno task x --config y", `deno task ${C} x --config y`],
    ["deno fmt --check && deno lint", `deno fmt ${C} --check && deno lint ${C}`],
    ["deno lint;deno check|deno eval 1", `deno lint ${C};deno check ${C}|deno eval ${C} 1`],
    ["! deno check || deno bench &", `! deno check ${C} || deno bench ${C} &`],
    ["(deno check; (deno lint))", `(deno check ${C}; (deno lint ${C}))`],
    ["A=1 B='x y' C=\"$D\" deno check", `A=1 B='x y' C="$D" deno check ${C}`],
    ["A=$(deno eval 1) deno check", `A=$(deno eval ${C} 1) deno check ${C}`],
    ['echo "$(deno eval "1 + 1") x" y', `echo "$(deno eval ${C} "1 + 1") x" y`],
    ["deno -q -L=debug run a.ts", `deno -q -L=debug run ${C} a.ts`],
    ["deno main.ts --flag", `deno ${C} main.ts --flag`],
    ["deno doc --lint mod.ts", `deno doc ${C} --import-map deno.npm.json --lint mod.ts`],
    ["sleep 1 > out && deno check 2>&1 x", `sleep 1 > out && deno check ${C} 2>&1 x`],
    ["echo a\ndeno check", `echo a\ndeno check ${C}`],
    // Not a command, not Deno, or already decided.
    ["echo deno run a.ts", "echo deno run a.ts"],
    ["echo 'x; deno run a.ts'", "echo 'x; deno run a.ts'"],
    ['echo "x && deno run a.ts"', 'echo "x && deno run a.ts"'],
    ["echo x\\; deno run a.ts", "echo x\\; deno run a.ts"],
    ["echo ${X} deno run a.ts", "echo ${X} deno run a.ts"],
    ["'x' deno run a.ts", "'x' deno run a.ts"],
    ["bin/deno run a.ts; denot run; deno-x run", "bin/deno run a.ts; denot run; deno-x run"],
    ["deno --version; deno coverage x; deno", "deno --version; deno coverage x; deno"],
    ["deno run -R --config=x a.ts", "deno run -R --config=x a.ts"],
    ["deno run -c x a.ts", "deno run -c x a.ts"],
    ["deno check --no-config a.ts", "deno check --no-config a.ts"],
    // Unbalanced text is for the task's shell to refuse.
    ["echo ) deno check", `echo ) deno check ${C}`],
    ["echo 'x; deno check", "echo 'x; deno check"],
    ['echo "$(deno check', `echo "$(deno check ${C}`],
    ["", ""],
  ];
  for (const [command, expected] of cases) assertEquals(repeatConfig(command), expected);
  assertThrows(() => repeatConfig("echo `deno eval 1`"), Error, "write $(…) in place of backticks");
});

Deno.test("repeatConfig() keeps every character of a body that names no deno", () => {
  // Small and exhaustive: every text of up to four of the characters that mean something.
  const characters = [..."a '\"$()\\;<&\n", "$("];
  let texts = [""];
  for (let length = 0; length < 4; length += 1) {
    texts = texts.flatMap((text) => characters.map((character) => text + character));
    for (const text of texts) assertEquals(repeatConfig(text), text);
  }
});

Deno.test("replaceImports() names every sub-path, and refuses an import without a stand-in", () => {
  const standIns = {
    "@a/b": { to: "./b.ts", subPaths: ["c", "d-e"] },
    "@a/b/posix": { to: "./posix.ts" },
    "@a/bc": { to: "./bc.ts" },
  };
  assertEquals(replaceImports({ "@a/b": "jsr:@a/b@^1.0.0", "own": "./own.ts" }, standIns), {
    "@a/b": "./b.ts",
    "@a/b/c": "./b.ts",
    "@a/b/d-e": "./b.ts",
    "@a/b/posix": "./posix.ts",
    "own": "./own.ts",
  });
  assertThrows(
    () => replaceImports({ "@new/one": "jsr:@new/one@^1.0.0" }, standIns),
    Error,
    'Cannot take "@new/one" from npm: tools/npm_only/imports.json must name a stand-in, found none',
  );
});

Deno.test("makeOverlay() keeps our deno.json but for what leads to JSR, and names no place", async () => {
  const read = async (name: string) =>
    JSON.parse(await Deno.readTextFile(join(REPOSITORY, name))) as Record<string, unknown>;
  const config = await read("deno.json");
  const standIns = await read("tools/npm_only/imports.json") as Parameters<typeof makeOverlay>[1];
  const text = makeOverlay(config, standIns, "stamp");
  assertEquals(makeOverlay(config, standIns, "stamp"), text);
  assert(!/jsr:|"\/[^/]|file:|[A-Z]:\\/.test(text));

  const overlay = JSON.parse(text) as Record<string, unknown>;
  const changed = ["//", "exclude", "imports", "lock", "nodeModulesDir", "publish", "tasks"];
  const without = (object: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(object).filter(([key]) => !changed.includes(key)));
  assertEquals(without(overlay), without(config));
  assertEquals(overlay.lock, { path: "./tools/npm_only/deno.lock", frozen: true });
  assertEquals(overlay.nodeModulesDir, "none");
  const tasks = overlay.tasks as Record<string, { command?: string }>;
  assertEquals(Object.keys(tasks), Object.keys(config.tasks as object));
  for (const { command = "" } of Object.values(tasks)) {
    assert(!/(?:^|[;&|] *)deno (?!\S+ --config)/.test(command), command);
  }
});

/** Runs a launcher that uses the overlay, with the real Deno behind the fake one. */
async function withOverlay(
  body: (launch: (...args: string[]) => Promise<Ended>, sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  await withSandbox(async (sandbox) => {
    const path = [join(sandbox.top, "real")];
    await writeFakeDeno(join(path[0]!, "deno"));
    const env = { OMEGA_REGISTRY: "npm" };
    await body((...args) => sandbox.launch(args, { path, env }), sandbox);
  });
}

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno makes the overlay anew when deno.json or what makes it changes, and only then",
  fn: () =>
    withOverlay(async (launch, { repository }) => {
      const overlay = join(repository, "deno.npm.json");
      const state = async () => {
        const { ino, mtime } = await Deno.stat(overlay);
        return { text: await Deno.readTextFile(overlay), ino, mtime };
      };
      assertEquals((await launch("check")).code, 0);
      const first = await state();
      assertEquals((await launch("check")).code, 0);
      assertEquals(await state(), first);

      for (
        const name of ["deno.json", "tools/npm_only/imports.json", "tools/npm_only/overlay.ts"]
      ) {
        const before = await state();
        const path = join(repository, name);
        const text = await Deno.readTextFile(path);
        // Neither the size nor the time of change says so: the content does.
        const { atime, mtime } = await Deno.stat(path);
        await Deno.writeTextFile(path, text.replace(/\n$/, " "));
        await Deno.utime(path, atime!, mtime!);
        assertEquals((await launch("check")).code, 0);
        assertNotEquals((await state()).ino, before.ino, name);
        await Deno.writeTextFile(path, text);
      }

      // Cut short, or gone: made anew, with the very bytes of the first time.
      await Deno.writeTextFile(overlay, "{");
      assertEquals((await launch("check")).code, 0);
      assertEquals((await state()).text, first.text);
      await Deno.remove(overlay);
      assertEquals((await launch("check")).code, 0);
      assertEquals((await state()).text, first.text);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno leaves one whole overlay when several launchers make it at once",
  fn: () =>
    withOverlay(async (launch, { repository }) => {
      const ended = await Promise.all([1, 2, 3, 4].map(() => launch("check")));
      for (const { code, stderr } of ended) assertEquals([code, stderr], [0, ""]);
      JSON.parse(await Deno.readTextFile(join(repository, "deno.npm.json")));
      const names = await Array.fromAsync(Deno.readDir(repository), ({ name }) => name);
      assertEquals(names.sort(), ["bin", "deno.json", "deno.npm.json", "tools"]);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno says in one sentence why there is no overlay, with exit code 3",
  fn: () =>
    withOverlay(async (launch, { repository }) => {
      const config = join(repository, "deno.json");
      for (const text of ["{", '{"imports":{"@new/one":"jsr:@new/one@^1.0.0"}}']) {
        await Deno.writeTextFile(config, text);
        const { code, stdout, stderr } = await launch("check");
        assertEquals([code, stdout], [3, ""]);
        assertMatch(stderr, /^bin\/deno: Cannot [^\n]+\n$/);
      }
      await Deno.remove(config);
      assertEquals((await launch("check")).code, 3);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name:
    "bin/deno task runs nested tasks with the overlay, from another folder, in a path with spaces",
  fn: () =>
    withSandbox(async ({ launch, repository, top }) => {
      await Deno.mkdir(join(top, "real"));
      await Deno.symlink(Deno.execPath(), join(top, "real/deno"));
      await Deno.writeTextFile(
        join(repository, "deno.json"),
        JSON.stringify({
          // With deno.json itself this import would lead nowhere.
          imports: { "@std/fs": "jsr:@std/fs@^1.0.0" },
          tasks: {
            outer: "deno task --quiet inner",
            inner: { command: 'deno run --allow-read main.ts "$INIT_CWD" && exit 7' },
          },
        }),
      );
      await Deno.writeTextFile(
        join(repository, "tools/npm_only/imports.json"),
        JSON.stringify({ "@std/fs": { to: "./there.ts" } }),
      );
      // A lock file that names npm packages makes `deno task` fetch them.
      await Deno.writeTextFile(
        join(repository, "tools/npm_only/deno.lock"),
        '{"version":"5"}\n',
      );
      await Deno.writeTextFile(join(repository, "there.ts"), 'export const there = "there";\n');
      await Deno.writeTextFile(
        join(repository, "main.ts"),
        'import { there } from "@std/fs";\nconsole.log(there, Deno.args);\n',
      );
      const { code, stdout, stderr } = await launch(["task", "outer"], {
        cwd: top,
        env: { OMEGA_REGISTRY: "npm" },
        path: [join(top, "real")],
      });
      assertEquals(stdout, `there [ ${JSON.stringify(top)} ]\n`, stderr);
      assertEquals(code, 7);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "the overlay checks every stand-in against its lock file, with an empty cache",
  fn: (t) =>
    withSandbox(async ({ launch, repository, top }) => {
      await Deno.mkdir(join(top, "real"));
      await Deno.symlink(Deno.execPath(), join(top, "real/deno"));
      const { imports } = JSON.parse(await Deno.readTextFile(join(repository, "deno.json")));
      await Deno.writeTextFile(
        join(repository, "main.ts"),
        Object.keys(imports).map((name) => `import "${name}";\n`).join(""),
      );
      const lock = await Deno.readTextFile(join(repository, "tools/npm_only/deno.lock"));
      const check = (folder: string) =>
        launch(["check", "main.ts", "tools/"], {
          env: { ...networkEnv(), OMEGA_REGISTRY: "npm", DENO_DIR: join(top, folder) },
          path: [join(top, "real")],
        });
      const { code, stderr } = await check("empty");
      const isOffline = code !== 0 && /error sending request|dns error|timed out/i.test(stderr);
      await t.step({
        name: isOffline ? "SKIPPED: npm does not answer here" : "everything npm serves is accepted",
        ignore: isOffline,
        fn: async () => {
          assertEquals(code, 0, stderr);
          assertEquals(await Deno.readTextFile(join(repository, "tools/npm_only/deno.lock")), lock);
          const names = await Array.fromAsync(Deno.readDir(repository), ({ name }) => name);
          assert(!names.includes("node_modules") && !names.includes("deno.lock"), names.join());
        },
      });
      await t.step({
        name: isOffline ? "SKIPPED: npm does not answer here" : "other content is refused",
        ignore: isOffline,
        fn: async () => {
          const forged = lock.replaceAll(/"sha512-..../g, '"sha512-AAAA');
          assertNotEquals(forged, lock);
          await Deno.writeTextFile(join(repository, "tools/npm_only/deno.lock"), forged);
          const refused = await check("empty too");
          assertNotEquals(refused.code, 0);
          assertMatch(refused.stderr, /integrity|checksum/i);
        },
      });
    }),
});
