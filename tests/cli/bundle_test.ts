import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { thisDeno } from "../../tools/this_deno.ts";
import { explainCompile } from "../../tools/compile.ts";
import { lightenBundle } from "../../tools/lighten_bundle.ts";
import { runOmegaHere } from "./omega_here.ts";
import { ROOT, run, storyFlags } from "./run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

/** Makes the bundle as its task does, elsewhere. */
async function bundle(output: string): Promise<void> {
  const ended = await run(
    thisDeno("bundle", "--quiet", "--minify", "--output", output, "cli/main.ts"),
  );
  assertEquals(ended.code, 0, ended.stderr);
  await Deno.writeTextFile(output, lightenBundle(await Deno.readTextFile(output)));
}

/** Words that start the bundle as a stranger would: without this repository. */
function bundled(path: string, ...permissions: string[]): readonly string[] {
  return [Deno.execPath(), "run", "--no-config", "--no-prompt", ...permissions, path];
}

Deno.test({
  name:
    "omega.js is made the same twice, packs the same bytes as deno run, and replays [OC-CLI-9203]",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const [omegaJs, again] = [join(folder, "omega.js"), join(folder, "again.js")];
      await Promise.all([bundle(omegaJs), bundle(again)]);
      assertEquals(await Deno.readFile(omegaJs), await Deno.readFile(again));
      const text = await Deno.readTextFile(omegaJs);
      assert(!text.includes(ROOT));
      // Whoever asks Node's process for anything at the start loads half of Node first.
      assertEquals(text.match(/.{20}process\?\..{20}/g), null);

      const runs = join(folder, "runs");
      const stress = ["stress", ...storyFlags(), "--count=2", `--out=${runs}`, "--quiet"];
      const made = await run([...bundled(omegaJs, "--allow-read", "--allow-write"), ...stress]);
      assert(made.code <= 1, made.stderr);
      const [{ name }] = [...Deno.readDirSync(runs)] as [Deno.DirEntry];
      const build = (out: string) => [
        ...["proofpack", "build", "--type=stress", `--source=${join(runs, name)}`],
        ...[`--out=${join(folder, out)}`, `--verifier=${omegaJs}`],
      ];
      const [one, two] = await Promise.all([
        runOmegaHere(build("run.zip")),
        run([...bundled(omegaJs, "--allow-read", "--allow-write"), ...build("bundle.zip")]),
      ]);
      assert(one.code <= 1 && two.code <= 1, one.stderr + two.stderr);
      const packs = ["run.zip", "bundle.zip"].map((name) => Deno.readFileSync(join(folder, name)));
      assertEquals(packs[0], packs[1]);

      const pack = join(folder, "run.zip");
      const verify = await run([...bundled(omegaJs, "--allow-read"), "proofpack", "verify", pack]);
      assertEquals(verify.code, 0, verify.stdout + verify.stderr);
      const temporary = `--allow-write=${folder}`;
      const env = { TMPDIR: folder };
      const replay = await run(
        [...bundled(omegaJs, "--allow-read", temporary, "--allow-env=TMPDIR"), "proofpack"]
          .concat("replay", pack),
        { env },
      );
      assertEquals(replay.code, 0, replay.stdout + replay.stderr);
      await replayByScript(pack, folder);
    }),
});

/** replay.sh has the packed omega.js compute the verdict again, and refuses another omega.js. */
async function replayByScript(pack: string, folder: string): Promise<void> {
  const unpacked = join(folder, "unpacked");
  await run(["unzip", "-q", pack, "-d", unpacked]);
  const env = { PATH: `${join(Deno.execPath(), "..")}:${Deno.env.get("PATH")}` };
  const replay = () => run(["sh", join(unpacked, "replay.sh")], { env, cwd: folder });
  const good = await replay();
  assertEquals(good.code, 0, good.stdout + good.stderr);
  assertStringIncludes(good.stdout, "OK: the verdict follows from the evidence, says deno");
  await Deno.writeTextFile(join(unpacked, "omega.js"), "Deno.exit(0)");
  const changed = await replay();
  assertEquals([changed.code, changed.stdout], [1, "FAIL: changed: omega.js\n"]);
}

/** How `deno compile` ends, and what is made of it. */
const ENDINGS: readonly (readonly [boolean, string, number, string])[] = [
  [true, "", 0, "made dist/omega"],
  [false, "error: Setting up base binary.\n error sending request", 3, "denort"],
  [false, "error: invalid value 'x' for '--target <TARGET>'", 2, "invalid value"],
  [false, "error: Permission denied", 3, "Permission denied"],
];

Deno.test("explainCompile() tells a missing runtime part from misuse", () => {
  for (const [isSuccess, stderr, exitCode, text] of ENDINGS) {
    const outcome = explainCompile(isSuccess, stderr, "dist/omega");
    assertEquals(outcome.exitCode, exitCode);
    assertStringIncludes(outcome.message, text);
  }
});
