import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { SUB_COMMANDS_WITH_CONFIG } from "../../tools/npm_only/overlay.ts";
import { serveJsrMirror } from "./_jsr_mirror.ts";
import {
  heard,
  NEEDS_POSIX,
  REPOSITORY,
  run,
  type Sandbox,
  withSandbox,
  writeFakeDeno,
} from "./_sandbox.ts";

const DAY_S = 86_400;

/** A sandbox with a fake Deno on PATH. */
async function withFakeDeno(
  body: (
    launch: (args: readonly string[], env?: Record<string, string>) => ReturnType<typeof run>,
    sandbox: Sandbox,
  ) => Promise<void>,
): Promise<void> {
  await withSandbox(async (sandbox) => {
    const path = [join(sandbox.top, "real")];
    await writeFakeDeno(join(path[0]!, "deno"));
    await body((args, env = {}) => sandbox.launch(args, { path, env }), sandbox);
  });
}

async function askedCount({ top }: Sandbox): Promise<number> {
  const text = await Deno.readTextFile(join(top, "real/asked")).catch(() => "");
  return text.split("\n").length - 1;
}

Deno.test({
  ...NEEDS_POSIX,
  name: "OMEGA_REGISTRY other than jsr or npm is exit code 2 and one sentence",
  fn: () =>
    withFakeDeno(async (launch) => {
      for (const value of ["JSR", "github", " ", "jsr,npm"]) {
        const { code, stdout, stderr } = await launch(["check"], { OMEGA_REGISTRY: value });
        assertEquals([code, stdout], [2, ""]);
        assertEquals(
          stderr,
          `bin/deno: Cannot choose where packages come from: OMEGA_REGISTRY must be jsr or npm, got "${value}"\n`,
        );
      }
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "OMEGA_REGISTRY decides without asking JSR",
  fn: () =>
    withFakeDeno(async (launch, sandbox) => {
      const overlay = join(sandbox.repository, "deno.npm.json");
      const npm = await launch(["check"], { OMEGA_REGISTRY: "npm", FAKE_JSR: "yes" });
      assertEquals(heard(npm).args, ["check", "--config", overlay]);
      const jsr = await launch(["check"], { OMEGA_REGISTRY: "jsr", FAKE_JSR: "no" });
      assertEquals(heard(jsr).args, ["check"]);
      assertEquals([npm.stderr, jsr.stderr, await askedCount(sandbox)], ["", "", 0]);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno asks JSR once, remembers the answer and tells launchers within it",
  fn: () =>
    withFakeDeno(async (launch, sandbox) => {
      for (const [FAKE_JSR, registry] of [["no", "npm"], ["yes", "jsr"]] as const) {
        await Deno.remove(sandbox.cache, { recursive: true }).catch(() => {});
        const before = await askedCount(sandbox);
        const first = await launch(["check"], { FAKE_JSR });
        // The answer that would be given now is the other one: it is not asked for.
        const second = await launch(["check"], { FAKE_JSR: FAKE_JSR === "no" ? "yes" : "no" });
        assertEquals([heard(first).registry, heard(second).registry], [registry, registry]);
        assertEquals(await askedCount(sandbox) - before, 1);
        assertEquals(first.stderr.split("\n").length - 1, FAKE_JSR === "no" ? 1 : 0);
        assertEquals(second.stderr, "");
      }
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name:
    "bin/deno asks JSR again when the answer has expired, is damaged or is about another mirror",
  fn: () =>
    withFakeDeno(async (launch, sandbox) => {
      const nowS = Math.floor(Date.now() / 1000);
      const cases: ReadonlyArray<readonly [string, boolean]> = [
        [`no ${nowS - DAY_S + 60} `, false],
        [`no ${nowS - DAY_S - 1} `, true],
        [`yes ${nowS - 7 * DAY_S + 60} `, false],
        [`yes ${nowS - 7 * DAY_S - 1} `, true],
        [`no ${nowS + 3600} `, true],
        [`no ${nowS} http://127.0.0.1:1/`, true],
        [`maybe ${nowS} `, true],
        [`no x${nowS} `, true],
        [`no 0${nowS} `, true],
        ["no 99999999999999999999999 ", true],
        ["no -5 ", true],
        ["no", true],
        ["", true],
        ["\n\n", true],
      ];
      await Deno.mkdir(sandbox.cache, { recursive: true });
      for (const [remembered, isAsked] of cases) {
        await Deno.writeTextFile(join(sandbox.cache, "jsr-answer"), `${remembered}\n`);
        const before = await askedCount(sandbox);
        const { code, stderr } = await launch(["check"], { FAKE_JSR: "yes" });
        assertEquals([code, stderr], [0, ""], remembered);
        assertEquals(await askedCount(sandbox) - before, isAsked ? 1 : 0, remembered);
      }
      const names = await Array.fromAsync(Deno.readDir(sandbox.cache), ({ name }) => name);
      assertEquals(names, ["jsr-answer"]);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno works without a cache folder that it can write",
  fn: () =>
    withFakeDeno(async (launch, sandbox) => {
      for (const count of [1, 2]) {
        const ended = await launch(["check"], { XDG_CACHE_HOME: "/dev/null", FAKE_JSR: "yes" });
        assertEquals([ended.code, ended.stderr, await askedCount(sandbox)], [0, "", count]);
      }
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno puts --config behind the sub-command, and only where it belongs",
  fn: () =>
    withFakeDeno(async (launch, { repository }) => {
      const C = ["--config", join(repository, "deno.npm.json")];
      const M = ["--import-map", join(repository, "deno.npm.json")];
      const cases: ReadonlyArray<readonly [readonly string[], readonly string[]]> = [
        [["check"], ["check", ...C]],
        [["test", "a b", "--filter", "x"], ["test", ...C, "a b", "--filter", "x"]],
        [["-q", "-L", "debug", "run", "a.ts"], ["-q", "-L", "debug", "run", ...C, "a.ts"]],
        [["a.ts", "-c", "x"], [...C, "a.ts", "-c", "x"]],
        [["--allow-read", "./a", "x"], ["--allow-read", ...C, "./a", "x"]],
        [["jsr:@std/x", "x"], [...C, "jsr:@std/x", "x"]],
        // From the script's or task's name on, arguments are its own.
        [["run", "-R", "a.ts", "--config", "x"], ["run", ...C, "-R", "a.ts", "--config", "x"]],
        [["task", "omega", "-c", "x"], ["task", ...C, "omega", "-c", "x"]],
        [["test", "a.ts", "--", "-c"], ["test", ...C, "a.ts", "--", "-c"]],
        [["eval", "1", "--config"], ["eval", ...C, "1", "--config"]],
        [["run", "--seed", "1", "a.ts", "-c"], ["run", ...C, "--seed", "1", "a.ts", "-c"]],
        // The user's own --config is respected.
        [["check", "--config", "x"], ["check", "--config", "x"]],
        [["check", "--config=x"], ["check", "--config=x"]],
        [["run", "-R", "-c", "x", "a.ts"], ["run", "-R", "-c", "x", "a.ts"]],
        [["run", "-cx", "a.ts"], ["run", "-cx", "a.ts"]],
        [["test", "a.ts", "--no-config"], ["test", "a.ts", "--no-config"]],
        [["--config", "x", "a.ts"], ["--config", "x", "a.ts"]],
        // Nothing to resolve.
        [[], []],
        [["--help"], ["--help"]],
        [["coverage", "x"], ["coverage", "x"]],
        [["add", "jsr:@std/x"], ["add", "jsr:@std/x"]],
        // `doc` takes imports from an import map only.
        [["doc", "a.ts"], ["doc", ...C, "a.ts", ...M]],
        [["doc", "--import-map=x", "a.ts"], ["doc", ...C, "--import-map=x", "a.ts"]],
        [["doc", "--import-map", "x", "a.ts"], ["doc", ...C, "--import-map", "x", "a.ts"]],
        [["publish", "--dry-run"], ["publish", ...C, "--dry-run"]],
      ];
      for (const [args, expected] of cases) {
        const ended = await launch(args, { OMEGA_REGISTRY: "npm" });
        assertEquals(heard(ended).args, expected, `${args.join(" ")}\n${ended.stderr}`);
      }
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno with JSR names deno.json only from outside the repository",
  fn: () =>
    withFakeDeno(async (_launch, { launch, repository, top }) => {
      const env = { OMEGA_REGISTRY: "jsr" };
      const path = [join(top, "real")];
      const args = ["task", "omega"];
      for (const cwd of [repository, join(repository, "bin")]) {
        assertEquals(heard(await launch(args, { cwd, env, path })).args, args);
      }
      await Deno.mkdir(`${repository} 2`);
      for (const cwd of [top, "/", `${repository} 2`]) {
        assertEquals(
          heard(await launch(args, { cwd, env, path })).args,
          ["task", "--config", join(repository, "deno.json"), "omega"],
        );
      }
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno refuses to publish what was resolved from npm",
  fn: () =>
    withFakeDeno(async (launch) => {
      const refused = await launch(["publish", "--allow-dirty"], { OMEGA_REGISTRY: "npm" });
      assertEquals([refused.code, refused.stdout], [3, ""]);
      assertMatch(refused.stderr, /^bin\/deno: Cannot publish: [^\n]+\n$/);
      const allowed = await launch(["publish"], { OMEGA_REGISTRY: "jsr" });
      assertEquals(heard(allowed).args, ["publish"]);
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno doc --lint without a file takes the exports, and says so",
  fn: () =>
    withSandbox(async ({ launch, repository, top }) => {
      await Deno.mkdir(join(top, "real"));
      await Deno.symlink(Deno.execPath(), join(top, "real/deno"));
      await Deno.writeTextFile(
        join(repository, "deno.json"),
        JSON.stringify({
          name: "@a/b",
          version: "1.0.0",
          exports: { ".": "./a.ts", "./b": "./b.ts" },
        }),
      );
      await Deno.writeTextFile(
        join(repository, "a.ts"),
        "/** A. */\nexport const a: number = 1;\n",
      );
      await Deno.writeTextFile(join(repository, "b.ts"), "export const b: number = 1;\n");
      const { code, stderr } = await launch(["doc", "--lint"], {
        cwd: top,
        env: { OMEGA_REGISTRY: "jsr" },
        path: [join(top, "real")],
      });
      assertEquals(code, 1);
      assertMatch(
        stderr,
        /^bin\/deno: doc --lint names no file, taking the exports of deno\.json\n/,
      );
      assertStringIncludes(stderr, "missing-jsdoc");
      assertStringIncludes(stderr, join(repository, "b.ts"));
    }),
});

Deno.test({
  ...NEEDS_POSIX,
  name: "bin/deno knows Deno's sub-commands and the options whose value stands apart",
  fn: () =>
    withFakeDeno(async (launch) => {
      const env = { OMEGA_REGISTRY: "npm" };
      const all = [...SUB_COMMANDS_WITH_CONFIG];
      const help = await Promise.all(all.map((sub) => run(Deno.execPath(), [sub, "--help=full"])));
      for (const [index, sub] of all.entries()) {
        const { code, stdout } = help[index]!;
        assertEquals(code, 0, sub);
        assertStringIncludes(stdout, "--config <", sub);
        const args = sub === "publish" ? [sub, "--dry-run"] : [sub];
        assert(heard(await launch(args, env)).args.includes("--config"), sub);
      }
      // Sub-commands that stop at a name: an option's value must not pass for it.
      const options = new Map<string, string>();
      for (const sub of ["compile", "eval", "install", "run", "serve", "task", "watch"]) {
        const text = help[all.indexOf(sub)]!.stdout;
        for (const [, short, long] of text.matchAll(/^ +(?:(-\w), +)?(--[\w-]+) <[^\n>]*>/gm)) {
          for (const option of [short, long]) {
            if (option && !/^(?:-c|--config|--import-map)$/.test(option)) options.set(option, sub);
          }
        }
      }
      assert(options.size > 15);
      for (const [option, sub] of options) {
        const args = [sub, option, "value", "--config", "mine", "name"];
        assertEquals(heard(await launch(args, env)).args, args);
      }
    }),
});

Deno.test("jsr_answers.ts asks Deno itself, and so honours JSR_URL", async () => {
  const ask = (JSR_URL: string, DENO_DIR: string) =>
    run(Deno.execPath(), [
      "run",
      "--no-config",
      "--no-prompt",
      "--allow-run",
      join(REPOSITORY, "tools/npm_only/jsr_answers.ts"),
    ], { env: { JSR_URL, DENO_DIR, PATH: "" } });
  const folder = await Deno.makeTempDir();
  try {
    let url: string;
    {
      await using mirror = serveJsrMirror([
        { name: "@std/crypto", version: "1.0.5", exports: ["./timing-safe-equal"] },
      ]);
      url = mirror.url;
      assertEquals((await ask(url, join(folder, "with"))).stdout, "yes\n");
      assert(mirror.requestCount() > 0);
    }
    // The server is gone: an empty cache gives no, a full one still serves the packages.
    assertEquals((await ask(url, join(folder, "without"))).stdout, "no\n");
    assertEquals((await ask(url, join(folder, "with"))).stdout, "yes\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
