import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { runOmegaHere } from "./omega_here.ts";
import { OMEGA, run, SHORT_STORY_FLAGS } from "./run_omega.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

/** Does a small stress in a folder and packs it as `run.zip`. */
async function packRun(folder: string, ...flags: string[]): Promise<string> {
  const out = `--out=${join(folder, "runs")}`;
  const stress = await runOmegaHere(["stress", ...SHORT_STORY_FLAGS, "--count=2", "--json", out]);
  const { run_dir } = JSON.parse(stress.stdout);
  const pack = join(folder, "run.zip");
  const words = ["proofpack", "build", "--source", run_dir, "--out", pack, "--type", "stress"];
  const build = await runOmegaHere([...words, ...flags]);
  assert(build.code <= 1, build.stderr);
  return pack;
}

Deno.test("omega proofpack keygen, build --sign --compress and verify --key", async () => {
  await inTemporaryFolder(async (folder) => {
    const keygenWords = (name: string) => ["proofpack", "keygen", "--out", join(folder, name)];
    const keygen = await runOmegaHere([...keygenWords("omega"), "--json"]);
    assertEquals(keygen.code, 0, keygen.stderr);
    const secret = (await Deno.readTextFile(join(folder, "omega.key"))).split("\n")[1]!;
    assert(!(keygen.stdout + keygen.stderr).includes(secret));
    const again = await runOmegaHere(keygenWords("omega"));
    assertEquals(again.code, 2, again.stdout);

    const pack = await packRun(folder, "--compress", "--sign", join(folder, "omega.key"));
    const key = join(folder, "omega.pub");
    const good = await runOmegaHere(["proofpack", "verify", pack, "--key", key, "--json"]);
    assertEquals(good.code, 0, good.stderr);
    assertEquals(JSON.parse(good.stdout).signed_by, JSON.parse(keygen.stdout).key_id);

    await runOmegaHere(keygenWords("other"));
    const other = join(folder, "other.pub");
    const stranger = await runOmegaHere(["proofpack", "verify", pack, "--key", other]);
    assertEquals(stranger.code, 1);
    assertStringIncludes(stranger.stdout, "SIGNATURE_UNKNOWN_KEY");
    await Deno.remove(`${pack}.dsse.json`);
    const unsigned = await runOmegaHere(["proofpack", "verify", pack, "--key", key]);
    assertEquals(unsigned.code, 1);
    assertStringIncludes(unsigned.stdout, "SIGNATURE_MISSING");
    const alone = await runOmegaHere(["proofpack", "verify", pack, "--signature", "x"]);
    assertEquals(alone.code, 2);
  });
});

Deno.test({
  name: "omega proofpack verify -, replay and diff, on a pipe and against a changed run",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const pack = await packRun(folder);
      const script = `cat "$0" | "$@"`;
      const piped = ["sh", "-c", script, pack, ...OMEGA, "proofpack", "verify", "-", "--json"];
      const verify = await run(piped);
      assertEquals(verify.code, 0, verify.stderr);
      const sum = await run(["sha256sum", pack]);
      assertEquals(JSON.parse(verify.stdout).pack_sha256, sum.stdout.slice(0, 64));

      const temporary = join(folder, "temporary");
      await Deno.mkdir(temporary);
      const replay = await runOmegaHere(["proofpack", "replay", pack, "--json"], {
        TMPDIR: temporary,
      });
      assertEquals(replay.code, 0, replay.stderr);
      assertEquals(JSON.parse(replay.stdout).not_replayed, []);
      assertEquals([...Deno.readDirSync(temporary)], []);

      const other = join(folder, "other");
      await Deno.mkdir(other);
      const seeded = join(other, "run.zip");
      await Deno.rename(await packRun(other, "--compress"), seeded);
      const same = await runOmegaHere(["proofpack", "diff", pack, seeded]);
      assertEquals(same.code, 0, same.stdout);
      await Deno.writeTextFile(seeded, "x", { append: true });
      const broken = await runOmegaHere(["proofpack", "diff", pack, seeded]);
      assertEquals(broken.code, 1, broken.stdout);
    }),
});
