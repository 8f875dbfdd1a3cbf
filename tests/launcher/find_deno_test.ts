import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  copyLauncher,
  heard,
  NEEDS_POSIX,
  run,
  type Sandbox,
  withSandbox,
  writeFakeDeno,
  writeScript,
} from "./_sandbox.ts";

const PINNED = "deno-2.9.6/deno";

/** An npm that "installs" a fake Deno, `body` first. Each call adds a line to `npm-calls`. */
async function writeFakeNpm({ top, tools }: Sandbox, body = ""): Promise<void> {
  await writeFakeDeno(join(top, "package/deno"), "2.9.6");
  await writeScript(join(tools, "node"), "exit 0\n");
  await writeScript(
    join(tools, "npm"),
    `echo "$@" >>"${top}/npm-calls"
${body}
while [ "$1" != --prefix ]; do shift; done
mkdir -p "$2/node_modules/@deno/some-system" &&
cp "${top}/package/deno" "$2/node_modules/@deno/some-system/deno"
`,
  );
}

async function npmCalls({ top }: Sandbox): Promise<string[]> {
  const text = await Deno.readTextFile(join(top, "npm-calls")).catch(() => "");
  return text.split("\n").slice(0, -1);
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}

function assertOneSentence(stderr: string): void {
  assertMatch(stderr, /^bin\/deno: [A-Z][^\n]*[^.\n]\n$/);
}

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno takes a Deno on PATH only if it is 2.9 or newer",
  fn: () =>
    withSandbox(async (sandbox) => {
      await writeFakeDeno(join(sandbox.cache, PINNED), "2.9.6");
      const versions: ReadonlyArray<readonly [string, boolean]> = [
        ["1.46.3", false],
        ["2.8.9", false],
        ["2.9.0", true],
        ["2.9.0-rc.1+1a2b3c4", true],
        ["2.10.1", true],
        ["3.0.0", true],
        ["two", false],
        ["2", false],
        ["", false],
      ];
      for (const [version, isTaken] of versions) {
        const deno = join(sandbox.top, `deno ${version}`, "deno");
        await writeFakeDeno(deno, version);
        const ended = await sandbox.launch(["upgrade"], { path: [join(deno, "..")] });
        assertEquals(heard(ended).deno === deno, isTaken, version);
        assertEquals(heard(ended).deno === join(sandbox.cache, PINNED), !isTaken, version);
      }
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno goes past an older Deno on PATH to a newer one",
  fn: () =>
    withSandbox(async ({ launch, top }) => {
      await writeFakeDeno(join(top, "old/deno"), "2.8.0");
      await writeFakeDeno(join(top, "new/deno"), "2.9.1");
      const ended = await launch(["upgrade"], { path: [join(top, "old"), join(top, "new")] });
      assertEquals(heard(ended).deno, join(top, "new/deno"));
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno does not take itself, a link to itself or another copy of it for Deno",
  fn: () =>
    withSandbox(async ({ launch, launcher, top, cache }) => {
      const other = await copyLauncher(join(top, "other repository"));
      await Deno.mkdir(join(top, "links"));
      await Deno.symlink(launcher, join(top, "links/deno"));
      await writeFakeDeno(join(top, "real/deno"));
      const launchers = [join(launcher, ".."), join(top, "links"), join(other, "..")];

      const found = await launch(["upgrade"], { path: [...launchers, join(top, "real")] });
      assertEquals(heard(found).deno, join(top, "real/deno"));

      await writeFakeDeno(join(cache, PINNED));
      const cached = await launch(["upgrade"], { path: launchers });
      assertEquals(heard(cached).deno, join(cache, PINNED), cached.stderr);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno works through a symbolic link and by a name that is looked up on PATH",
  fn: () =>
    withSandbox(async ({ launcher, top, tools, repository }) => {
      await writeFakeDeno(join(top, "real/deno"));
      const link = join(top, "links/my-deno");
      await Deno.mkdir(join(link, ".."));
      await Deno.symlink("../a repository/bin/deno", link);
      const inRepository = ["check", "--config", join(repository, "deno.json")];
      for (const path of [[join(top, "links")], [join(launcher, "..")]]) {
        const name = path[0] === join(top, "links") ? "my-deno" : "deno";
        const ended = await run("sh", ["-c", `${name} check`], {
          cwd: top,
          env: {
            HOME: top,
            OMEGA_REGISTRY: "jsr",
            PATH: [...path, join(top, "real"), tools].join(":"),
          },
        });
        assertEquals(heard(ended).args, inRepository, ended.stderr);
      }
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno installs the pinned Deno once, says so in one line, and puts it first on PATH",
  fn: () =>
    withSandbox(async (sandbox) => {
      const { launch, cache, tools } = sandbox;
      await writeFakeNpm(sandbox);
      const first = await launch(["upgrade"]);
      assertEquals(heard(first).deno, join(cache, PINNED));
      assertEquals(
        first.stderr,
        `bin/deno: installing Deno 2.9.6 from npm into ${join(cache, "deno-2.9.6")}\n`,
      );
      const second = await launch(["upgrade"]);
      assertEquals(heard(second).deno, join(cache, PINNED));
      assertEquals(second.stderr, "");

      const calls = await npmCalls(sandbox);
      assertEquals(calls.length, 1);
      assertStringIncludes(calls[0]!, "--ignore-scripts");
      assertStringIncludes(calls[0]!, " deno@2.9.6");
      assertEquals(await names(cache), ["deno-2.9.6"]);

      await writeScript(join(cache, PINNED), 'echo "$PATH"\n');
      assertEquals((await launch(["upgrade"])).stdout, `${join(cache, "deno-2.9.6")}:${tools}\n`);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno leaves one whole Deno when several launchers install at once",
  fn: () =>
    withSandbox(async (sandbox) => {
      // The installs overlap for certain: each waits until all have begun.
      const { top, launch, cache } = sandbox;
      await writeFakeNpm(sandbox, `until [ -e "${top}/begun" ] || ! [ -d "${top}" ]; do :; done`);
      const launches = [1, 2, 3].map(() => launch(["upgrade"]));
      while ((await npmCalls(sandbox)).length < launches.length) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await Deno.writeTextFile(join(top, "begun"), "");
      for (const ended of await Promise.all(launches)) {
        assertEquals(heard(ended).deno, join(cache, PINNED), ended.stderr);
      }
      assertEquals(await names(cache), ["deno-2.9.6"]);
      assertEquals(await names(join(cache, "deno-2.9.6")), ["deno"]);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno recovers from an install that was killed",
  fn: () =>
    withSandbox(async (sandbox) => {
      const { top, launcher, tools, launch, cache } = sandbox;
      await writeFakeNpm(sandbox, `mkdir "$3/half"; echo $$ >"${top}/npm-pid"; exec sleep 30`);
      await Deno.symlink("/bin/sleep", join(tools, "sleep"));
      const child = new Deno.Command(launcher, {
        args: ["upgrade"],
        clearEnv: true,
        env: { HOME: join(top, "home"), PATH: tools },
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      let npmPid = "";
      while (npmPid === "") {
        await new Promise((resolve) => setTimeout(resolve, 5));
        npmPid = await Deno.readTextFile(join(top, "npm-pid")).catch(() => "");
      }
      child.kill("SIGKILL");
      Deno.kill(Number(npmPid), "SIGKILL");
      assertEquals((await child.status).signal, "SIGKILL");
      const left = (await names(cache)).filter((name) => name.startsWith("install."));
      assertEquals(left.length, 1, "the kill came in the middle");

      // A day later what was left is removed as well.
      await Deno.utime(join(cache, left[0]!), 1, 1);
      await writeFakeNpm(sandbox);
      assertEquals(heard(await launch(["upgrade"])).deno, join(cache, PINNED));
      assertEquals(await names(cache), ["deno-2.9.6"]);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno says in one sentence why it cannot install, with exit code 3",
  fn: () =>
    withSandbox(async (sandbox) => {
      const { tools, launch, cache } = sandbox;
      const cannot = async (reason: string) => {
        const { code, stdout, stderr } = await launch(["upgrade"]);
        const lines = stderr.split("\n").slice(0, -1).filter((line) => !/ installing /.test(line));
        assertOneSentence(`${lines.join("\n")}\n`);
        assertStringIncludes(stderr, reason);
        assertEquals([code, stdout], [3, ""]);
        assertEquals((await names(cache).catch(() => [])).filter((name) => /^inst/.test(name)), []);
      };
      await cannot("Node.js is needed for that, found none");
      await writeScript(join(tools, "node"), "exit 0\n");
      await cannot("npm is needed for that, found none");
      await writeFakeNpm(sandbox, "exit 7");
      await cannot("npm ended with exit code 7");
      await writeFakeNpm(sandbox, "exit 0");
      await cannot("npm has no Deno for this system");
      await writeFakeNpm(sandbox);
      await writeFakeDeno(join(sandbox.top, "package/deno"), "not a version");
      await cannot("the Deno that npm gave does not run on this system");
      const homeless = await launch(["upgrade"], { env: { HOME: "" } });
      assertEquals(homeless.code, 3);
      assertOneSentence(homeless.stderr);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno keeps to XDG_CACHE_HOME",
  fn: () =>
    withSandbox(async ({ launch, top }) => {
      const deno = join(top, "xdg/omega", PINNED);
      await writeFakeDeno(deno);
      const ended = await launch(["upgrade"], { env: { XDG_CACHE_HOME: join(top, "xdg") } });
      assertEquals(heard(ended).deno, deno);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno passes arguments, exit code and signals through",
  fn: () =>
    withSandbox(async ({ launch, launcher, top, tools }) => {
      const path = [join(top, "real")];
      await writeFakeDeno(join(top, "real/deno"));
      const args = ["upgrade", "", "a b", "*", "$HOME", "-"];
      const ended = await launch(args, { path, env: { FAKE_EXIT: "7" } });
      assertEquals([ended.code, heard(ended).args], [7, args]);

      // The process is replaced, so who signals the launcher signals Deno.
      await writeScript(
        join(top, "real/deno"),
        '[ "$1" != --version ] || { echo deno 2.9.0; exit; }\necho $$\nkill -TERM $$\n',
      );
      const child = await new Deno.Command(launcher, {
        args: ["upgrade"],
        clearEnv: true,
        env: { HOME: join(top, "home"), PATH: [...path, tools].join(":") },
        stdin: "null",
      }).output();
      assertEquals(child.signal, "SIGTERM");
      assert(child.stdout.length > 0);
    }),
});
